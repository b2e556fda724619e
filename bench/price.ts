/**
 * AWS list prices, US East (N. Virginia), US dollars, as of 2026-11: https://aws.amazon.com/lambda/pricing/ (arm64, first tier),
 * /secrets-manager/pricing/, /kms/pricing/, /eventbridge/pricing/ (Scheduler). Free tiers are not counted.
 */
const PRICES = {
  lambdaGbSecond: 0.0000133334,
  lambdaRequest: 0.2 / 1_000_000,
  secretsManagerCall: 0.05 / 10_000,
  secretMonth: 0.4,
  kmsCall: 0.03 / 10_000,
  scheduleInvocation: 1 / 1_000_000,
} as const;

/** Of every function (infra/constructs/bundled-function.ts). */
const MEMORY_GB = 0.5;

/** Each reading of a value is one Decrypt, each writing one GenerateDataKey (Secrets Manager guide, "Secret encryption"). */
const VALUE_CALLS = ['GetSecretValue', 'PutSecretValue'];

type Calls = Readonly<Record<string, number>>;

export interface Work {
  readonly calls: Calls;
  readonly invocations: number;
  /** Seconds that are billed, all invocations together. */
  readonly seconds: number;
  /** Started by EventBridge Scheduler. */
  readonly scheduled: number;
}

/** US dollars. */
export function priceOf({ calls, invocations, seconds, scheduled }: Work): number {
  const named = Object.entries(calls);
  const sum = (counts: readonly (readonly [string, number])[]) => counts.reduce((total, [, count]) => total + count, 0);
  // emnify's operations are named by method and path, Scheduler's by its own nouns; neither is billed by the call.
  const secretsManager = sum(named.filter(([name]) => !name.includes('/') && !name.includes('Schedule')));
  const values = sum(named.filter(([name]) => VALUE_CALLS.includes(name)));
  return (
    secretsManager * PRICES.secretsManagerCall +
    values * PRICES.kmsCall +
    invocations * PRICES.lambdaRequest +
    seconds * MEMORY_GB * PRICES.lambdaGbSecond +
    scheduled * PRICES.scheduleInvocation
  );
}

/** A user's two secrets for a month, which cost whether they are used or not. */
export const SECRETS_PER_MONTH = 2 * PRICES.secretMonth;
