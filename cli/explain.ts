import { InvalidInput, RotationError } from '../functions/domain/errors.ts';
import { AwsError } from '../functions/domain/store-errors.ts';
import { LiveStackRefused } from '../local/live/client.ts';
import { UnsafeState } from '../local/live/state.ts';
import { EXIT } from './exit-codes.ts';
import { Failure, failed } from './failures.ts';

/** The IAM action that an API operation needs, where its name is another; for a refusal that names none. */
const SERVICES: readonly (readonly [operations: readonly string[], permission: (operation: string) => string])[] = [
  [['Invoke'], () => 'lambda:InvokeFunction'],
  [['ListDurableExecutionsByFunction', 'GetDurableExecution', 'StopDurableExecution'], (it) => `lambda:${it}`],
  [['GetCallerIdentity'], (it) => `sts:${it}`],
  [['ListSubscriptionsByTopic'], (it) => `sns:${it}`],
  [['CreateLogStream', 'PutLogEvents', 'FilterLogEvents'], (it) => `logs:${it}`],
];

function permissionFor(operation: string): string {
  const [, permission] = SERVICES.find(([operations]) => operations.includes(operation)) ?? [];
  return permission?.(operation) ?? `secretsmanager:${operation}`;
}

const SIGN_IN = 'Sign in again (for instance `aws sso login`), or name another profile with --profile.';

/** Anything that was thrown, in the words in which the operator reads it: what is wrong, and what to do. */
export function explain(error: unknown): Failure {
  if (error instanceof Failure) return error;
  if (error instanceof AwsError) return explainAws(error);
  if (error instanceof InvalidInput) return new Failure(error.message, { kind: error.kind, exitCode: EXIT.usage });
  if (error instanceof RotationError || error instanceof LiveStackRefused || error instanceof UnsafeState) {
    return failed(error instanceof RotationError ? error.kind : 'local', error.message);
  }
  const name = error instanceof Error ? error.name : 'unknown';
  if (name === 'CredentialsProviderError' || name === 'TokenProviderError') return noCredentials();
  const message = error instanceof Error ? error.message : String(error);
  return failed('unexpected', `Unexpected ${name}: ${message}`, 'This is a bug; please report it.');
}

/** Whether AWS refused because the caller lacks a permission. */
export function isRefusedByIam(error: unknown): boolean {
  return error instanceof AwsError && /^(AccessDenied|Unauthorized|NotAuthorized|AuthorizationError)/.test(error.code);
}

function noCredentials(): Failure {
  return failed('no-credentials', 'There are no usable AWS credentials.', SIGN_IN);
}

function explainAws(error: AwsError): Failure {
  const { code, operation } = error;
  if (/^ExpiredToken|^RequestExpired$|^TokenRefreshRequired$/.test(code)) {
    return failed('expired-credentials', `The AWS credentials have expired (${operation}: ${code}).`, SIGN_IN);
  }
  if (code === 'CredentialsProviderError' || code === 'TokenProviderError') return noCredentials();
  if (/^(UnrecognizedClient|InvalidClientTokenId|InvalidSignature|SignatureDoesNotMatch|InvalidAccessKey)/.test(code)) {
    return failed('bad-credentials', `AWS does not accept these credentials (${operation}: ${code}).`, SIGN_IN);
  }
  if (isRefusedByIam(error)) {
    const permission = error.denied?.actions.join(' and ') ?? permissionFor(operation);
    const on = error.denied?.resource === undefined ? '' : ` on ${error.denied.resource}`;
    return failed(
      'no-permission',
      `No permission: ${permission}${on} was refused (${code}).`,
      `Have ${permission} granted to your role, or use one that has it with --profile.`,
    );
  }
  if (error.kind === 'store-unavailable') {
    const next = 'Check the network and the region, and run the command again: nothing was done by this call.';
    return failed('aws-unreachable', `AWS cannot be reached or asks to slow down (${operation}: ${code}).`, next);
  }
  return failed(error.kind, error.message);
}
