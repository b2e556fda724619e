import { describeHold, type Hold } from '../attempts.ts';
import type { VersionId } from '../identifiers.ts';
import type { SecretDescription } from '../ports.ts';

/** Where a user stands in a run, as the key secret tells. */
export type Standing =
  /** AWSCURRENT's version was made by the run, or since it began; `at` (epoch milliseconds): the last rotation ended. */
  | { readonly kind: 'rotated'; readonly at: number }
  /** `lasting`: until somebody acts, and not for a time. */
  | { readonly kind: 'held'; readonly reason: string; readonly lasting: boolean }
  /** A rotation is not complete, of the run or of somebody else. */
  | { readonly kind: 'under-way'; readonly pending: VersionId }
  | { readonly kind: 'not-enrolled' }
  | { readonly kind: 'ready' };

export interface Sight {
  readonly description: SecretDescription;
  /** The tokens of this user in this run. */
  readonly tokens: ReadonlySet<VersionId>;
  readonly hold: Hold | undefined;
  /** When AWSCURRENT's version was made, epoch milliseconds, where that was asked. */
  readonly currentMadeAt: number | undefined;
  /** When the run began, epoch milliseconds. */
  readonly beganAt: number;
}

/**
 * The truth about a user is what the secret's labels say, whatever was checkpointed. An operator may have moved AWSCURRENT back
 * to an older version: only the version that holds it now counts.
 */
export function standingOf({ description, tokens, hold, currentMadeAt, beganAt }: Sight): Standing {
  const current = holderOf(description, 'AWSCURRENT');
  const { lastRotatedAt: at = 0 } = description;
  if (current !== undefined && tokens.has(current)) return { kind: 'rotated', at };
  if (currentMadeAt !== undefined && currentMadeAt >= beganAt) return { kind: 'rotated', at };
  if (hold !== undefined) {
    const lasting = hold.kind === 'operator' || hold.kind === 'offboarding' || hold.kind === 'credentials';
    return { kind: 'held', reason: describeHold(hold), lasting };
  }
  if (!description.rotationEnabled) return { kind: 'not-enrolled' };
  const pending = holderOf(description, 'AWSPENDING');
  return pending !== undefined && pending !== current ? { kind: 'under-way', pending } : { kind: 'ready' };
}

/** Whether the age of AWSCURRENT's version must be asked: something rotated the secret since the run began, or may have. */
export function needsAge({ description, tokens, beganAt }: Pick<Sight, 'description' | 'tokens' | 'beganAt'>): boolean {
  const current = holderOf(description, 'AWSCURRENT');
  if (current === undefined || tokens.has(current)) return false;
  const previous = holderOf(description, 'AWSPREVIOUS');
  return (description.lastRotatedAt ?? 0) >= beganAt || (previous !== undefined && tokens.has(previous));
}

export function holderOf({ labels }: SecretDescription, stage: string): VersionId | undefined {
  for (const [version, held] of labels) if (held.has(stage)) return version;
  return undefined;
}
