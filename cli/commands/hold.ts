import type * as z from 'zod';
import { describeHold, type Hold, holdInForce } from '../../functions/domain/attempts.ts';
import type { UserSlug } from '../../functions/domain/identifiers.ts';
import { readMemory, tagsOf } from '../../functions/domain/memory.ts';
import type { DeploymentCommand } from '../command.ts';
import { EXIT } from '../exit-codes.ts';
import { type Failure, failed } from '../failures.ts';
import { oneUser, Reason, reasonOption } from '../input.ts';
import { knownUser } from '../known-user.ts';

const input = oneUser.extend({ reason: Reason });

export const hold: DeploymentCommand<z.infer<typeof input>> = {
  usage: 'hold <user>',
  summary: 'stop rotating, retiring and pruning for a user until `release`; codes are still given',
  details:
    'Nothing is sent to emnify for this user, by a rotation or a reconcile, until an operator releases the hold. Refused while ' +
    'emnify has locked the account: nothing is sent then anyway, and a hold in its place could be released too early.',
  examples: [
    ['hold alice --reason "emnify support looks at the account"', 'nothing is sent to emnify for alice from now on'],
  ],
  options: [reasonOption],
  input,
  async run(session, { user, reason }) {
    const { keySecret, listed } = await knownUser(session, user);
    const there = readMemory(listed.key.tags).memory.hold;
    // There is room for one: releasing the operator's would end the lockout's as well.
    if (there?.kind === 'lockout' && session.deployment.clock.now() < there.until) {
      throw endsByItself(user, there, 'A hold of yours can take its place then.');
    }
    await session.audit.recorded(
      { event: 'hold-set', user, reason },
      `${user} is held. End it: ${session.command(`release ${user} --reason TEXT`)}`,
      () => session.deployment.store.tag(keySecret, tagsOf({ hold: { kind: 'operator' } })),
    );
    return {
      document: { user, hold: 'operator' },
      text: () => `${user} is held. End it: ${session.command(`release ${user} --reason TEXT`)}`,
    };
  },
};

export const release: DeploymentCommand<z.infer<typeof input>> = {
  usage: 'release <user>',
  summary: 'end a hold',
  details:
    'Ends the hold of an operator, of refused credentials or of a refused code. That of a lockout ends by itself, and not ' +
    'before its time. What was sent and not accepted stays on record: while another failure could lock the account, nothing ' +
    'is sent all the same.',
  examples: [['release alice --reason "password corrected"', 'the next run goes on']],
  options: [reasonOption],
  input,
  async run(session, { user, reason }) {
    const { keySecret, listed, status } = await knownUser(session, user);
    if (status.hold === undefined) {
      return { document: { user, hold: null, released: false }, text: () => `${user} is not held.` };
    }
    if (status.hold.kind === 'offboarding') {
      const next = `Complete it: ${session.command(`offboard ${user}${status.hold.deletesKeys ? ' --delete-keys' : ''}`)}\nTake the user in again: ${session.command(`enroll ${user}`)}`;
      throw failed('hold-in-force', `${user} is being offboarded, which no release ends. Nothing was changed.`, next);
    }
    if (status.hold.kind === 'lockout') {
      throw endsByItself(user, status.hold, 'The hold ends by itself then, and the rotation goes on.');
    }
    await session.audit.recorded({ event: 'hold-released', user, reason }, `The hold of ${user} is released.`, () =>
      session.deployment.store.tag(keySecret, tagsOf({ hold: 'none' })),
    );
    // Attempts on record may amount to a hold by themselves.
    const { attempts } = readMemory(listed.key.tags).memory;
    const left = holdInForce({ hold: undefined, attempts }, session.deployment.clock.now(), undefined);
    return {
      document: { user, hold: left?.kind ?? null, released: true },
      text: () =>
        left === undefined
          ? `${user} is released. Go on: ${session.command(`recover ${user}`)}`
          : `${user} is released, and yet: ${describeHold(left)}.`,
      exitCode: left === undefined ? EXIT.ok : EXIT.attention,
    };
  },
};

/** Nothing may be sent in a lockout: its hold is not touched before its time. */
function endsByItself(user: UserSlug, hold: Hold, next: string): Failure {
  return failed('hold-in-force', `${user}: ${describeHold(hold)}. Nothing was changed.`, next);
}
