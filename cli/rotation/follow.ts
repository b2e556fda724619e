import { describeHold, type Hold, holdInForce, NO_ATTEMPTS } from '../../functions/domain/attempts.ts';
import { RotationError } from '../../functions/domain/errors.ts';
import type { UserSlug, VersionId } from '../../functions/domain/identifiers.ts';
import { readMemory } from '../../functions/domain/memory.ts';
import { EXIT } from '../exit-codes.ts';
import { explain } from '../explain.ts';
import { Failure, failed } from '../failures.ts';
import { credentialsVersion } from '../known-user.ts';
import { WRONG_CREDENTIALS } from '../next.ts';
import type { Session } from '../session.ts';
import { type JournalLine, journalLines } from './journal-lines.ts';
import { stepWords } from './step-words.ts';

/** A rotation takes seconds; one that AWS has not begun by then is worth another look, not more waiting. */
const PATIENCE_MS = 3 * 60_000;
const PAUSE_MS = 400;
/** CloudWatch Logs shows lines some seconds after they were written; the rotation has ended by then. */
const LOG_PATIENCE_MS = 10_000;
/** Log lines may be stamped a little before the request that caused them was answered. */
const MARGIN_MS = 5_000;

/** Instants are epoch milliseconds. */
interface Followed {
  readonly user: UserSlug;
  readonly keySecret: string;
  readonly version: VersionId;
  /** When it was asked for. */
  readonly from: number;
  /** Lines before this are of an earlier attempt at the same version; by default a little before it was asked for. */
  readonly since?: number;
}

/** How a followed rotation ended: the key that is current now. */
export interface Rotated {
  readonly version: VersionId;
  readonly keyId?: number;
}

/**
 * Tells each step of a rotation as it ends, until AWSCURRENT is on its version.
 * @throws Failure where a step failed, in the function's own words, or nothing came of it in time
 */
export async function followRotation(
  session: Session,
  { user, keySecret, version, from, since = from - MARGIN_MS }: Followed,
): Promise<Rotated> {
  const { deployment, say, command, page } = session;
  const { clock, store } = deployment;
  const log = logOf(session, since);
  // What was asked for may have taken its time before there was a rotation.
  const begun = clock.now();
  let told = 0;
  let seen = false;
  const tellSteps = async () => {
    const lines = await log.mentioning(version);
    const steps = lines.filter(({ event }) => event === 'step-finished');
    for (const step of steps.slice(told)) say(stepWords(step, page));
    told = steps.length;
    return { lines, steps };
  };
  for (;;) {
    const { lines, steps } = await tellSteps();
    const { labels, tags } = await store.describe(keySecret);
    if (labels.get(version)?.has('AWSCURRENT') === true) {
      await untilLastStep(session, log, tellSteps);
      const { proven } = readMemory(tags).memory;
      return { version, ...(proven === undefined ? {} : { keyId: proven }) };
    }
    const failedStep = steps.find(({ outcome }) => outcome === 'failed');
    if (failedStep !== undefined) {
      const message = await log.whyOf(failedStep);
      throw failed('rotation-failed', message, nextUnder(await holdOf(session, user, tags), session, user));
    }
    const hold = lines.length === 0 ? await holdOf(session, user, tags) : undefined;
    if (hold !== undefined && hold.kind !== 'operator') {
      const message = `The rotation was stopped: ${describeHold(hold)}.`;
      throw failed('hold-in-force', message, nextUnder(hold, session, user));
    }
    const isShown = labels.get(version) !== undefined;
    seen ||= isShown;
    // Reads may be late: one that does not show the version yet says nothing.
    if (seen && !isShown) {
      throw failed('rotation-ended', 'The rotation was ended by somebody else.', `See: ${command(`status ${user}`)}`);
    }
    if (clock.now() - begun > PATIENCE_MS) {
      throw new Failure('The rotation has not ended yet.', {
        kind: 'not-finished',
        exitCode: EXIT.attention,
        next: `It goes on by itself. Look again: ${command(`status ${user}`)}`,
      });
    }
    await clock.sleep(PAUSE_MS);
  }
}

/** The hold that is on record, unless its time is over or other credentials are stored by now. Attempts may be this rotation's own. */
async function holdOf(session: Session, user: UserSlug, tags: ReadonlyMap<string, string>): Promise<Hold | undefined> {
  const { hold } = readMemory(tags).memory;
  const version = hold?.kind === 'credentials' ? await credentialsVersion(session, user) : undefined;
  return holdInForce({ hold, attempts: NO_ATTEMPTS }, session.deployment.clock.now(), version);
}

function nextUnder(hold: Hold | undefined, { command }: Session, user: UserSlug): string {
  if (hold?.kind !== 'credentials') return `Next: ${command(`recover ${user}`)}`;
  return `${WRONG_CREDENTIALS} Write the right ones: ${command(`enroll ${user} --replace-credentials`)}`;
}

/** The rotation has ended: its last lines are waited for, as long as logs are late, since they tell what was done. */
async function untilLastStep(
  { deployment: { clock }, warn }: Session,
  log: ReturnType<typeof logOf>,
  tellSteps: () => Promise<{ readonly steps: readonly JournalLine[] }>,
): Promise<void> {
  const since = clock.now();
  while (log.isReadable()) {
    const { steps } = await tellSteps();
    if (steps.some(({ step, outcome }) => step === 'finishSecret' && outcome !== 'failed')) return;
    if (clock.now() - since > LOG_PATIENCE_MS) {
      warn('The log has not shown all steps yet; the rotation has ended all the same.');
      return;
    }
    await clock.sleep(PAUSE_MS);
  }
}

/** The function's log. Where it cannot be read, that is said once, and the secret's labels still tell how it ends. */
function logOf({ deployment, warn }: Session, from: number) {
  const group = deployment.names.functionLog('rotate-key');
  let readable = true;
  const read = async (term: string): Promise<readonly JournalLine[]> => {
    if (!readable) return [];
    try {
      return journalLines(await deployment.logs.since(group, from, term));
    } catch (error) {
      if (!(error instanceof RotationError)) throw error;
      readable = false;
      warn(`The steps cannot be shown: ${explain(error).message}`);
      return [];
    }
  };
  return {
    mentioning: read,
    isReadable: () => readable,
    async whyOf({ function_request_id, reason, step }: JournalLine): Promise<string> {
      const lines = function_request_id === undefined ? [] : await read(function_request_id);
      const said = lines.find(({ error }) => error !== undefined)?.error?.message;
      return said ?? `${step ?? 'A step'} failed (${reason ?? 'no reason given'}); the log ${group} says why.`;
    },
  };
}
