import { type Attempts, type Hold, NO_ATTEMPTS } from './attempts.ts';
import { UnreadableState } from './errors.ts';
import { KeyId, VersionId } from './identifiers.ts';

/** What the rotation remembers between invocations, as tags on the key secret (design.md, "Secrets and tags"). */
export interface Memory {
  readonly attempts: Attempts;
  readonly hold: Hold | undefined;
  /** This key was seen active at emnify by its rotation. */
  readonly proven: KeyId | undefined;
  /** Keys that may be retired, and from when (epoch milliseconds). */
  readonly superseded: ReadonlyMap<KeyId, number>;
}

export const ATTEMPTS_TAG = 'emnify-mfa:attempts';
export const HOLD_TAG = 'emnify-mfa:hold';
export const PROVEN_TAG = 'emnify-mfa:proven';
export const SUPERSEDED_TAG_PREFIX = 'emnify-mfa:superseded/';

/** Written instead of removing a tag, so that it can go in the same TagResource call as others. */
const NONE = 'none';

const ATTEMPTS_FORM = /^unanswered=(\d{1,6}) refused=(\d{1,6}) at=(\S+)$/;
const CREDENTIALS_FORM = /^credentials version=(\S+)$/;
const UNTIL_FORM = /^(code|lockout) until=(\S+)$/;
const ISO_FORM = /^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,3})?)?Z$/;

/**
 * Reads the memory from the secret's tags; tags of other names are not looked at.
 * @throws UnreadableState where one of ours was changed by hand to something that cannot be read.
 */
export function parseMemory(tags: ReadonlyMap<string, string>): Memory {
  const superseded = new Map<KeyId, number>();
  for (const [key, value] of tags) {
    if (!key.startsWith(SUPERSEDED_TAG_PREFIX)) continue;
    superseded.set(parseKeyId(key, key.slice(SUPERSEDED_TAG_PREFIX.length)), parseInstant(key, value));
  }
  return {
    attempts: parseAttempts(tags.get(ATTEMPTS_TAG) ?? NONE),
    hold: parseHold(tags.get(HOLD_TAG) ?? NONE),
    proven: parseProven(tags.get(PROVEN_TAG) ?? NONE),
    superseded,
  };
}

function parseAttempts(value: string): Attempts {
  if (value === NONE) return NO_ATTEMPTS;
  const [, unanswered, refused, at] = ATTEMPTS_FORM.exec(value) ?? [];
  if (at === undefined) throw unreadable(ATTEMPTS_TAG, '"none" or "unanswered=N refused=N at=<ISO 8601>"');
  return { unanswered: Number(unanswered), refused: Number(refused), at: parseInstant(ATTEMPTS_TAG, at) };
}

function parseHold(value: string): Hold | undefined {
  if (value === NONE) return undefined;
  if (value === 'operator') return { kind: 'operator' };
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

function parseProven(value: string): KeyId | undefined {
  return value === NONE ? undefined : parseKeyId(PROVEN_TAG, value);
}

function parseKeyId(tag: string, text: string): KeyId {
  const id = KeyId.safeParse(/^\d{1,16}$/.test(text) ? Number(text) : undefined);
  if (!id.success) throw unreadable(tag, 'the id of an MFA key, a whole number');
  return id.data;
}

function parseInstant(tag: string, text: string): number {
  const instant = ISO_FORM.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(instant)) throw unreadable(tag, 'an instant as ISO 8601 in UTC, e.g. 2026-11-23T09:00:00Z');
  return instant;
}

function unreadable(tag: string, expected: string): UnreadableState {
  return new UnreadableState(`tag ${tag}: expected ${expected}; only the rotation writes it: correct it or remove it`);
}

/** Changes to the memory; what is absent stays as it is. */
export interface MemoryChange {
  readonly attempts?: Attempts;
  readonly hold?: Hold | 'none';
  readonly proven?: KeyId;
  readonly superseded?: ReadonlyMap<KeyId, number>;
}

/** The tags to write for a change, all in one TagResource call. */
export function tagsOf(change: MemoryChange): ReadonlyMap<string, string> {
  const tags = new Map<string, string>();
  if (change.attempts !== undefined) tags.set(ATTEMPTS_TAG, formatAttempts(change.attempts));
  if (change.hold !== undefined) tags.set(HOLD_TAG, formatHold(change.hold));
  if (change.proven !== undefined) tags.set(PROVEN_TAG, String(change.proven));
  for (const [key, deadline] of change.superseded ?? []) tags.set(supersededTag(key), new Date(deadline).toISOString());
  return tags;
}

export function supersededTag(key: KeyId): string {
  return `${SUPERSEDED_TAG_PREFIX}${key}`;
}

export function applyChange(memory: Memory, change: MemoryChange): Memory {
  return {
    attempts: change.attempts ?? memory.attempts,
    hold: change.hold === undefined ? memory.hold : change.hold === 'none' ? undefined : change.hold,
    proven: change.proven ?? memory.proven,
    superseded: new Map([...memory.superseded, ...(change.superseded ?? [])]),
  };
}

function formatAttempts({ unanswered, refused, at }: Attempts): string {
  return unanswered === 0 && refused === 0
    ? NONE
    : `unanswered=${unanswered} refused=${refused} at=${new Date(at).toISOString()}`;
}

function formatHold(hold: Hold | 'none'): string {
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
