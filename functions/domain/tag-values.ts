import { type Attempts, NO_ATTEMPTS, type Offboarding, type StoredHold } from './attempts.ts';
import { UnreadableState } from './errors.ts';
import { KeyId, VersionId } from './identifiers.ts';
import { ATTEMPTS_TAG, HOLD_TAG, OFFBOARDING_TAG, OWNER_TAG, PROOF_TAG, PROVEN_TAG } from './tag-names.ts';
import { asLine } from './wording.ts';

/** What a tag's value says; each `parse` throws UnreadableState where it was changed by hand to something else. */

/** Written instead of removing a tag, so that it can go in the same TagResource call as others. */
export const NONE = 'none';

const ATTEMPTS_FORM = /^unanswered=(\d{1,6}) refused=(\d{1,6}) at=(\S+)$/;
const OWNER_FORM = /^version=(\S+)$/;
const CREDENTIALS_FORM = /^credentials version=(\S+)$/;
const PROOF_FORM = /^key=(\S+) version=(\S+) at=(\S+)$/;
const UNTIL_FORM = /^(code|lockout) until=(\S+)$/;
const ISO_FORM = /^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,3})?)?Z$/;

/** Which key was seen active, as that of which version, and when (epoch milliseconds). */
export interface Proof {
  readonly keyId: KeyId;
  readonly versionId: VersionId;
  readonly at: number;
}

export function parseAttempts(value: string): Attempts {
  if (value === NONE) return NO_ATTEMPTS;
  const [, unanswered, refused, at] = ATTEMPTS_FORM.exec(value) ?? [];
  if (at === undefined) throw unreadable(ATTEMPTS_TAG, '"none" or "unanswered=N refused=N at=<ISO 8601>"');
  return { unanswered: Number(unanswered), refused: Number(refused), at: parseInstant(ATTEMPTS_TAG, at) };
}

export function parseHold(value: string): StoredHold | undefined {
  if (value === NONE) return undefined;
  if (value === 'operator') return { kind: value };
  const version = VersionId.safeParse(CREDENTIALS_FORM.exec(value)?.[1]);
  if (version.success) return { kind: 'credentials', refusedVersion: version.data };
  const [, kind, until] = UNTIL_FORM.exec(value) ?? [];
  if ((kind === 'code' || kind === 'lockout') && until !== undefined) {
    return { kind, until: parseInstant(HOLD_TAG, until) };
  }
  throw unreadable(
    HOLD_TAG,
    '"none", "operator", "credentials version=<id>", "code until=<ISO 8601>" or "lockout until=<ISO 8601>"',
  );
}

export function parseProven(value: string): KeyId | undefined {
  return value === NONE ? undefined : parseKeyId(PROVEN_TAG, value);
}

export function parseProof(value: string): Proof | undefined {
  if (value === NONE) return undefined;
  const [, key, version, at] = PROOF_FORM.exec(value) ?? [];
  const versionId = VersionId.safeParse(version);
  if (key === undefined || at === undefined || !versionId.success) {
    throw unreadable(PROOF_TAG, '"none" or "key=<id> version=<id> at=<ISO 8601>"');
  }
  return { keyId: parseKeyId(PROOF_TAG, key), versionId: versionId.data, at: parseInstant(PROOF_TAG, at) };
}

export function parseOwner(value: string): VersionId | undefined {
  if (value === NONE) return undefined;
  const version = VersionId.safeParse(OWNER_FORM.exec(value)?.[1]);
  if (!version.success) throw unreadable(OWNER_TAG, '"none" or "version=<id>"');
  return version.data;
}

export function parseOffboarding(value: string): Offboarding | undefined {
  if (value === NONE) return undefined;
  if (value === 'delete-keys' || value === 'keep-keys') return value;
  throw unreadable(OFFBOARDING_TAG, '"none", "delete-keys" or "keep-keys"');
}

export function parseKeyId(tag: string, text: string): KeyId {
  // One spelling of a number only: a tag is removed by the name that is made of the id.
  const id = KeyId.safeParse(/^[1-9]\d{0,15}$/.test(text) ? Number(text) : undefined);
  if (!id.success) throw unreadable(tag, 'the id of an MFA key, a whole number');
  return id.data;
}

export function parseInstant(tag: string, text: string): number {
  const instant = ISO_FORM.test(text) ? Date.parse(text) : Number.NaN;
  // Date.parse makes 2 March of 30 February.
  const exists = !Number.isNaN(instant) && new Date(instant).toISOString().startsWith(text.slice(0, 16));
  if (!exists) throw unreadable(tag, 'an instant as ISO 8601 in UTC, e.g. 2026-11-23T09:00:00Z');
  return instant;
}

function unreadable(tag: string, expected: string): UnreadableState {
  return new UnreadableState(
    `tag ${asLine(tag)}: expected ${expected}; only the rotation writes it: correct it or remove it`,
  );
}

export function formatAttempts({ unanswered, refused, at }: Attempts): string {
  return unanswered === 0 && refused === 0
    ? NONE
    : `unanswered=${unanswered} refused=${refused} at=${new Date(at).toISOString()}`;
}

export function formatProof({ keyId, versionId, at }: Proof): string {
  return `key=${keyId} version=${versionId} at=${new Date(at).toISOString()}`;
}

export function formatHold(hold: StoredHold | 'none'): string {
  if (hold === 'none') return NONE;
  switch (hold.kind) {
    case 'credentials':
      return `credentials version=${hold.refusedVersion}`;
    case 'code':
    case 'lockout':
      return `${hold.kind} until=${new Date(hold.until).toISOString()}`;
    case 'operator':
      return 'operator';
  }
}
