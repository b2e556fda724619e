import type * as z from 'zod';
import type { UserSlug } from '../../functions/domain/identifiers.ts';
import { IssuedCode } from '../../functions/domain/issuing/request.ts';
import type { DeploymentCommand } from '../command.ts';
import { explain } from '../explain.ts';
import { Failure } from '../failures.ts';
import { oneUser, Reason, reasonOption } from '../input.ts';
import { knownUser } from '../known-user.ts';
import { withNext } from '../next.ts';
import type { Session } from '../session.ts';

const input = oneUser.extend({ reason: Reason });

export const code: DeploymentCommand<z.infer<typeof input>> = {
  usage: 'code <user>',
  summary: 'a current code, with the seconds it lives',
  details:
    'Asks issue-code for a code of the current key. The one command that prints a secret: the code alone goes to stdout, ' +
    'everything else to stderr. Who asked and why is on record.',
  examples: [
    ['code alice --reason "ticket 4711"', 'shows the code and how long it lives'],
    ['code alice --reason "ticket 4711" | wl-copy', 'only the code goes through the pipe'],
  ],
  options: [reasonOption],
  input,
  async run(session, { user, reason }) {
    const { deployment, audit, warn, json, command } = session;
    const issued = audit
      .recorded({ event: 'code-requested', user, reason }, 'A code was asked for, and is not shown.', () =>
        deployment.functions.invoke('issue-code', { user, reason }, IssuedCode, { changes: true }),
      )
      .catch(async (error: unknown) => {
        throw await withoutUser(session, user, explain(error));
      });
    const seeUser = `See how things stand: ${command(`status ${user}`)}`;
    const { code: digits, keyId, validUntil } = await withNext(issued, () => seeUser);
    const secondsLeft = Math.max(0, Math.floor((Date.parse(validUntil) - deployment.clock.now()) / 1_000));
    if (!json) warn(`Key ${keyId} of ${user}; valid for ${secondsLeft} more seconds:`);
    return { document: { user, code: digits, keyId, validUntil, secondsLeft }, text: () => digits };
  },
};

/**
 * The failure, or that there is no such user, or none any more: issue-code tells only that it got no key. Looked at afterwards, since
 * who may ask for codes need not have the right to look.
 */
async function withoutUser(session: Session, user: UserSlug, failure: Failure): Promise<Failure> {
  if (failure.kind !== 'StoreRefused' && failure.kind !== 'OperatorNeeded') return failure;
  return knownUser(session, user).then(
    () => failure,
    (found: unknown) => (found instanceof Failure ? found : failure),
  );
}
