/** By alarm, what it means for the users if nobody does anything. */
const IMPACTS = {
  'rotation-failed':
    "A user's key was not replaced. The current key goes on working and grows older; Secrets Manager and the daily run try again.",
  'key-too-old': 'At least one key is a week older than the rotation period allows: an audit will find it.',
  'hold-in-force':
    'Rotation, retirement and pruning stand still for at least one user, so that the account is not locked.',
  'superseded-key-overdue':
    'A key that was replaced still lives a day past its deadline: whoever has its secret can sign in.',
  'current-key-missing':
    'The key in AWSCURRENT is not active at emnify: codes made from it are refused, and users may be locked out.',
  'declared-gap': 'A user had no working key from the deletion of the old one on, until the rotation made the new one.',
  'dead-letters':
    'A planned run never happened or failed for good: keys are not retired, or a fleet run has ended early.',
  'function-errors': 'A function fails: what it was called for was not done, for at least one user.',
  'function-throttles': 'Lambda refuses to run a function: rotations and daily runs are late or lost.',
  'reconcile-silent': 'No user was reconciled for a day: nothing is retired, pruned, mended or watched.',
  'code-issued':
    'A person was given a code by hand: if nobody of yours asked for it, someone can sign in as that user.',
  'operator-needed':
    'Automation has stopped for at least one user, whose secret, tags, rotation or list of keys it cannot use.',
  'fleet-stopped': 'A run over many users has ended before its end: some keys that were to be replaced were not.',
} as const;

export type AlarmId = keyof typeof IMPACTS;

/** An alarm of the deployment, as its description and its runbook speak of it. */
export interface AlarmEntry {
  /** The end of the alarm's name, but for that of the function where there is one for each. */
  readonly id: string;
  readonly impact: string;
  /** Path of its page, from the root of the repository. */
  readonly runbook: string;
}

export function alarmEntry(id: AlarmId): AlarmEntry {
  return { id, impact: IMPACTS[id], runbook: runbookOf(id) };
}

/** All alarms. */
export const alarmTable: readonly AlarmEntry[] = Object.entries(IMPACTS).map(([id, impact]) => ({
  id,
  impact,
  runbook: runbookOf(id),
}));

function runbookOf(id: string): string {
  return `docs/runbooks/${id}.md`;
}
