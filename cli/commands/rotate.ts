import { Option } from 'commander';
import * as z from 'zod';
import { describeHold } from '../../functions/domain/attempts.ts';
import type { DeploymentCommand } from '../command.ts';
import { EXIT } from '../exit-codes.ts';
import { declined, Failure, failed } from '../failures.ts';
import { oneUser, Reason, yesOption } from '../input.ts';
import { type KnownUser, knownUser } from '../known-user.ts';
import { exitCodeOf, reconcileNow } from '../reconciling.ts';
import { rotateNow } from '../rotation/rotate-now.ts';
import type { Session } from '../session.ts';
import { doneView } from '../views/reconcile.ts';

const input = oneUser.extend({
  endGrace: z.boolean().default(false),
  yes: z.boolean().default(false),
  reason: Reason.optional(),
});

export const rotate: DeploymentCommand<z.infer<typeof input>> = {
  usage: 'rotate <user>',
  summary: 'replace the key now, and follow the rotation to its end',
  details:
    'Asks Secrets Manager for a rotation and shows its four steps as they end. The old key stays for its grace period, ' +
    'unless --end-grace retires it at once: the answer to a leak.',
  examples: [
    ['rotate alice', 'a new key now; the old one works until its deadline'],
    ['rotate alice --end-grace --reason "laptop stolen"', 'the old key stops working at once, after asking'],
  ],
  options: [
    new Option('--end-grace', 'retire superseded keys at once, after asking'),
    new Option('--reason <text>', 'why, for the audit log'),
    yesOption,
  ],
  input,
  async run(session, { user, endGrace, yes, reason }) {
    const known = await knownUser(session, user);
    refuse(session, known);
    const question = 'Superseded keys stop working at once, for everyone who still uses them. Go on?';
    if (endGrace && !yes && !(await session.ask.confirm(question, 'Add --yes.'))) throw declined();
    const why = reason === undefined ? {} : { reason };
    const rotated = await rotateNow(session, { user, keySecret: known.keySecret, ...why });
    const key = rotated.keyId === undefined ? 'a new key' : `key ${rotated.keyId}`;
    if (!endGrace) {
      return {
        document: { user, ...rotated },
        text: (page) => `${page.good('Rotated.')} AWSCURRENT of ${user} has ${key}.`,
      };
    }
    const report = await reconcileNow(session, user, { endGrace, ...why });
    return {
      document: { user, ...rotated, retired: report.verifiedGone.keys, done: report.done },
      text: (page) => `${page.good('Rotated.')} AWSCURRENT of ${user} has ${key}.\n${doneView(report, page)}`,
      exitCode: exitCodeOf(report),
    };
  },
};

/** What would make the rotation fail is said before there is one. */
function refuse({ command }: Session, { status: { user, hold, pending } }: KnownUser): void {
  const next = `See what it is: ${command(`recover ${user}`)}`;
  if (hold !== undefined) throw failed('hold-in-force', `${user}: ${describeHold(hold)}.`, next);
  if (pending === undefined) return;
  throw new Failure(`${user}: a rotation is not finished, version ${pending.version} holds AWSPENDING.`, {
    kind: 'rotation-under-way',
    exitCode: EXIT.attention,
    next,
  });
}
