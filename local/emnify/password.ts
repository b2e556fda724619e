import { createHash } from 'node:crypto';

/** The form in which the vendor's server knows a password: SHA-1, lower-case hex. */
export function sha1(password: string): string {
  return createHash('sha1').update(password).digest('hex');
}
