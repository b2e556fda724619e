import { KeyId, type VersionId } from '../../../../functions/domain/identifiers.ts';
import type { EmnifyKey } from '../../../../functions/domain/ports.ts';
import type { Observed, ObservedSecret, ObservedVersion } from '../../../../functions/domain/reconcile/observed.ts';
import type { Action, Plan } from '../../../../functions/domain/reconcile/plan.ts';
import type { Situation } from './arbitraries.ts';
import { versionId } from './observations.ts';

/** What is observed after the plan was carried out, and everything it set off has ended well, without time passing. */
export function applyToModel({ observed, policy, now }: Situation, { actions }: Plan): Observed {
  return actions.reduce((world, action) => applyAction(world, action, now, policy.gracePeriodMs), observed);
}

function applyAction(world: Observed, action: Action, now: number, gracePeriodMs: number): Observed {
  switch (action.kind) {
    case 'delete-key':
      // The tag goes with the key, once it is verified gone.
      return withDeadline(
        withKeys(world, (keys) => without(keys, action.keyId)),
        action.keyId,
        undefined,
      );
    case 'delete-device': {
      const { account } = world;
      return {
        ...world,
        ...(account && { account: { ...account, devices: without(account.devices, action.deviceId) } }),
      };
    }
    case 'tag':
      return withDeadline(world, action.keyId, action.deadline);
    case 'untag':
      return withDeadline(world, action.keyId, undefined);
    case 'drop-pending':
      return withSecret(world, { versions: moveLabel(world.secret.versions, 'AWSPENDING', undefined) });
    case 'rotate': {
      const begun = {
        id: versionId('rotated'),
        labels: new Set<string>(),
        value: { state: 'none' },
        createdAt: now,
      } as const;
      return withSecret(world, { versions: moveLabel([...world.secret.versions, begun], 'AWSPENDING', begun.id) });
    }
    case 'resume':
      return climb(world, action.versionId, now, gracePeriodMs);
  }
}

/** What rotate-key makes of a pending version: promoted, or without AWSPENDING where emnify no longer has its key; refused where it cannot read its memory or AWSCURRENT. */
function climb(world: Observed, id: VersionId, now: number, gracePeriodMs: number): Observed {
  const { secret, account } = world;
  const current = secret.versions.find(({ labels }) => labels.has('AWSCURRENT'));
  const isReadable = current?.value.state === 'key' || current?.value.state === 'enrolled';
  if (!isReadable || secret.unreadableTags.length > 0) return world;
  const value = secret.versions.find((version) => version.id === id)?.value;
  const stored = value?.state === 'key' ? value : undefined;
  if (stored !== undefined && account?.keys !== undefined && !account.keys.some((key) => key.id === stored.keyId)) {
    return withSecret(world, { versions: moveLabel(secret.versions, 'AWSPENDING', undefined) });
  }
  const { keyId, createdAt } = stored ?? { keyId: KeyId.parse(100), createdAt: now };
  const left = current.value.state === 'key' ? [current.value.keyId] : [];
  const takenOver = current.value.state === 'enrolled' ? current.value.takeOver : [];
  const { proven, superseded } = secret.memory;
  const stray = proven === undefined || superseded.has(proven) ? [] : [proven];
  const leaving = [...left, ...takenOver, ...stray].filter((leftId) => leftId !== keyId);
  const climbed = secret.versions.map((version) =>
    version.id === id ? { ...version, value: { state: 'key', keyId, createdAt } as const } : version,
  );
  const memory = {
    ...secret.memory,
    proven: keyId,
    superseded: new Map([...superseded, ...leaving.map((leftId) => [leftId, now + gracePeriodMs] as const)]),
  };
  const promoted = withSecret(world, {
    memory,
    versions: moveLabel(moveLabel(climbed, 'AWSPREVIOUS', current.id), 'AWSCURRENT', id),
    nextRotationAt: now + (secret.rotationPeriodMs ?? 0),
  });
  const activated: EmnifyKey = { id: keyId, status: 'active', createdAt, activatedAt: account?.serverTime ?? now };
  return withKeys(promoted, (keys) => [...without(keys, keyId), activated]);
}

function without<T extends { readonly id: number }>(items: readonly T[], gone: number): readonly T[] {
  return items.filter(({ id }) => id !== gone);
}

/** Takes the label off whatever version holds it, and puts it on another if one is named. */
function moveLabel(
  versions: readonly ObservedVersion[],
  label: string,
  to: VersionId | undefined,
): readonly ObservedVersion[] {
  return versions
    .map((version) => {
      const others = [...version.labels].filter((held) => held !== label);
      return { ...version, labels: new Set(version.id === to ? [...others, label] : others) };
    })
    .filter(({ labels }) => labels.size > 0);
}

function withSecret(world: Observed, change: Partial<ObservedSecret>): Observed {
  return { ...world, secret: { ...world.secret, ...change } };
}

function withDeadline(world: Observed, keyId: KeyId, deadline: number | undefined): Observed {
  const superseded = new Map(world.secret.memory.superseded);
  if (deadline === undefined) superseded.delete(keyId);
  else superseded.set(keyId, deadline);
  return withSecret(world, { memory: { ...world.secret.memory, superseded } });
}

function withKeys(world: Observed, change: (keys: readonly EmnifyKey[]) => readonly EmnifyKey[]): Observed {
  const { account } = world;
  if (account?.keys === undefined) return world;
  return { ...world, account: { ...account, keys: change(account.keys) } };
}
