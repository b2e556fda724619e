/** An alarm of the deployment, as its description and its runbook speak of it. */
interface AlarmEntry {
  /** What it means for the users if nobody does anything. */
  readonly impact: string;
}

/** All alarms. The slug is the end of an alarm's name, and the name of the page in `docs/runbooks/`. */
const IMPACTS = {
  'rotation-failed': {
    impact:
      "A user's key was not replaced. The current key goes on working and grows older; Secrets Manager and the daily run try again.",
  },
  'key-too-old': {
    impact: 'At least one key is a week older than the rotation period allows: an audit will find it.',
  },
  'hold-in-force': {
    impact: 'Rotation, retirement and pruning stand still for at least one user, so that the account is not locked.',
  },
  'superseded-key-overdue': {
    impact: 'A key that was replaced still lives a day past its deadline: whoever has its secret can sign in.',
  },
  'current-key-missing': {
    impact:
      'The key in AWSCURRENT is not active at emnify: codes made from it are refused, and users may be locked out.',
  },
  'declared-gap': {
    impact: 'A user had no working key from the deletion of the old one on, until the rotation made the new one.',
  },
  'dead-letters': {
    impact: 'A planned run never happened or failed for good: keys are not retired, or a fleet run has ended early.',
  },
  'function-errors': {
    impact: 'A function fails: what it was called for was not done, for at least one user.',
  },
  'function-throttles': {
    impact: 'Lambda refuses to run a function: rotations and daily runs are late or lost.',
  },
  'reconcile-silent': {
    impact: 'No user was reconciled for a day: nothing is retired, pruned, mended or watched.',
  },
  'code-issued': {
    impact: 'A person was given a code by hand: if nobody of yours asked for it, someone can sign in as that user.',
  },
  'operator-needed': {
    impact: 'Automation has stopped for at least one user, whose secret, tags, rotation or list of keys it cannot use.',
  },
  'fleet-stopped': {
    impact: 'A run over many users has ended before its end: some keys that were to be replaced were not.',
  },
} as const satisfies Readonly<Record<string, AlarmEntry>>;

export type AlarmId = keyof typeof IMPACTS;

export interface Alarm extends AlarmEntry {
  readonly id: AlarmId;
  /** Path of its page, from the root of the repository. */
  readonly runbook: string;
}

/** One alarm of the table. */
export function alarmEntry(id: AlarmId): Alarm {
  return { id, runbook: `docs/runbooks/${id}.md`, ...IMPACTS[id] };
}
