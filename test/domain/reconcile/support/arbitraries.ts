import fc from 'fast-check';
import { DeviceId, KeyId } from '../../../../functions/domain/identifiers.ts';
import type { EmnifyKey, TrustedDevice } from '../../../../functions/domain/ports.ts';
import type {
  Observed,
  ObservedAccount,
  ObservedSecret,
  ObservedVersion,
  ReconcilePolicy,
  VersionValue,
} from '../../../../functions/domain/reconcile/observed.ts';
import { DAY, MINUTE, NOW, observation, SECOND, versionId } from './observations.ts';

/** What `plan` is given. */
export interface Situation {
  readonly observed: Observed;
  readonly policy: ReconcilePolicy;
  readonly now: number;
}

/** Few ids, so that versions, tags and lists often name the same key. */
const keyId: fc.Arbitrary<KeyId> = fc.constantFrom(1, 2, 3, 4, 5, 6).map((id) => KeyId.parse(id));

/** Instants around NOW, at the rules' edges and far outside of them. */
const instant = fc.oneof(
  fc
    .constantFrom(-10 * DAY, -30 * SECOND, 0, 60 * SECOND, 63 * SECOND, 64 * SECOND, 15 * MINUTE, 2 * DAY, 40 * DAY)
    .map((age) => NOW - age),
  fc.constantFrom(0, -1, Date.parse('9999-12-31T23:59:59Z')),
  fc.integer({ min: NOW - 60 * DAY, max: NOW + DAY }),
);
const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });

/** The object without the members that are undefined: absent is what the types call unknown. */
function known<K extends string, T>(
  name: K,
  value: T | undefined,
): { readonly [name in K]?: T } | Record<never, never> {
  return value === undefined ? {} : { [name]: value };
}

const value: fc.Arbitrary<VersionValue> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ state: fc.constant('key'), keyId, createdAt: instant }) },
  {
    weight: 1,
    arbitrary: fc.record({ state: fc.constant('enrolled'), takeOver: fc.uniqueArray(keyId, { maxLength: 2 }) }),
  },
  { weight: 1, arbitrary: fc.constant<VersionValue>({ state: 'none' }) },
  { weight: 1, arbitrary: fc.constant<VersionValue>({ state: 'unreadable' }) },
);

/** Each label is on one version at most, as in Secrets Manager; versions without a label are not seen. */
const versions: fc.Arbitrary<readonly ObservedVersion[]> = fc
  .record({
    current: fc.constantFrom(0, 0, 0, 0, 0, 0, undefined),
    pending: fc.constantFrom(0, 1, 1, 2, 3, undefined, undefined),
    previous: fc.constantFrom(2, 2, undefined),
    backup: fc.constantFrom(3, undefined, undefined),
    contents: fc.tuple(...Array.from({ length: 4 }, () => fc.tuple(value, maybe(instant)))),
  })
  .map(({ current, pending, previous, backup, contents }) =>
    contents.flatMap(([held, createdAt], index) => {
      const places = [
        ['AWSCURRENT', current],
        ['AWSPENDING', pending],
        ['AWSPREVIOUS', previous],
        ['backup', backup],
      ] as const;
      const labels = new Set(places.flatMap(([label, at]) => (at === index ? [label] : [])));
      if (labels.size === 0) return [];
      return [{ id: versionId(`version-${index}`), labels, value: held, ...known('createdAt', createdAt) }];
    }),
  );

const key: fc.Arbitrary<EmnifyKey> = fc
  .record({
    id: keyId,
    status: fc.constantFrom('active', 'active', 'active', 'pending', 'pending', 'unknown', undefined),
    createdAt: maybe(instant),
    activatedAt: maybe(instant),
  })
  .map(({ id, status, createdAt, activatedAt }) => ({
    id,
    ...known('status', status),
    ...known('createdAt', createdAt),
    ...known('activatedAt', activatedAt),
  }));

const device: fc.Arbitrary<TrustedDevice> = fc
  .tuple(fc.integer({ min: 1, max: 9 }), maybe(instant))
  .map(([id, activatedAt]) => ({ id: DeviceId.parse(id), ...known('activatedAt', activatedAt) }));

/** Deadlines as `readMemory` gives them: dates, or infinity with a sentence that names the tag. */
const superseded = fc.uniqueArray(fc.tuple(keyId, fc.oneof(instant, instant, fc.constant(Number.POSITIVE_INFINITY))), {
  selector: ([id]) => id,
  maxLength: 4,
});

const secret: fc.Arbitrary<ObservedSecret> = fc
  .record({
    versions,
    superseded,
    proven: maybe(keyId),
    rotationEnabled: fc.constantFrom(true, true, true, false),
    createdAt: maybe(instant),
    nextRotationAt: maybe(instant),
    rotationPeriodMs: maybe(fc.constantFrom(DAY, 30 * DAY)),
  })
  .map(({ versions, superseded, proven, rotationEnabled, createdAt, nextRotationAt, rotationPeriodMs }) => ({
    memory: { ...observation().secret.memory, proven, superseded: new Map(superseded) },
    unreadableTags: superseded.flatMap(([id, at]) =>
      Number.isFinite(at) ? [] : [`tag superseded/${id}: expected a date`],
    ),
    versions,
    rotationEnabled,
    ...known('createdAt', createdAt),
    ...known('nextRotationAt', nextRotationAt),
    ...known('rotationPeriodMs', rotationPeriodMs),
  }));

const account: fc.Arbitrary<ObservedAccount> = fc
  .record({
    keys: fc.option(fc.uniqueArray(key, { selector: ({ id }) => id, minLength: 1, maxLength: 6 }), {
      nil: undefined,
      freq: 8,
    }),
    devices: fc.uniqueArray(device, { selector: ({ id }) => id, maxLength: 4 }),
    skew: fc.constantFrom(0, 0, 30 * SECOND, -30 * SECOND, 90 * SECOND, -90 * SECOND),
  })
  .map(({ keys, devices, skew }) => ({ devices, serverTime: NOW + skew, ...known('keys', keys) }));

const policy: fc.Arbitrary<ReconcilePolicy> = fc.record({
  gracePeriodMs: fc.constantFrom(MINUTE, DAY),
  deviceMaxAgeMs: fc.constantFrom(DAY, 30 * DAY),
  revokeDevicesOnRotation: fc.boolean(),
  endGrace: fc.constantFrom(false, false, true),
});

/** Anything that may be observed of a user, likely or not; under a hold emnify is mostly not read, and sometimes was before it. */
export const situation: fc.Arbitrary<Situation> = fc
  .record({
    secret,
    account: fc.option(account, { nil: undefined, freq: 12 }),
    hold: fc.constantFrom('held until an operator releases it', undefined, undefined, undefined, undefined),
    policy,
  })
  .map(({ secret, account, hold, policy }) => ({
    observed: {
      user: observation().user,
      secret,
      ...known('account', account),
      ...known('hold', hold),
    },
    policy,
    now: NOW,
  }));

/** The same situation twice, told in another order. */
export const toldInAnotherOrder: fc.Arbitrary<readonly [Situation, Situation]> = situation.chain((told) => {
  const { account, secret } = told.observed;
  return fc
    .record({
      keys: shuffled(account?.keys ?? []),
      devices: shuffled(account?.devices ?? []),
      versions: shuffled(secret.versions),
      labels: fc.boolean(),
      superseded: shuffled([...secret.memory.superseded]),
      unreadableTags: shuffled(secret.unreadableTags),
    })
    .map(({ keys, devices, versions, labels, superseded, unreadableTags }) => {
      const relabelled = versions.map((version) => ({
        ...version,
        labels: new Set(labels ? [...version.labels].reverse() : version.labels),
      }));
      const memory = { ...secret.memory, superseded: new Map(superseded) };
      const observed = {
        ...told.observed,
        secret: { ...secret, versions: relabelled, memory, unreadableTags },
        ...(account && { account: { ...account, devices, ...(account.keys && { keys }) } }),
      };
      return [told, { ...told, observed }] as const;
    });
});

function shuffled<T>(items: readonly T[]): fc.Arbitrary<readonly T[]> {
  return fc.shuffledSubarray([...items], { minLength: items.length });
}
