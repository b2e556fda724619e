import { Option } from 'commander';
import * as z from 'zod';
import { UserSlug } from '../../functions/domain/identifiers.ts';
import { OffboardingAnswer } from '../../functions/domain/offboarding/request.ts';
import type { DeploymentCommand } from '../command.ts';
import { declined } from '../failures.ts';
import { oneUser } from '../input.ts';
import { nextBy, withNext } from '../next.ts';
import { offboardedView } from '../views/offboarding.ts';

const input = oneUser.extend({ deleteKeys: z.boolean().default(false), confirm: z.optional(UserSlug) });

const KEEPS =
  "The user's keys stay at emnify, and nobody can make codes for them once the secrets are gone: whoever has no other key " +
  'cannot sign in with MFA. Add --delete-keys to remove them too.';
const DELETES =
  "The user's managed keys are deleted at emnify: where no other key is left, the account has no second factor from then on.";

export const offboard: DeploymentCommand<z.infer<typeof input>> = {
  usage: 'offboard <user>',
  summary: 'end the rotation of a user: schedules, secrets, and keys if asked for',
  details:
    'Removes the schedules and lets both secrets await deletion; until that day they can be restored. With --delete-keys the ' +
    "user's managed keys are deleted at emnify first. Says what that means, and asks for the user's name.",
  examples: [
    ['offboard alice', 'keys stay at emnify'],
    ['offboard alice --delete-keys --confirm alice', 'for a script'],
  ],
  options: [
    new Option('--delete-keys', "also delete the user's managed keys at emnify"),
    new Option('--confirm <user>', 'the name of the user again, instead of asking'),
  ],
  input,
  async run(session, { user, deleteKeys, confirm }) {
    const { ask, say, audit, deployment, command } = session;
    say(deleteKeys ? DELETES : KEEPS);
    const typed = confirm ?? (await ask.text(`Type ${user} to go on:`, `Add --confirm ${user}.`));
    if (typed !== user) throw declined(`expected ${user}, the name of the user again`);
    const again = command(`offboard ${user}${deleteKeys ? ' --delete-keys' : ''}`);
    const offboarded = audit.recorded(
      { event: 'offboarding-requested', user, reason: deleteKeys ? 'with keys' : 'keys stay' },
      `Offboarding may be half done; complete it: ${again}`,
      () => deployment.functions.invoke('offboard-user', { user, deleteKeys }, OffboardingAnswer, { changes: true }),
    );
    const next = nextBy({
      credentials: `Write other credentials: ${command(`enroll ${user} --replace-credentials`)}`,
      hold: `See what it is: ${command(`recover ${user}`)}`,
      again: `Run it again, which completes it: ${again}`,
    });
    const answer = await withNext(offboarded, next);
    return { document: answer, text: (on) => offboardedView(answer, on) };
  },
};
