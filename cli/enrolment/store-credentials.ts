import type { UserSlug } from '../../functions/domain/identifiers.ts';
import { findSecret, secretNames } from '../../functions/domain/secret-names.ts';
import { EXIT } from '../exit-codes.ts';
import { explain } from '../explain.ts';
import { Failure, wrongUsage } from '../failures.ts';
import { awaitsDeletion } from '../known-user.ts';
import { isRefusal, nextOf } from '../next.ts';
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
export function afterStoring(
  { deployment, command }: Session,
  user: UserSlug,
  written: Written,
  error: unknown,
): Failure {
  const failure = explain(error);
  const { message, kind, exitCode, next } = failure;
  const goOn = command(`enroll ${user} --keep-credentials`);
  const others = command(`enroll ${user} --replace-credentials`);
  // Ctrl-C has said where things stand.
  if (written === 'kept' || exitCode === EXIT.interrupted) {
    return nextOf(failure, () => (isRefusal(failure) ? `Write other credentials: ${others}` : `Run it again: ${goOn}`));
  }
  const { credentials } = secretNames(deployment.names.prefix, user);
  const told = [
    ...(next === undefined ? [] : [next]),
    'The new credentials are stored, and stay in force until others are written.',
    ...(written === 'replaced' ? [`Those of before are the version with AWSPREVIOUS of ${credentials}.`] : []),
    `Go on with the new ones: ${goOn}`,
    `Write others: ${others}`,
  ].join('\n');
  return new Failure(message, { kind, exitCode: exitCode === EXIT.usage ? EXIT.failed : exitCode, next: told });
}
