import { type Attempts, type Hold, NO_ATTEMPTS } from './attempts.ts';
import { UnreadableState } from './errors.ts';
import { KeyId, VersionId } from './identifiers.ts';
import { asLine, listed } from './wording.ts';

/** What the rotation remembers between invocations, as tags on the key secret (design.md, "Secrets and tags"). */
export interface Memory {
  readonly attempts: Attempts;
  readonly hold: Hold | undefined;
  /** This key was seen active at emnify by its rotation. */
  readonly proven: KeyId | undefined;
  /** That, of which version, and when (epoch milliseconds): what a later step may rely on without reading a value. */
  readonly proof?: Proof;
  /** The version of the credentials whose application token was seen to be the user's, as far as emnify tells. */
  readonly owner?: VersionId;
  /** Keys that may be retired, and from when (epoch milliseconds). */
  readonly superseded: ReadonlyMap<KeyId, number>;
}

interface Proof {
  readonly keyId: KeyId;
  readonly versionId: VersionId;
  readonly at: number;
}

export const ATTEMPTS_TAG = 'emnify-mfa:attempts';
export const HOLD_TAG = 'emnify-mfa:hold';
export const PROVEN_TAG = 'emnify-mfa:proven';
export const PROOF_TAG = 'emnify-mfa:proof';
export const OWNER_TAG = 'emnify-mfa:owner';
/** Written by offboarding once emnify has none of the managed keys any more: then the secret may be deleted. */
export const KEYS_DELETED_TAG = 'emnify-mfa:keys-deleted';
export const SUPERSEDED_TAG_PREFIX = 'emnify-mfa:superseded/';

/** Written instead of removing a tag, so that it can go in the same TagResource call as others. */
const NONE = 'none';

const ATTEMPTS_FORM = /^unanswered=(\d{1,6}) refused=(\d{1,6}) at=(\S+)$/;
const OWNER_FORM = /^version=(\S+)$/;
const CREDENTIALS_FORM = /^credentials version=(\S+)$/;
const PROOF_FORM = /^key=(\S+) version=(\S+) at=(\S+)$/;
const UNTIL_FORM = /^(code|lockout) until=(\S+)$/;
const ISO_FORM = /^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,3})?)?Z$/;

/** A memory of which some tags may be nonsense. */
export interface MemoryRead {
  readonly memory: Memory;
  /** A sentence for each tag that cannot be read: its name, and what was expected. */
  readonly unreadable: readonly string[];
}

/**
 * Reads what can be read of the memory, and errs on the side of doing nothing: a deadline that cannot be read never passes, so
 * that its key stays managed and is not deleted; a hold or attempts that cannot be read are a hold until an operator looks.
 */
export function readMemory(tags: ReadonlyMap<string, string>): MemoryRead {
  const unreadable: string[] = [];
  const orElse = <T>(otherwise: T, read: () => T): T => {
    try {
      return read();
    } catch (error) {
      if (!(error instanceof UnreadableState)) throw error;
      unreadable.push(error.message);
      return otherwise;
    }
  };
  const held: Hold = { kind: 'operator' };
  const attempts = orElse(undefined, () => parseAttempts(tags.get(ATTEMPTS_TAG) ?? NONE));
  const hold = orElse(held, () => parseHold(tags.get(HOLD_TAG) ?? NONE));
  const proven = orElse(undefined, () => parseProven(tags.get(PROVEN_TAG) ?? NONE));
  const proof = orElse(undefined, () => parseProof(tags.get(PROOF_TAG) ?? NONE));
  const owner = orElse(undefined, () => parseOwner(tags.get(OWNER_TAG) ?? NONE));
  const superseded = new Map<KeyId, number>();
  for (const [tag, value] of [...tags].toSorted(([a], [b]) => (a < b ? -1 : 1))) {
    if (!tag.startsWith(SUPERSEDED_TAG_PREFIX)) continue;
    const id = orElse(undefined, () => parseKeyId(tag, tag.slice(SUPERSEDED_TAG_PREFIX.length)));
    if (id === undefined) continue;
    superseded.set(
      id,
      orElse(Number.POSITIVE_INFINITY, () => parseInstant(tag, value)),
    );
  }
  const memory = {
    attempts: attempts ?? NO_ATTEMPTS,
    hold: attempts === undefined ? held : hold,
    proven,
    ...(proof === undefined ? {} : { proof }),
    ...(owner === undefined ? {} : { owner }),
    superseded,
  };
  return { memory, unreadable };
}

/**
 * Reads the memory from the secret's tags; tags of other names are not looked at.
 * @throws UnreadableState where one of ours was changed by hand to something that cannot be read.
 */
export function parseMemory(tags: ReadonlyMap<string, string>): Memory {
  const { memory, unreadable } = readMemory(tags);
  if (unreadable.length > 0) throw new UnreadableState(listed(unreadable));
  return memory;
}

/** Whether only an operator ends the hold that the tags tell of, with a word or with an enrolment: it says so, or cannot be read. */
export function isOperatorsHold(tags: ReadonlyMap<string, string>): boolean {
  try {
    const kind = parseHold(tags.get(HOLD_TAG) ?? NONE)?.kind;
    return kind === 'operator' || kind === 'offboarding';
  } catch (error) {
    if (error instanceof UnreadableState) return true;
    throw error;
  }
}

/** Whether the tags would say the same of both: they keep whole milliseconds. */
export function isSameRecord(one: Attempts, other: Attempts): boolean {
  return formatAttempts(one) === formatAttempts(other);
}

/** The memory for those whom the hold of an offboarding does not stop: offboarding itself, and enrolment, which ends it. */
export function asideFromOffboarding(memory: Memory): Memory {
  return memory.hold?.kind === 'offboarding' ? { ...memory, hold: undefined } : memory;
}

function parseAttempts(value: string): Attempts {
  if (value === NONE) return NO_ATTEMPTS;
  const [, unanswered, refused, at] = ATTEMPTS_FORM.exec(value) ?? [];
  if (at === undefined) throw unreadable(ATTEMPTS_TAG, '"none" or "unanswered=N refused=N at=<ISO 8601>"');
  return { unanswered: Number(unanswered), refused: Number(refused), at: parseInstant(ATTEMPTS_TAG, at) };
}

function parseHold(value: string): Hold | undefined {
  if (value === NONE) return undefined;
  if (value === 'operator' || value === 'offboarding') return { kind: value };
  const version = VersionId.safeParse(CREDENTIALS_FORM.exec(value)?.[1]);
  if (version.success) return { kind: 'credentials', refusedVersion: version.data };
  const [, kind, until] = UNTIL_FORM.exec(value) ?? [];
  if ((kind === 'code' || kind === 'lockout') && until !== undefined) {
    return { kind, until: parseInstant(HOLD_TAG, until) };
  }
  throw unreadable(
    HOLD_TAG,
    '"none", "operator", "offboarding", "credentials version=<id>", "code until=<ISO 8601>" or "lockout until=<ISO 8601>"',
  );
}

function parseProven(value: string): KeyId | undefined {
  return value === NONE ? undefined : parseKeyId(PROVEN_TAG, value);
}

function parseProof(value: string): Proof | undefined {
  if (value === NONE) return undefined;
  const [, key, version, at] = PROOF_FORM.exec(value) ?? [];
  const versionId = VersionId.safeParse(version);
  if (key === undefined || at === undefined || !versionId.success) {
    throw unreadable(PROOF_TAG, '"none" or "key=<id> version=<id> at=<ISO 8601>"');
  }
  return { keyId: parseKeyId(PROOF_TAG, key), versionId: versionId.data, at: parseInstant(PROOF_TAG, at) };
}

function parseOwner(value: string): VersionId | undefined {
  if (value === NONE) return undefined;
  const version = VersionId.safeParse(OWNER_FORM.exec(value)?.[1]);
  if (!version.success) throw unreadable(OWNER_TAG, '"none" or "version=<id>"');
  return version.data;
}

function parseKeyId(tag: string, text: string): KeyId {
  // One spelling of a number only: a tag is removed by the name that is made of the id.
  const id = KeyId.safeParse(/^[1-9]\d{0,15}$/.test(text) ? Number(text) : undefined);
  if (!id.success) throw unreadable(tag, 'the id of an MFA key, a whole number');
  return id.data;
}

function parseInstant(tag: string, text: string): number {
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

/** Changes to the memory; what is absent stays as it is. */
export interface MemoryChange {
  readonly attempts?: Attempts;
  readonly hold?: Hold | 'none';
  readonly proven?: KeyId;
  readonly proof?: Proof;
  readonly owner?: VersionId;
  readonly superseded?: ReadonlyMap<KeyId, number>;
}

/** The tags to write for a change, all in one TagResource call. */
export function tagsOf(change: MemoryChange): ReadonlyMap<string, string> {
  const tags = new Map<string, string>();
  if (change.attempts !== undefined) tags.set(ATTEMPTS_TAG, formatAttempts(change.attempts));
  if (change.hold !== undefined) tags.set(HOLD_TAG, formatHold(change.hold));
  if (change.proven !== undefined) tags.set(PROVEN_TAG, String(change.proven));
  if (change.proof !== undefined) tags.set(PROOF_TAG, formatProof(change.proof));
  if (change.owner !== undefined) tags.set(OWNER_TAG, `version=${change.owner}`);
  for (const [key, deadline] of change.superseded ?? []) tags.set(supersededTag(key), new Date(deadline).toISOString());
  return tags;
}

export function supersededTag(key: KeyId): string {
  return `${SUPERSEDED_TAG_PREFIX}${key}`;
}

export function applyChange(memory: Memory, change: MemoryChange): Memory {
  const proof = change.proof ?? memory.proof;
  const owner = change.owner ?? memory.owner;
  return {
    attempts: change.attempts ?? memory.attempts,
    hold: change.hold === undefined ? memory.hold : change.hold === 'none' ? undefined : change.hold,
    proven: change.proven ?? memory.proven,
    ...(proof === undefined ? {} : { proof }),
    ...(owner === undefined ? {} : { owner }),
    superseded: new Map([...memory.superseded, ...(change.superseded ?? [])]),
  };
}

function formatAttempts({ unanswered, refused, at }: Attempts): string {
  return unanswered === 0 && refused === 0
    ? NONE
    : `unanswered=${unanswered} refused=${refused} at=${new Date(at).toISOString()}`;
}

function formatProof({ keyId, versionId, at }: Proof): string {
  return `key=${keyId} version=${versionId} at=${new Date(at).toISOString()}`;
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
    case 'offboarding':
      return hold.kind;
  }
}
