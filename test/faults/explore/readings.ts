import { DEFAULT_SWITCHES, SWITCH_VALUES, type Switches } from '../../../local/emnify/switches.ts';
import { type Behaviour, DEFAULT_BEHAVIOUR } from '../../../local/secrets-manager/behaviour.ts';
import type { Setting } from '../simulation/simulation.ts';
import type { Story } from '../story/play.ts';

/** A story under one reading of what the documents leave open. */
export interface Reading extends Story {
  /** Names what differs from the default: `singlePendingKey=true+listedKeys=active`. */
  readonly name: string;
}

export const DEFAULT_READING: Reading = { name: 'default', setting: {} };

type EmnifyReading = Partial<Switches>;

/** Switches that change one another's effect on a rotation: what the list shows, and how many keys there may be. */
const SHOWN: readonly EmnifyReading[] = [
  {},
  { keyFields: 'no-dates' },
  { keyFields: 'id-only' },
  { listedKeys: 'active' },
  { listedKeys: 'active', keyFields: 'no-dates' },
  { listedKeys: 'active', keyFields: 'id-only' },
  // Without a list nothing carries fields.
  { listedKeys: 'none' },
  { listedKeys: 'absent' },
];
const LIMITED: readonly Setting[] = [
  {},
  // When a conflict is checked matters where there can be one.
  { emnify: { singlePendingKey: true } },
  { emnify: { singlePendingKey: true, conflictCheck: 'before-password' } },
  { emnify: { singleActiveKey: true }, strategy: 'replace' },
  { emnify: { singleActiveKey: true, conflictCheck: 'before-password' }, strategy: 'replace' },
  { emnify: { singleActiveKey: true, singlePendingKey: true }, strategy: 'replace' },
  {
    emnify: { singleActiveKey: true, singlePendingKey: true, conflictCheck: 'before-password' },
    strategy: 'replace',
  },
];

/** Values of Secrets Manager's behaviour beside the default. */
const OTHER_BEHAVIOUR: readonly Partial<Behaviour>[] = [
  { retries: 0 },
  { retries: 20 },
  { spacingMs: 1_000 },
  { startDelayMs: 30_000 },
  { clearsPendingOnSuccess: false },
  { probeVersion: 'empty' },
  { unfinishedRotation: 'skip' },
  { refusedRotateReattempts: false },
  { pendingSurvivesMove: false },
  { clearsPendingOnSuccess: false, pendingSurvivesMove: false },
];

/** Members of the product above: all other switches are tried value by value. */
const COMBINED: readonly (keyof Switches)[] = [
  'singleActiveKey',
  'singlePendingKey',
  'conflictCheck',
  'listedKeys',
  'keyFields',
];

/** All combinations of what the list shows and how many keys there may be, but for the default. */
export const COMBINED_READINGS: readonly Reading[] = LIMITED.flatMap((limits) =>
  SHOWN.map((shown) => ({ ...limits, emnify: { ...limits.emnify, ...shown } })),
)
  .filter(({ emnify }) => Object.keys(emnify).length > 0)
  .map(reading);

/** One other value of one switch each. */
export const OTHER_READINGS: readonly Reading[] = [
  ...otherValues().map((emnify) => reading({ emnify })),
  ...OTHER_BEHAVIOUR.map((secretsManager) => reading({ secretsManager })),
];

/** Every reading that stories are played under, the default first. */
export const READINGS: readonly Reading[] = [DEFAULT_READING, ...COMBINED_READINGS, ...OTHER_READINGS];

function otherValues(): readonly EmnifyReading[] {
  return Object.entries(SWITCH_VALUES)
    .filter(([name]) => !COMBINED.some((combined) => combined === name))
    .flatMap(([name, values]) => values.map((value) => ({ [name]: value })))
    .filter((one) => Object.entries(one).some(([name, value]) => defaultOf(name) !== value));
}

function defaultOf(name: string): unknown {
  return Object.entries({ ...DEFAULT_SWITCHES, ...DEFAULT_BEHAVIOUR }).find(([member]) => member === name)?.[1];
}

function reading(setting: Setting): Reading {
  const { emnify = {}, secretsManager = {}, strategy } = setting;
  const name = Object.entries({ ...emnify, ...secretsManager, ...(strategy === undefined ? {} : { strategy }) })
    .map(([member, value]) => `${member}=${value}`)
    .join('+');
  return { name, setting, allowances: allowancesOf(setting) };
}

/** What a reading leaves to a person (docs/decisions), and what an audit says of every account under it. */
function allowancesOf({ emnify = {}, strategy }: Setting): Reading['allowances'] & object {
  const { listedKeys = 'all', keyFields = 'all', clockOffsetMs = 0, clockDriftMsPerHour = 0 } = emnify;
  const isListHidden = listedKeys === 'none' || listedKeys === 'absent';
  const findings: string[] = [];
  if (Math.abs(clockOffsetMs) > 10_000 || clockDriftMsPerHour !== 0) findings.push('clock-skew');
  if (isListHidden) findings.push('keys-not-shown');
  else if (keyFields === 'id-only') findings.push('current-key-missing', 'unknown-key-status');
  const isPartlyHidden = listedKeys !== 'all' || keyFields !== 'all';
  const orphans = listedKeys !== 'all' ? 'unseen' : keyFields !== 'all' ? 'undated' : undefined;
  return {
    findings,
    ...(orphans === undefined ? {} : { orphans }),
    operator: isPartlyHidden || strategy === 'replace',
    // No key is given up for another while nobody sees what the account has (make-room.ts).
    standsStill: strategy === 'replace' && (isListHidden || keyFields === 'id-only'),
  };
}
