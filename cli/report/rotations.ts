import type { KeyId, UserSlug, VersionId } from '../../functions/domain/identifiers.ts';
import type { Recorded } from './audit-line.ts';

type Rung = NonNullable<Recorded['rung']>;

/** Who asked for a rotation, as far as the log says: Secrets Manager's own schedule leaves no line. */
interface Asked {
  readonly by: 'operator' | 'enroll-user' | 'reconcile-user' | 'rotate-fleet';
  /** The ARN, of an operator. */
  readonly arn?: string;
  readonly reason?: string;
}

/** One rotation from its first line on record to its last. Instants are epoch milliseconds. */
export interface Rotation {
  readonly user: UserSlug;
  /** The ClientRequestToken. */
  readonly version: VersionId;
  readonly begunAt: number;
  readonly asked?: Asked;
  /** When each rung was first reached. */
  readonly rungs: Readonly<Partial<Record<Rung, number>>>;
  readonly keyId?: KeyId;
  /** The key that AWSCURRENT left, and when it was retired. */
  readonly superseded?: { readonly keyId: KeyId; readonly retiredAt?: number };
  /** `abandoned`: AWSPENDING was taken off its version. `failed`: the last that is on record is a failure. */
  readonly outcome: 'finished' | 'abandoned' | 'failed' | 'under way';
  /** How many steps failed on the way, and why the last of them did. */
  readonly failures: number;
  readonly failure?: string;
}

/** Only these tell of a rotation; a version stands in other lines too, such as that of a restored AWSCURRENT. */
const OF_A_ROTATION: ReadonlySet<Recorded['event']> = new Set<Recorded['event']>([
  'rotation-requested',
  'rotation-started',
  'rotation-resumed',
  'key-created',
  'key-activated',
  'rung-reached',
  'step-finished',
  'key-superseded',
  'pending-dropped',
  'pending-key-gone',
]);

/** The requests of a reconcile and of an enrolment name no version: it is that of the rotation which begins next. */
const BEGINS_WITHIN_MS = 15 * 60_000;

/** What lines of other writers tell of rotations, by what they are looked for under. */
interface Others {
  /** Requests without a version, by the first line of the rotation that each set off. */
  readonly requests: ReadonlyMap<Recorded, Recorded>;
  /** When a key was retired, by user and key. */
  readonly retirements: ReadonlyMap<string, number>;
}

/** The rotations that the lines tell of, the oldest first. Pure. @param lines the oldest first */
export function rotationsOf(lines: readonly Recorded[]): readonly Rotation[] {
  const probed = new Set(lines.filter(({ event }) => event === 'probed').map(({ version }) => version));
  const told = lines.filter(
    ({ event, version }) => OF_A_ROTATION.has(event) && version !== undefined && !probed.has(version),
  );
  const retired = lines.filter(({ event, outcome }) => event === 'key-retired' && outcome === 'ok');
  const groups = Map.groupBy(told, ({ user, version }) => `${user} ${version}`);
  const begun = [...groups.values()].flatMap(([first]) => first ?? []);
  const others: Others = {
    requests: new Map(lines.filter(asksWithoutVersion).flatMap((request) => setOff(request, begun))),
    retirements: new Map(retired.map(({ user, keyId, at }) => [`${user} ${keyId}`, at])),
  };
  return [...groups.values()].flatMap((group) => rotationOf(group, others) ?? []);
}

function rotationOf(own: readonly Recorded[], others: Others): Rotation | undefined {
  const [first] = own;
  const { user, version } = first ?? {};
  if (first === undefined || user === undefined || version === undefined) return undefined;
  const failed = own.filter(({ outcome }) => outcome === 'failed');
  const failure = failed.at(-1)?.reason ?? failed.at(-1)?.failure;
  const keyId = own.findLast(({ event }) => event === 'key-created' || event === 'rung-reached')?.keyId;
  const asked = askedBy(own, others.requests.get(first));
  const superseded = supersededBy(own, others.retirements);
  return {
    user,
    version,
    begunAt: first.at,
    rungs: rungsOf(own),
    outcome: outcomeOf(own),
    failures: failed.length,
    ...(asked === undefined ? {} : { asked }),
    ...(keyId === undefined ? {} : { keyId }),
    ...(superseded === undefined ? {} : { superseded }),
    ...(failure === undefined ? {} : { failure }),
  };
}

function asksWithoutVersion({ event, version, outcome, reason }: Recorded): boolean {
  if (outcome !== 'ok' || version !== undefined) return false;
  // functions/domain/enrolment/set-up.ts: the first key of a user is made at once.
  return event === 'rotation-started' || (event === 'rotation-configured' && reason?.endsWith('once now') === true);
}

/** The first rotation of the user that begins after the request, and soon: any later one somebody else asked for. */
function setOff(request: Recorded, begun: readonly Recorded[]): readonly (readonly [Recorded, Recorded])[] {
  const first = begun.find(({ user, at }) => user === request.user && at >= request.at);
  return first !== undefined && first.at - request.at <= BEGINS_WITHIN_MS ? [[first, request]] : [];
}

function askedBy(own: readonly Recorded[], request: Recorded | undefined): Asked | undefined {
  const line = own.find(({ event }) => event === 'rotation-requested' || event === 'rotation-started') ?? request;
  if (line === undefined) return undefined;
  const { event, service, requestedBy: arn, reason } = line;
  const why = reason === undefined ? {} : { reason };
  if (event === 'rotation-requested') return { by: 'operator', ...(arn === undefined ? {} : { arn }), ...why };
  if (event === 'rotation-configured') return { by: 'enroll-user' };
  return { by: service === 'rotate-fleet' ? 'rotate-fleet' : 'reconcile-user', ...why };
}

function rungsOf(own: readonly Recorded[]): Rotation['rungs'] {
  const rungs: Partial<Record<Rung, number>> = {};
  for (const { rung, at, outcome } of own) if (rung !== undefined && outcome === 'ok') rungs[rung] ??= at;
  return rungs;
}

function supersededBy(own: readonly Recorded[], retirements: Others['retirements']): Rotation['superseded'] {
  const line = own.findLast(({ event, outcome }) => event === 'key-superseded' && outcome === 'ok');
  if (line?.keyId === undefined) return undefined;
  const retiredAt = retirements.get(`${line.user} ${line.keyId}`);
  return { keyId: line.keyId, ...(retiredAt === undefined ? {} : { retiredAt }) };
}

function outcomeOf(own: readonly Recorded[]): Rotation['outcome'] {
  if (own.some(({ rung, outcome }) => rung === 'promoted' && outcome === 'ok')) return 'finished';
  const isOff = ({ event, outcome }: Recorded) =>
    outcome === 'ok' && (event === 'pending-dropped' || event === 'pending-key-gone');
  if (own.some(isOff)) return 'abandoned';
  return own.at(-1)?.outcome === 'failed' ? 'failed' : 'under way';
}
