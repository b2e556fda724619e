import type { UserSlug } from '../../functions/domain/identifiers.ts';
import { readMemory } from '../../functions/domain/memory.ts';
import { findSecret, secretNames } from '../../functions/domain/secret-names.ts';
import { EXIT } from '../exit-codes.ts';
import { explain } from '../explain.ts';
import { Failure, wrongUsage } from '../failures.ts';
import { awaitsDeletion } from '../known-user.ts';
import { isRefusal, nextBy, nextOf } from '../next.ts';
import type { Session } from '../session.ts';
import { type CredentialsOptions, readCredentials } from './credentials-input.ts';

interface Wanted {
  readonly user: UserSlug;
  readonly keepCredentials: boolean;
  readonly replaceCredentials: boolean;
  readonly username?: string | undefined;
  readonly passwordFormat: CredentialsOptions['passwordFormat'];
}

/** What became of the credentials that the user had before. */
type Written = 'kept' | 'stored' | 'replaced';

/**
 * Reads the user's credentials and stores them, unless those that are stored are to be kept.
 * @throws Failure where some are stored, nobody can be asked, and no option says what becomes of them
 */
export async function storeCredentials(
  session: Session,
  { user, keepCredentials, replaceCredentials, username, passwordFormat }: Wanted,
): Promise<Written> {
  const { deployment, audit, ask, say, command } = session;
  const name = secretNames(deployment.names.prefix, user).credentials;
  const again = command(`enroll ${user} --keep-credentials`);
  const stored = `The credentials are stored. Go on: ${again}`;
  if (keepCredentials) return 'kept';
  // A secret of that name which is not this user's is refused before anything is asked: what is typed must not end up in it.
  const found = await findSecret(deployment.store, name, user);
  if (found?.awaitsDeletion === true) throw awaitsDeletion(deployment.names.prefix, user);
  if (found !== undefined && !replaceCredentials) {
    if (!ask.isInteractive) {
      const next = `Add --replace-credentials to write new ones, or go on with those that are stored: ${again}`;
      throw wrongUsage(`Credentials of ${user} are stored already, and without a terminal nobody can be asked.`, next);
    }
    if (!(await ask.confirm('Credentials are stored already. Write new ones?', 'Add --keep-credentials.')))
      return 'kept';
  }
  const text = await readCredentials(session, { username, passwordFormat });
  await audit.recorded({ event: 'credentials-written', user }, stored, () => deployment.writeCredentials(user, text));
  say(`Stored the credentials as ${name}.`);
  return found === undefined ? 'stored' : 'replaced';
}

/**
 * A failure once credentials were stored: enroll-user says that nothing was changed, and knows nothing of what the command did
 * before.
 */
export async function afterStoring(
  session: Session,
  user: UserSlug,
  written: Written,
  error: unknown,
): Promise<Failure> {
  const { deployment, command } = session;
  const failure = explain(error);
  const { message, kind, exitCode, next } = failure;
  const goOn = command(`enroll ${user} --keep-credentials`);
  const others = command(`enroll ${user} --replace-credentials`);
  const hold = isRefusal(failure) ? await afterHold(session, user, { others, goOn }) : '';
  // Ctrl-C has said where things stand.
  if (written === 'kept' || exitCode === EXIT.interrupted) {
    const nextOfKept = nextBy({
      credentials: `Write other credentials: ${others}`,
      hold,
      again: `Run it again: ${goOn}`,
    });
    return nextOf(failure, nextOfKept);
  }
  const { credentials } = secretNames(deployment.names.prefix, user);
  const [onWithThese, writeOthers] = [`Go on with the new ones: ${goOn}`, `Write others: ${others}`];
  const then = nextBy({ credentials: writeOthers, hold, again: onWithThese })(failure);
  const told = [
    ...(next === undefined ? [] : [next]),
    'The new credentials are stored, and stay in force until others are written.',
    ...(written === 'replaced' ? [`Those of before are the version with AWSPREVIOUS of ${credentials}.`] : []),
    // The message may tell of the account that they are for, or of something else: either may be next.
    then ?? `${onWithThese}\n${writeOthers}`,
  ].join('\n');
  return new Failure(message, { kind, exitCode: exitCode === EXIT.usage ? EXIT.failed : exitCode, next: told });
}

/** Until there is a key secret, a hold is kept on the credentials, and `recover` knows no such user. */
async function afterHold(
  { deployment: { store, names }, command }: Session,
  user: UserSlug,
  { others, goOn }: { readonly others: string; readonly goOn: string },
): Promise<string> {
  const { key, credentials } = secretNames(names.prefix, user);
  const [enrolled, stored] = await Promise.all([findSecret(store, key, user), findSecret(store, credentials, user)]);
  const { hold } = readMemory((enrolled ?? stored)?.tags ?? new Map()).memory;
  if (hold?.kind === 'credentials') return `Write other credentials: ${others}`;
  return enrolled === undefined
    ? `Run it again once it is over: ${goOn}`
    : `See what it is: ${command(`recover ${user}`)}`;
}
