import { createHash } from 'node:crypto';
import { functionArn } from './account.ts';
import type { KeyTruth } from './emnify/records.ts';
import type { EmbeddedStack } from './stack.ts';

export const ROTATE_KEY_ARN = functionArn('emnify-mfa-rotate-key');
export const RECONCILE_USER_ARN = functionArn('emnify-mfa-reconcile-user');

/** A user of the embedded stack: an account at emnify and the two secrets of an enrolled user. */
export interface Subject {
  readonly user: string;
  readonly username: string;
  readonly keySecret: string;
  readonly credentialsSecret: string;
}

export interface SubjectOptions {
  readonly user?: string;
  /** Plain. */
  readonly password?: string;
  /** Ids of keys made by hand that the first promotion takes over. */
  readonly takeOver?: readonly number[];
  /** Written into the credentials instead of what is right. */
  readonly credentials?: Readonly<Record<string, unknown>>;
  /** ARN of the KMS key of both secrets; AWS's own without it. */
  readonly kmsKeyId?: string;
}

/** The account at emnify; call it before `enroll`, and give it keys and devices through its portal in between. */
export function addAccount(
  stack: EmbeddedStack,
  { user = 'alice', password = 'correct horse battery' }: SubjectOptions = {},
): Subject {
  const username = `${user}@example.com`;
  stack.emnify.addUser({ username, password });
  return { user, username, keySecret: `emnify-mfa/${user}/key`, credentialsSecret: `emnify-mfa/${user}/credentials` };
}

/** Writes the two secrets as enrolment does: credentials, and a key secret that says that there is no key of ours yet. */
export function writeSecrets(stack: EmbeddedStack, subject: Subject, options: SubjectOptions = {}): void {
  writeCredentials(stack, subject, options);
  const { takeOver = [] } = options;
  const enrolled = takeOver.length === 0 ? { state: 'enrolled' } : { state: 'enrolled', takeOver };
  createSecret(stack, subject, subject.keySecret, enrolled, options);
  const credentials = stack.secretsManager.secret(subject.credentialsSecret)?.holding('AWSCURRENT')?.id;
  const Tags = [{ Key: 'emnify-mfa:owner', Value: `version=${credentials}` }];
  stack.secretsManager.call('TagResource', { SecretId: subject.keySecret, Tags });
}

/** Writes the credentials secret, as an operator does before enrolment. */
export function writeCredentials(stack: EmbeddedStack, subject: Subject, options: SubjectOptions = {}): void {
  const { username, credentialsSecret } = subject;
  const credentials = {
    applicationToken: stack.emnify.portal(username).createToken(),
    username,
    password: createHash('sha1').update(stack.emnify.user(username).password).digest('hex'),
    passwordFormat: 'sha1',
    ...options.credentials,
  };
  createSecret(stack, subject, credentialsSecret, credentials, options);
}

function createSecret(
  stack: EmbeddedStack,
  { user }: Subject,
  Name: string,
  value: unknown,
  { kmsKeyId }: SubjectOptions,
): void {
  const Tags = [
    { Key: 'app', Value: 'emnify-mfa-rotation' },
    { Key: 'emnify-mfa:user', Value: user },
  ];
  const common = { Tags, ...(kmsKeyId === undefined ? {} : { KmsKeyId: kmsKeyId }) };
  stack.secretsManager.call('CreateSecret', { Name, SecretString: JSON.stringify(value), ...common });
}

/** Asks Secrets Manager for a rotation; it begins when the clock moves. Returns the token, which is the new version's id. */
export function rotateSecret(stack: EmbeddedStack, { keySecret }: Subject, { days = 60 } = {}): string {
  const { VersionId } = stack.secretsManager.call('RotateSecret', {
    SecretId: keySecret,
    RotationLambdaARN: ROTATE_KEY_ARN,
    RotationRules: { AutomaticallyAfterDays: days },
  });
  return String(VersionId);
}

/** The id of the key that a version of the key secret holds, if it holds one. */
export function keyIdOf(version: { readonly value?: unknown } | undefined): number | undefined {
  return storedValue(version)?.keyId;
}

/** The value of a version of the key secret as it stands there; undefined where it is not JSON. */
export function storedValue(
  version: { readonly value?: unknown } | undefined,
): { readonly keyId?: number; readonly takeOver?: readonly number[]; readonly secretKey?: string } | undefined {
  const value = version?.value;
  if (typeof value !== 'object' || value === null || !('SecretString' in value)) return undefined;
  try {
    const parsed: unknown = JSON.parse(String(value.SecretString));
    return typeof parsed === 'object' && parsed !== null ? parsed : undefined;
  } catch {
    return undefined;
  }
}

export function keysInState(
  stack: EmbeddedStack,
  { username }: Subject,
  state: KeyTruth['state'],
): readonly KeyTruth[] {
  return stack.emnify.user(username).keys.filter((key) => key.state === state);
}
