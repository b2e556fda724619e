import * as z from 'zod';
import type { UserSlug } from '../../functions/domain/identifiers.ts';
import { tagsOf } from '../../functions/domain/memory.ts';
import type { DeploymentCommand, Outcome } from '../command.ts';
import { EXIT } from '../exit-codes.ts';
import { declined, Failure } from '../failures.ts';
import { oneUser, yesOption } from '../input.ts';
import { knownUser } from '../known-user.ts';
import { type Diagnosis, diagnose, type Remedy } from '../model/diagnose.ts';
import { leftAfterRotation } from '../model/left-findings.ts';
import type { ReconcileReport } from '../model/reconcile-report.ts';
import { isRefusal } from '../next.ts';
import { dryRun, exitCodeOf, reconcileNow } from '../reconciling.ts';
import { rotateNow } from '../rotation/rotate-now.ts';
import type { Session } from '../session.ts';
import { doneView, findingsLines } from '../views/reconcile.ts';

const input = oneUser.extend({ yes: z.boolean().default(false) });

export const recover: DeploymentCommand<z.infer<typeof input>> = {
  usage: 'recover <user>',
  summary: 'say what is wrong with a user, and do the one right thing, after asking',
  details:
    'Diagnoses a hold, a rotation that stopped (without a key, with a live one, with a dead one), a current key that emnify ' +
    'no longer has, a value or tag that cannot be read; says what it is, and asks before it does anything. The hold of an ' +
    'operator it releases only after asking, and so it rotates where emnify shows no key, which may be there all the same: ' +
    'with --yes or in a pipe it says how, and changes nothing.',
  examples: [
    ['recover alice', 'the diagnosis, and a question'],
    ['recover alice --yes', 'does it without asking, but for what only a person can judge'],
  ],
  options: [yesOption],
  input,
  async run(session, { user, yes }) {
    const { keySecret } = await knownUser(session, user);
    const report = await lookAt(session, user);
    // Described again: the look itself may have met a refusal, which is a hold from then on.
    const { status } = await knownUser(session, user);
    const diagnosis = diagnose(report, status.hold, session.deployment.clock.now(), session.command);
    if (diagnosis.remedy.kind === 'none') return onlySaid(user, diagnosis);
    const judged = judgedByPeople(session, user, diagnosis);
    if (judged !== undefined && (yes || !session.ask.isInteractive)) {
      const advice = `${diagnosis.advice} Nothing was done: ${judged.undone}`;
      return onlySaid(user, { ...diagnosis, advice });
    }
    session.say(diagnosis.what);
    session.say(diagnosis.advice);
    const question = judged?.question ?? 'Do this now?';
    if (!yes && !(await session.ask.confirm(question, 'Add --yes.'))) throw declined();
    return mend(session, { user, keySecret, report, diagnosis, remedy: diagnosis.remedy });
  },
};

/** A dry run; where it was refused by emnify, once more: under the hold that this has raised, it does not ask emnify. */
async function lookAt(session: Session, user: UserSlug): Promise<ReconcileReport> {
  try {
    return await dryRun(session, user);
  } catch (error) {
    if (!(error instanceof Failure && isRefusal(error))) throw error;
    return dryRun(session, user);
  }
}

function onlySaid(user: UserSlug, { kind, what, advice }: Diagnosis): Outcome {
  return {
    document: { user, diagnosis: kind, what, advice, remedy: 'none' },
    text: () => `${what}\n${advice}`,
    exitCode: kind === 'healthy' ? EXIT.ok : EXIT.attention,
  };
}

/**
 * What is done only where somebody was asked: whoever set a hold may have meant it, and a key that emnify does not show may be there,
 * so that each rotation would add another.
 */
function judgedByPeople(
  { command }: Session,
  user: UserSlug,
  { kind, remedy }: Diagnosis,
): { readonly question: string; readonly undone: string } | undefined {
  if (remedy.kind === 'release') {
    const undone = `it is not released unasked. Release it: ${command(`release ${user} --reason TEXT`)}`;
    return { question: 'Release it now?', undone };
  }
  if (kind === 'keys-not-shown') {
    return { question: 'Rotate now?', undone: `it is not rotated unasked. Rotate: ${command(`rotate ${user}`)}` };
  }
  return undefined;
}

interface Case {
  readonly user: UserSlug;
  readonly keySecret: string;
  readonly report: ReconcileReport;
  readonly diagnosis: Diagnosis;
  readonly remedy: Remedy;
}

async function mend(session: Session, { user, keySecret, report: found, diagnosis, remedy }: Case): Promise<Outcome> {
  const { deployment, audit, command } = session;
  const { store } = deployment;
  const reason = `recover: ${diagnosis.kind}`;
  const again = `Look again: ${command(`recover ${user}`)}`;
  const mended = (text: string): Outcome => ({
    document: { user, diagnosis: diagnosis.kind, what: diagnosis.what, remedy: remedy.kind, done: text },
    text: (page) => `${page.good('Recovered.')} ${text}`,
  });
  const rotated = async (): Promise<Outcome> => {
    const { keyId } = await rotateNow(session, { user, keySecret, reason });
    const outcome = mended(`AWSCURRENT of ${user} has ${keyId === undefined ? 'a new key' : `key ${keyId}`}.`);
    const left = leftAfterRotation(found);
    return {
      document: { ...outcome.document, findings: left },
      text: (page) => [outcome.text(page), ...findingsLines(left, page)].join('\n'),
      exitCode: left.length > 0 ? EXIT.attention : EXIT.ok,
    };
  };
  switch (remedy.kind) {
    case 'none':
      return onlySaid(user, diagnosis);
    case 'release':
      await audit.recorded({ event: 'hold-released', user, reason }, again, () =>
        store.tag(keySecret, tagsOf({ hold: 'none' })),
      );
      return mended(`The hold of ${user} is released. ${again}`);
    case 'rotate':
      return rotated();
    case 'drop-and-rotate':
      await audit.recorded({ event: 'pending-dropped', user, version: remedy.version, reason }, again, () =>
        store.removePending(keySecret, remedy.version),
      );
      return rotated();
    case 'restore-current':
      await audit.recorded({ event: 'current-restored', user, version: remedy.to, reason }, again, () =>
        store.moveCurrent(keySecret, remedy.from, remedy.to),
      );
      return mended(`AWSCURRENT of ${user} is on version ${remedy.to} again. ${again}`);
    case 'reconcile': {
      const report = await reconcileNow(session, user, { reason });
      const exitCode = exitCodeOf(report);
      return {
        document: { user, diagnosis: diagnosis.kind, what: diagnosis.what, remedy: remedy.kind, done: report.done },
        text: (page) =>
          `${exitCode === EXIT.failed ? page.bad('Not recovered.') : page.good('Recovered.')}\n${doneView(report, page)}`,
        exitCode,
      };
    }
  }
}
