import type { KeyId } from '../identifiers.ts';
import { INVOCATION_MS } from '../invocation-time.ts';
import type { ObservedSecret, ObservedVersion, VersionValue } from './observed.ts';

/** The version that holds a label, if one does. */
export function holder(versions: readonly ObservedVersion[], label: string): ObservedVersion | undefined {
  return versions.find(({ labels }) => labels.has(label));
}

/** Whether a rotation began so lately that its first invocation may still be at work. @param now epoch milliseconds */
export function isBeginning(versions: readonly ObservedVersion[], now: number): boolean {
  const pending = holder(versions, 'AWSPENDING');
  if (pending === undefined || pending.id === holder(versions, 'AWSCURRENT')?.id) return false;
  return now - (pending.createdAt ?? 0) < INVOCATION_MS;
}

/** The ids that a value records. */
function keysOf(value: VersionValue | undefined): readonly KeyId[] {
  if (value?.state === 'key') return [value.keyId];
  return value?.state === 'enrolled' ? value.takeOver : [];
}

/** The key of AWSCURRENT; undefined where there is none yet or it cannot be read. */
export function currentKey({ versions }: ObservedSecret): Extract<VersionValue, { state: 'key' }> | undefined {
  const value = holder(versions, 'AWSCURRENT')?.value;
  return value?.state === 'key' ? value : undefined;
}

/** Keys that nothing may delete: those of AWSCURRENT and AWSPENDING. An enrolment that awaits its first key takes nothing over yet. */
export function protectedKeys({ versions }: ObservedSecret): ReadonlySet<KeyId> {
  const values = [holder(versions, 'AWSCURRENT')?.value, holder(versions, 'AWSPENDING')?.value];
  return new Set(values.flatMap(keysOf));
}

/**
 * Managed keys (design.md, "Words"): those that a labelled version or a `superseded` tag records. The `proven` tag records one
 * too: a key that its rotation activated, and that lost its label before it was superseded.
 */
export function managedKeys({ versions, memory }: ObservedSecret): ReadonlySet<KeyId> {
  const managed = new Set([...versions.flatMap(({ value }) => keysOf(value)), ...memory.superseded.keys()]);
  if (memory.proven !== undefined) managed.add(memory.proven);
  return managed;
}
