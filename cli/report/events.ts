import type { JournalEvent } from '../../functions/domain/journal.ts';
import type { AuditEvent } from '../audit.ts';
import type { Control } from './controls.ts';

/** Every event that a function or a command puts on record. The compiler knows when one is missing here. */
export type RecordedEvent = JournalEvent | AuditEvent;

export interface EventFacts {
  /** What a line with outcome `ok` says. */
  readonly says: string;
  /** Where such a line stands for one change; absent where it tells of something else. */
  readonly changes?: 'emnify' | 'secret' | 'tags' | 'schedule';
  /** Beside A.8.15, which every line is evidence for. */
  readonly controls: readonly Control[];
}

const CHANGED = ['PCI DSS 8.6.3', 'SecretsManager.4', 'A.5.17'] as const;
const WITHDRAWN = ['PCI DSS 8.6.3', 'A.5.17'] as const;
const SKIPPING = ['PCI DSS 8.3.9', 'A.8.5'] as const;
const ATTEMPTS = ['PCI DSS 8.3.4'] as const;
const ISSUED = ['PCI DSS 8.3.11', 'A.5.17'] as const;
const LIFE = ['A.5.17'] as const;
const NONE = [] as const;

const KEYS = {
  'key-created': { says: 'a key was made at emnify; it is not active yet', changes: 'emnify', controls: CHANGED },
  'key-activated': { says: 'emnify accepted a code of the key: it is active', changes: 'emnify', controls: CHANGED },
  'key-superseded': {
    says: 'the key has a deadline after which it may be retired; the reason names it',
    changes: 'tags',
    controls: WITHDRAWN,
  },
  'key-retired': { says: 'a superseded key was deleted after its deadline', changes: 'emnify', controls: WITHDRAWN },
  'superseded-tag-removed': { says: 'the record of a deadline was removed', changes: 'tags', controls: NONE },
  'key-discarded': {
    says: 'a key whose secret could not be stored was deleted',
    changes: 'emnify',
    controls: WITHDRAWN,
  },
  'orphan-deleted': { says: 'a pending key that nothing records was deleted', changes: 'emnify', controls: WITHDRAWN },
  'declared-gap': { says: 'under `replace`: the current key is about to be deleted first', controls: NONE },
  'current-key-deleted': { says: 'under `replace`: it was deleted', changes: 'emnify', controls: WITHDRAWN },
  'managed-key-deleted': { says: 'a key was deleted by offboarding', changes: 'emnify', controls: WITHDRAWN },
  'device-pruned': {
    says: 'a device that could skip the second factor was deleted',
    changes: 'emnify',
    controls: SKIPPING,
  },
} as const satisfies Partial<Record<RecordedEvent, EventFacts>>;

const ROTATIONS = {
  'rotation-requested': { says: 'an operator asked for a rotation', changes: 'secret', controls: CHANGED },
  'rotation-started': {
    says: 'a reconcile or a fleet run asked for a rotation',
    changes: 'secret',
    controls: CHANGED,
  },
  'rung-reached': {
    says: 'a rotation has reached a rung: its value is stored, its key activated, seen active (proven), or current (promoted)',
    changes: 'secret',
    controls: CHANGED,
  },
  'step-finished': { says: 'a step of Secrets Manager has ended', controls: CHANGED },
  'rotation-resumed': { says: 'a rotation that had stopped was taken up again', controls: CHANGED },
  probed: { says: 'the credentials were tried, and nothing else', controls: NONE },
  'pending-key-gone': {
    says: 'the key of AWSPENDING is not at emnify any more: the label was taken off',
    changes: 'secret',
    controls: NONE,
  },
  'pending-dropped': { says: 'AWSPENDING was taken off a version', changes: 'secret', controls: NONE },
  'current-restored': {
    says: 'an operator put AWSCURRENT back on the version before',
    changes: 'secret',
    controls: NONE,
  },
  'retirement-scheduled': {
    says: 'a run was scheduled for the end of a grace period',
    changes: 'schedule',
    controls: NONE,
  },
  'fleet-user': {
    says: 'a fleet run is done with a user; the reason says how where it was not rotated',
    controls: CHANGED,
  },
} as const satisfies Partial<Record<RecordedEvent, EventFacts>>;

const ATTEMPTS_AND_HOLDS = {
  'attempt-raised': { says: 'a password or code is about to be sent', changes: 'tags', controls: ATTEMPTS },
  'attempt-settled': {
    says: 'the attempts on record were set back; the reason says why',
    changes: 'tags',
    controls: ATTEMPTS,
  },
  'hold-raised': {
    says: 'nothing more is sent until the hold ends; the reason names it',
    changes: 'tags',
    controls: ATTEMPTS,
  },
  'owner-recorded': {
    says: 'the owner of the application token was compared with the user',
    changes: 'tags',
    controls: LIFE,
  },
  'hold-ended': { says: 'an enrolment ended the hold of an offboarding', changes: 'tags', controls: LIFE },
  'hold-set': { says: 'an operator holds the user', changes: 'tags', controls: ATTEMPTS },
  'hold-released': { says: 'an operator ended a hold', changes: 'tags', controls: ATTEMPTS },
} as const satisfies Partial<Record<RecordedEvent, EventFacts>>;

const LIVES = {
  'credentials-written': { says: 'an operator stored credentials', changes: 'secret', controls: LIFE },
  'enrolment-requested': { says: 'an operator asked for an enrolment', controls: LIFE },
  'key-secret-created': { says: 'the key secret was created', changes: 'secret', controls: LIFE },
  'daily-run-scheduled': {
    says: 'the daily run was scheduled',
    changes: 'schedule',
    controls: LIFE,
  },
  'rotation-configured': {
    says: 'function and schedule of the rotation were set',
    changes: 'secret',
    controls: ['SecretsManager.1', 'A.5.17'],
  },
  'offboarding-requested': { says: 'an operator asked for an offboarding', controls: LIFE },
  'rotation-cancelled': { says: 'rotation was turned off', changes: 'secret', controls: LIFE },
  'schedule-deleted': { says: 'a schedule was deleted; the reason names it', changes: 'schedule', controls: LIFE },
  'keys-deleted-tag-set': { says: 'emnify has none of the managed keys any more', changes: 'tags', controls: LIFE },
  'keys-deleted-tag-removed': { says: 'that is not so any more', changes: 'tags', controls: LIFE },
  'secret-deletion-scheduled': {
    says: 'a secret awaits deletion; the reason names it',
    changes: 'secret',
    controls: LIFE,
  },
} as const satisfies Partial<Record<RecordedEvent, EventFacts>>;

const ISSUING_AND_LOOKING = {
  'code-requested': { says: 'an operator asked for a code; the reason is theirs', controls: ISSUED },
  'code-issued': { says: 'a code was given; the reason is the asker’s', controls: ISSUED },
  'fleet-run-requested': { says: 'an operator started a run over many users; the reason is theirs', controls: CHANGED },
  'fleet-stop-requested': { says: 'an operator stopped such a run', controls: NONE },
  'reconcile-requested': { says: 'an operator asked for a reconcile', controls: NONE },
  reconciled: { says: 'a reconcile has ended', controls: NONE },
  'audit-checked': { says: 'somebody looked whether a line can be written', controls: NONE },
} as const satisfies Partial<Record<RecordedEvent, EventFacts>>;

const FINDINGS = {
  'finding:clock-skew': { says: 'the clocks of emnify and of the function differ', controls: NONE },
  'finding:current-key-missing': { says: 'the key of AWSCURRENT is not at emnify', controls: ['A.5.17'] },
  'finding:hold-in-force': { says: 'a hold keeps the reconcile from emnify', controls: ATTEMPTS },
  'finding:keys-not-shown': { says: 'emnify shows no list of keys', controls: NONE },
  'finding:pending-key-unrecorded': { says: 'a pending key that nothing records', controls: ['A.5.17'] },
  'finding:rotation-disabled': { says: 'rotation is off', controls: ['SecretsManager.1'] },
  'finding:rotation-overdue': { says: 'the key is older than the policy allows', controls: CHANGED },
  'finding:rotation-stuck': { says: 'a rotation has stopped', controls: CHANGED },
  'finding:superseded-key-overdue': { says: 'a superseded key outlived its deadline', controls: WITHDRAWN },
  'finding:unknown-key-status': { says: 'emnify shows a key without a status that is known', controls: NONE },
  'finding:undated-device': { says: 'a trusted device without a date', controls: SKIPPING },
  'finding:undated-key': { says: 'a key without a date', controls: NONE },
  'finding:unmanaged-key': { says: 'an active key that nothing records', controls: ['A.5.17', 'PCI DSS 8.3.11'] },
  'finding:unreadable-tag': { says: 'a tag that cannot be read', controls: NONE },
  'finding:unreadable-value': { says: 'a value that cannot be read', controls: NONE },
} as const satisfies Partial<Record<RecordedEvent, EventFacts>>;

export const EVENTS: Readonly<Record<RecordedEvent, EventFacts>> = {
  ...KEYS,
  ...ROTATIONS,
  ...ATTEMPTS_AND_HOLDS,
  ...LIVES,
  ...ISSUING_AND_LOOKING,
  ...FINDINGS,
};
