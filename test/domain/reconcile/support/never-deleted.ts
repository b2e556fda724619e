import type { KeyId } from '../../../../functions/domain/identifiers.ts';
import type { VersionValue } from '../../../../functions/domain/reconcile/observed.ts';
import type { Situation } from './arbitraries.ts';
import { MINUTE } from './observations.ts';

/**
 * The rules of design.md ("Never deleted"), stated once more and apart from the code that they judge.
 * @returns which rule forbids to delete the key now; undefined where none does
 */
export function whyNeverDeleted({ observed, policy, now }: Situation, id: KeyId): string | undefined {
  const { account, hold, secret } = observed;
  const valueAt = (label: string) => secret.versions.find(({ labels }) => labels.has(label))?.value;
  const current = valueAt('AWSCURRENT');
  const key = account?.keys?.find((listed) => listed.id === id);
  if (hold !== undefined) return 'a hold is in force';
  if (account === undefined || key === undefined) return 'the key was not seen';
  if (current?.state !== 'key') return 'AWSCURRENT holds no key that can be read';
  const listedCurrent = account.keys?.find((listed) => listed.id === current.keyId);
  if (listedCurrent?.status !== 'active') return "AWSCURRENT's key was not seen active";
  if (valueAt('AWSPENDING')?.state === 'unreadable') return 'AWSPENDING cannot be read';
  if (names(current, id)) return 'it is the key of AWSCURRENT';
  if (names(valueAt('AWSPENDING'), id)) return 'it is the key of AWSPENDING';
  const { superseded, proven } = secret.memory;
  const isRecorded = secret.versions.some(({ value }) => names(value, id)) || superseded.has(id) || proven === id;
  if (key.status === 'pending') {
    if (isRecorded) return 'it is pending, and recorded';
    if (secret.versions.some(({ value }) => value.state === 'unreadable')) return 'a version could record it';
    if (key.createdAt === undefined) return 'it is pending, and nobody knows since when';
    return account.serverTime - key.createdAt < MINUTE
      ? 'it is pending, and an invocation may be storing it'
      : undefined;
  }
  if (key.status !== 'active') return 'its status is not known';
  if (!isRecorded) return 'it is active, and nothing records it';
  const deadline = superseded.get(id);
  if (deadline === Number.POSITIVE_INFINITY) return 'its deadline cannot be read';
  if (policy.endGrace) return undefined;
  return deadline === undefined || now < deadline ? 'it is superseded, and its grace is not over' : undefined;
}

function names(value: VersionValue | undefined, id: KeyId): boolean {
  if (value?.state === 'key') return value.keyId === id;
  return value?.state === 'enrolled' && value.takeOver.includes(id);
}
