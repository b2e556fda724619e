import { createHash } from 'node:crypto';
import type { Stage } from './stage.ts';

/** Everything of a run that nobody may see: from emnify's own truth, and what passed on the wire. */
export function secretsOf({ stack, subject, calls, rotationTokens }: Stage): ReadonlySet<string> {
  const { password, applicationTokens, keys } = stack.emnify.user(subject.username);
  return new Set([
    password,
    createHash('sha1').update(password).digest('hex'),
    ...applicationTokens.map(({ token }) => token),
    ...keys.flatMap(({ secretKey, otpauth }) => [secretKey, otpauth]),
    ...calls.secrets,
    ...rotationTokens,
  ]);
}

/** Whether the text holds the secret; one of digits only, a code, counts where it is a number of its own. */
export function holds(text: string, secret: string): boolean {
  if (/^\d+$/.test(secret)) return new RegExp(`(?<!\\d)${secret}(?!\\d)`).test(text);
  return text.toLowerCase().includes(secret.toLowerCase());
}
