import { createHash } from 'node:crypto';
import { type UserSlug, VersionId } from '../identifiers.ts';

/** A failed rotation is begun once more, at the end of the run. */
export const ATTEMPTS = 2;

/** The namespace of the tokens, a UUID of their own (RFC 9562, section 6.5). */
const NAMESPACE = Buffer.from('5d2a6d3b1f5c4a0e9b7ae3f1c0a84d52', 'hex');

/**
 * The ClientRequestToken of a user's rotation in a run: always the same, so that asking twice, also in another execution,
 * begins one rotation, and a version's id tells which run made it. A UUID of version 5 (RFC 9562, section 5.5).
 * @param attempt from 1
 */
export function rotationToken(run: string, user: UserSlug, attempt: number): VersionId {
  // Neither a run's name nor a slug has a space.
  const digest = createHash('sha1').update(NAMESPACE).update(`${run} ${user} ${attempt}`).digest();
  digest.writeUInt8((digest.readUInt8(6) & 0x0f) | 0x50, 6);
  digest.writeUInt8((digest.readUInt8(8) & 0x3f) | 0x80, 8);
  const hex = digest.toString('hex', 0, 16);
  const parts = [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)];
  return VersionId.parse(parts.join('-'));
}

/** All tokens that the run may have used for the user. */
export function rotationTokens(run: string, user: UserSlug): ReadonlySet<VersionId> {
  return new Set(Array.from({ length: ATTEMPTS }, (_, index) => rotationToken(run, user, index + 1)));
}
