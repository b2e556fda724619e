import * as z from 'zod/mini';
import {
  type AwsError,
  type Denied,
  StoreOutcomeUnknown,
  StoreRefused,
  StoreUnavailable,
} from '../domain/store-errors.ts';

/** The little that is read of an SDK or Node error. Its message may quote the input: only names that IAM knows are taken from it. */
const Failure = z.object({
  name: z.optional(z.string()),
  message: z.optional(z.string()),
  /** Of Node: why there is no connection. */
  code: z.optional(z.string()),
  $metadata: z.optional(z.object({ httpStatusCode: z.optional(z.number()), attempts: z.optional(z.number()) })),
});

/** `refused` and `not-done`: certainly without effect. `unclear`: the call may have taken effect. */
type Verdict = 'refused' | 'not-done' | 'unclear';

/** Throttled, by the names that the SDK itself retries. Secrets Manager's LimitExceededException is a quota of stored things: refused. */
const THROTTLED = /^(Throttl|TooManyRequests|RequestThrottled|RequestLimitExceeded|SlowDown|BandwidthLimitExceeded)/;

/** Node's codes for a connection that never came about, and the SDK's for credentials that it could not load: nothing was sent. */
const NEVER_SENT = /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|CredentialsProviderError)$/;

/** What one attempt's failure says about its effect. */
export function judge(error: unknown): Verdict {
  const { code, status } = facts(error);
  if (NEVER_SENT.test(code) || THROTTLED.test(code) || status === 429) return 'not-done';
  // 408: the service stopped waiting for the rest of a request that it may have had.
  return status !== undefined && status >= 400 && status < 500 && status !== 408 ? 'refused' : 'unclear';
}

/**
 * The project's own error for a failed call to AWS. Nothing of the SDK's error is kept but its name or code, and which right is
 * missing.
 *
 * @param write whether the call changes anything
 * @param doubt whether an earlier attempt of the same call may have taken effect; unless told, any earlier attempt may
 */
export function translateAwsError(
  operation: string,
  error: unknown,
  { write, doubt = facts(error).attempts > 1 }: { readonly write: boolean; readonly doubt?: boolean },
): AwsError {
  const { code, denied } = facts(error);
  const verdict = judge(error);
  if (write && (doubt || verdict === 'unclear')) {
    return new StoreOutcomeUnknown(
      'sent, and no answer says whether it took effect; look, or call again',
      operation,
      code,
    );
  }
  return verdict === 'refused'
    ? new StoreRefused('refused by AWS and not done; check the permissions and the request', operation, code, denied)
    : new StoreUnavailable('throttled or not reachable, and not done; call again later', operation, code);
}

function facts(error: unknown): {
  readonly code: string;
  readonly status: number | undefined;
  readonly attempts: number;
  readonly denied: Denied | undefined;
} {
  const failure = Failure.safeParse(error).data ?? {};
  // Node's and the SDK's names for lost connections are `Error` and the like; the code tells more.
  const code = failure.code ?? failure.name ?? '';
  return {
    // A name comes from the wire: what does not look like one is not repeated.
    code: /^[A-Za-z][A-Za-z0-9_]{0,63}$/.test(code) ? code : 'UnknownError',
    status: failure.$metadata?.httpStatusCode,
    attempts: failure.$metadata?.attempts ?? 1,
    denied: /^AccessDenied/.test(failure.name ?? '') ? deniedIn(failure.message ?? '') : undefined,
  };
}

/** "User: … is not authorized to perform: <action> on resource: <ARN> because …" (IAM user guide, "Troubleshoot access denied"). */
const PERFORM =
  /authorized to perform: ([a-z][a-z0-9-]{1,30}:[A-Z][A-Za-z]{1,60})(?: on resource: (arn:aws[a-z-]*:[\w:/.*-]{1,200}))?(?=\s|$)/;

/** What Secrets Manager asks of KMS for a value (Secrets Manager user guide, "Encryption and decryption"); it names neither. */
const OF_KMS = { actions: ['kms:GenerateDataKey', 'kms:Decrypt'] } as const;

function deniedIn(message: string): Denied | undefined {
  if (message.startsWith('Access to KMS is not allowed')) return OF_KMS;
  const [, action, resource] = PERFORM.exec(message) ?? [];
  if (action === undefined) return undefined;
  return { actions: [action], ...(resource === undefined ? {} : { resource }) };
}
