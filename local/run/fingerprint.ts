import { Secret } from '../../functions/domain/secret.ts';

/** The first 12 hex digits of the SHA-256: all that a run shows of a secret. */
export function fingerprintOf(secret: string): string {
  return Secret.of(secret).fingerprint();
}
