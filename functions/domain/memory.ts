import { type Attempts, NO_ATTEMPTS, type Offboarding, type StoredHold } from './attempts.ts';
import { UnreadableState } from './errors.ts';
import type { KeyId, VersionId } from './identifiers.ts';
import {
  ATTEMPTS_TAG,
  HOLD_TAG,
  OFFBOARDING_TAG,
  OWNER_TAG,
  PROOF_TAG,
  PROVEN_TAG,
  SUPERSEDED_TAG_PREFIX,
} from './tag-names.ts';
import {
  formatAttempts,
  formatHold,
  formatProof,
  NONE,
  type Proof,
  parseAttempts,
  parseHold,
  parseInstant,
  parseKeyId,
  parseOffboarding,
  parseOwner,
  parseProof,
  parseProven,
} from './tag-values.ts';
import { listed } from './wording.ts';

/** What the rotation remembers between invocations, as tags on the key secret (design.md, "Secrets and tags"). */
export interface Memory {
  readonly attempts: Attempts;
  readonly hold: StoredHold | undefined;
  /** An offboarding has begun. */
  readonly offboarding?: Offboarding;
  /** This key was seen active at emnify by its rotation. */
  readonly proven: KeyId | undefined;
  /** That, of which version, and when (epoch milliseconds): what a later step may rely on without reading a value. */
  readonly proof?: Proof;
  /** The version of the credentials whose application token was seen to be the user's, as far as emnify tells. */
  readonly owner?: VersionId;
  /** Keys that may be retired, and from when (epoch milliseconds). */
  readonly superseded: ReadonlyMap<KeyId, number>;
}

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
  const held: StoredHold = { kind: 'operator' };
  const attempts = orElse(undefined, () => parseAttempts(tags.get(ATTEMPTS_TAG) ?? NONE));
  const hold = orElse(held, () => parseHold(tags.get(HOLD_TAG) ?? NONE));
  const offboarding = orElse('keep-keys', () => parseOffboarding(tags.get(OFFBOARDING_TAG) ?? NONE));
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
    ...(offboarding === undefined ? {} : { offboarding }),
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

/** Whether only an operator ends the hold that the tags tell of: it says so, or cannot be read. */
export function isOperatorsHold(tags: ReadonlyMap<string, string>): boolean {
  try {
    return parseHold(tags.get(HOLD_TAG) ?? NONE)?.kind === 'operator';
  } catch (error) {
    if (error instanceof UnreadableState) return true;
    throw error;
  }
}

/** Whether the tags would say the same of both: they keep whole milliseconds. */
export function isSameRecord(one: Attempts, other: Attempts): boolean {
  return formatAttempts(one) === formatAttempts(other);
}

/** The memory for those whom the mark of an offboarding does not stop: offboarding itself, and enrolment, which takes it off. */
export function asideFromOffboarding({ offboarding: _, ...memory }: Memory): Memory {
  return memory;
}

/** Changes to the memory; what is absent stays as it is. */
export interface MemoryChange {
  readonly attempts?: Attempts;
  readonly hold?: StoredHold | 'none';
  readonly offboarding?: Offboarding | 'none';
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
  if (change.offboarding !== undefined) tags.set(OFFBOARDING_TAG, change.offboarding);
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
  const offboarding = change.offboarding ?? memory.offboarding;
  return {
    attempts: change.attempts ?? memory.attempts,
    hold: change.hold === undefined ? memory.hold : change.hold === 'none' ? undefined : change.hold,
    ...(offboarding === undefined || offboarding === 'none' ? {} : { offboarding }),
    proven: change.proven ?? memory.proven,
    ...(proof === undefined ? {} : { proof }),
    ...(owner === undefined ? {} : { owner }),
    superseded: new Map([...memory.superseded, ...(change.superseded ?? [])]),
  };
}
