import type * as z from 'zod';
import { IssuedCode } from '../../functions/domain/issuing/request.ts';
import type { DeploymentCommand } from '../command.ts';
import { oneUser, Reason, reasonOption } from '../input.ts';
import { withNext } from '../next.ts';

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
  async run({ deployment, audit, warn, json, command }, { user, reason }) {
    const issued = audit.recorded(
      { event: 'code-requested', user, reason },
      'A code was asked for, and is not shown.',
      () => deployment.functions.invoke('issue-code', { user, reason }, IssuedCode, { changes: true }),
    );
    const seeUser = `See how things stand: ${command(`status ${user}`)}`;
    const { code: digits, keyId, validUntil } = await withNext(issued, () => seeUser);
    const secondsLeft = Math.max(0, Math.floor((Date.parse(validUntil) - deployment.clock.now()) / 1_000));
    if (!json) warn(`Key ${keyId} of ${user}; valid for ${secondsLeft} more seconds:`);
    return { document: { user, code: digits, keyId, validUntil, secondsLeft }, text: () => digits };
  },
};
