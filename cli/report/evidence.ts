import type { UserSlug } from '../../functions/domain/identifiers.ts';
import { LATE_AFTER_MS, type UserStatus } from '../model/user-status.ts';
import type { Recorded } from './audit-line.ts';
import type { Collected, Source } from './collect.ts';
import { CONTROLS, type Control } from './controls.ts';
import { EVENTS, type RecordedEvent } from './events.ts';
import { type FoundThing, findingsOf } from './findings.ts';
import { type Rotation, rotationsOf } from './rotations.ts';

/** The key of one user against its policy, and what the log holds of that user. */
export interface KeyEvidence {
  readonly status: UserStatus;
  /** Milliseconds; absent before the first rotation. */
  readonly age?: number;
  /** `over`: older than its schedule allows, and a day. `none`: there is no key of ours, or no schedule to hold it against. */
  readonly verdict: 'within' | 'over' | 'none';
  readonly rotations: number;
  readonly keysWithdrawn: number;
  readonly devicesPruned: number;
}

/** What the log shows of one control. */
export interface ControlEvidence {
  readonly control: Control;
  readonly shows: string;
  readonly lines: number;
  /** Epoch milliseconds. */
  readonly latest?: number;
}

/** Which deployment was looked at, when, how far back and by whom. Instants are epoch milliseconds. */
export interface Circumstances {
  readonly at: number;
  readonly from: number;
  readonly prefix: string;
  readonly region: string;
  readonly account: string;
  readonly madeBy: string;
}

/** What an auditor is shown. Every list of lines has the oldest first. */
export interface Evidence extends Circumstances {
  readonly keys: readonly KeyEvidence[];
  /** Users that the log knows and that are not enrolled any more. */
  readonly departed: readonly UserSlug[];
  readonly rotations: readonly Rotation[];
  readonly withdrawn: readonly Recorded[];
  readonly devices: readonly Recorded[];
  readonly findings: readonly FoundThing[];
  readonly holds: readonly Recorded[];
  readonly codes: readonly Recorded[];
  /** What operators asked for with the command. */
  readonly requests: readonly Recorded[];
  readonly failures: readonly Recorded[];
  readonly controls: readonly ControlEvidence[];
  readonly lines: readonly Recorded[];
  readonly sources: readonly Source[];
  /** What the log does not hold, each a sentence. */
  readonly gaps: readonly string[];
  /** Whether somebody should look: at a user, a finding that stands, or a gap. */
  readonly needsAttention: boolean;
}

const WITHDRAWALS: ReadonlySet<RecordedEvent> = new Set<RecordedEvent>([
  'key-retired',
  'key-discarded',
  'orphan-deleted',
  'current-key-deleted',
  'managed-key-deleted',
]);
const HOLDS: ReadonlySet<RecordedEvent> = new Set<RecordedEvent>([
  'hold-raised',
  'hold-set',
  'hold-released',
  'hold-ended',
  'attempt-settled',
]);
const CODES: ReadonlySet<RecordedEvent> = new Set<RecordedEvent>(['code-requested', 'code-issued']);

/** Everything a report shows, from what was read. Pure. */
export function evidenceOf(
  users: readonly UserStatus[],
  { lines, sources }: Collected,
  circumstances: Circumstances,
): Evidence {
  const done = ({ outcome }: Recorded) => outcome === 'ok';
  const rotations = rotationsOf(lines);
  const withdrawn = lines.filter((line) => WITHDRAWALS.has(line.event) && done(line));
  const devices = lines.filter((line) => line.event === 'device-pruned' && done(line));
  const enrolled = new Set(users.map(({ user }) => user));
  const findings = findingsOf(lines, enrolled);
  const named = new Set(lines.flatMap((line) => (tellsOfUser(line) && line.user !== undefined ? [line.user] : [])));
  const gaps = gapsOf(sources);
  const finished = byUser(rotations.filter(({ outcome }) => outcome === 'finished'));
  const [keysOf, devicesOf] = [byUser(withdrawn), byUser(devices)];
  const keys = users.map((status) => ({
    ...ageOf(status, circumstances.at),
    status,
    rotations: finished.get(status.user) ?? 0,
    keysWithdrawn: keysOf.get(status.user) ?? 0,
    devicesPruned: devicesOf.get(status.user) ?? 0,
  }));
  return {
    ...circumstances,
    keys,
    departed: [...named].filter((user) => !enrolled.has(user)).toSorted(),
    rotations,
    withdrawn,
    devices,
    findings,
    holds: lines.filter(({ event }) => HOLDS.has(event)),
    codes: lines.filter(({ event }) => CODES.has(event)),
    requests: lines.filter(({ requestedBy, event }) => requestedBy !== undefined && event !== 'audit-checked'),
    failures: lines.filter(({ outcome }) => outcome === 'failed'),
    controls: controlsShown(lines),
    lines,
    sources,
    gaps,
    needsAttention:
      gaps.length > 0 ||
      users.some(({ state }) => state === 'attention') ||
      keys.some(({ verdict }) => verdict === 'over') ||
      findings.some(({ state }) => state === 'stands'),
  };
}

/** How many there are of each user. */
function byUser(
  things: readonly { readonly user?: UserSlug | undefined }[],
): ReadonlyMap<UserSlug | undefined, number> {
  const groups = Map.groupBy(things, ({ user }) => user);
  return new Map([...groups].map(([user, own]) => [user, own.length]));
}

/** What a function did, it did for somebody who was enrolled then; what was asked for, or failed, may name anybody. */
function tellsOfUser({ service, outcome }: Recorded): boolean {
  return service !== 'emnify-mfa' && outcome === 'ok';
}

/** The controls that a line is evidence for. */
export function controlsOf({ event }: Pick<Recorded, 'event'>): readonly Control[] {
  return [...EVENTS[event].controls, 'A.8.15'];
}

/** The controls that the age of a key is evidence for. */
export const KEY_AGE_CONTROLS = ['SecretsManager.1', 'SecretsManager.4', 'PCI DSS 8.6.3', 'A.5.17'] as const;

function ageOf({ rotatedAt, rotationPeriodMs }: UserStatus, now: number): Pick<KeyEvidence, 'age' | 'verdict'> {
  if (rotatedAt === undefined) return { verdict: 'none' };
  const age = Math.max(0, now - rotatedAt);
  if (rotationPeriodMs === undefined) return { age, verdict: 'none' };
  return { age, verdict: age > rotationPeriodMs + LATE_AFTER_MS ? 'over' : 'within' };
}

function controlsShown(lines: readonly Recorded[]): readonly ControlEvidence[] {
  return CONTROLS.map(([control, shows]) => {
    const own = lines.filter((line) => controlsOf(line).includes(control));
    const latest = own.at(-1)?.at;
    return { control, shows, lines: own.length, ...(latest === undefined ? {} : { latest }) };
  });
}

function gapsOf(sources: readonly Source[]): readonly string[] {
  return sources.flatMap(({ group, state, detail, unknown }) => [
    ...(state === 'missing' ? [`${group}: there is no such log group, so nothing of it is shown`] : []),
    ...(state === 'refused' ? [`${group} could not be read, so nothing of it is shown. ${detail ?? ''}`.trim()] : []),
    ...(unknown > 0
      ? [`${group}: ${unknown} ${unknown === 1 ? 'line is' : 'lines are'} of a form that this version does not know`]
      : []),
  ]);
}
