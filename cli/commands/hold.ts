import type * as z from 'zod';
import { describeHold, holdInForce } from '../../functions/domain/attempts.ts';
import { readMemory, tagsOf } from '../../functions/domain/memory.ts';
import type { DeploymentCommand } from '../command.ts';
import { EXIT } from '../exit-codes.ts';
import { oneUser, Reason, reasonOption } from '../input.ts';
import { knownUser } from '../known-user.ts';

const input = oneUser.extend({ reason: Reason });

export const hold: DeploymentCommand<z.infer<typeof input>> = {
  usage: 'hold <user>',
  summary: 'stop everything for a user until `release`',
  details:
    'Nothing is sent to emnify for this user, by a rotation or a reconcile, until an operator releases the hold.',
  examples: [['hold alice --reason "emnify support looks at the account"', 'nothing happens to alice from now on']],
  options: [reasonOption],
  input,
  async run(session, { user, reason }) {
    const { keySecret } = await knownUser(session, user);
    await session.audit.recorded(
      { event: 'hold-set', user, reason },
      `${user} is held. End it with ${session.command(`release ${user} --reason TEXT`)}`,
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
    'Ends the hold of an operator, of refused credentials or of a refused code. What was sent and not accepted stays on ' +
    'record: while another failure could lock the account, nothing is sent all the same.',
  examples: [['release alice --reason "password corrected"', 'the next run goes on']],
  options: [reasonOption],
  input,
  async run(session, { user, reason }) {
    const { keySecret, listed, status } = await knownUser(session, user);
    if (status.hold === undefined) {
      return { document: { user, hold: null, released: false }, text: () => `${user} is not held.` };
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
