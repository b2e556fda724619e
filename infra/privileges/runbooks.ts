import { HOLD_TAG } from '../../functions/domain/tag-names.ts';
import type { Grant, Privilege } from './privilege.ts';
import {
  APPROVAL_TOPIC,
  ENCRYPTION_KEY,
  functionNamed,
  KEY_SECRETS,
  ROTATED_AS_CONFIGURED,
  ROTATED_BY_US,
} from './resources.ts';

const HOLD_TAG_ONLY = {
  'ForAllValues:StringEquals': { 'aws:TagKeys': [HOLD_TAG] },
  // ForAllValues is true of a request without tag keys.
  Null: { 'aws:TagKeys': ['false'] },
};

function invoke(name: string, why: string): Privilege {
  return { actions: ['lambda:InvokeFunction'], on: [functionNamed(name)], why };
}

const AUDIT = invoke('reconcile-user', 'shows what is and what would be done');

const ASK: readonly Privilege[] = [
  { actions: ['sns:Publish'], on: [APPROVAL_TOPIC], why: 'asks for approval' },
  {
    actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
    on: [ENCRYPTION_KEY],
    when: { StringEquals: { 'kms:ViaService': ['sns.{region}.amazonaws.com'] } },
    why: 'the topic is encrypted, as whoever publishes',
  },
];

const BY_SLUG: Readonly<Record<string, readonly Privilege[]>> = {
  'audit-user': [AUDIT],
  'reconcile-user': [invoke('reconcile-user', 'retires, prunes and mends one user')],
  'rotate-user': [
    {
      actions: ['secretsmanager:RotateSecret'],
      on: [KEY_SECRETS],
      when: ROTATED_AS_CONFIGURED,
      why: 'starts the rotation of one user; it can name neither another function nor another schedule',
    },
    invoke('rotate-key', 'RotateSecret asks for it, and the rotation is followed to its end'),
    invoke('reconcile-user', 'ends the grace of the replaced key, or shows what is left to do'),
  ],
  'recover-rotation': [invoke('rotate-key', 'climbs on where a rotation has stopped'), AUDIT],
  'hold-user': [
    {
      actions: ['secretsmanager:TagResource'],
      on: [KEY_SECRETS],
      when: {
        StringEquals: { ...ROTATED_BY_US['StringEquals'], [`aws:RequestTag/${HOLD_TAG}`]: ['operator'] },
        ...HOLD_TAG_ONLY,
      },
      why: 'writes the hold of an operator, and nothing else into the memory of the rotation',
    },
  ],
  'release-user': [
    {
      actions: ['secretsmanager:UntagResource'],
      on: [KEY_SECRETS],
      when: { ...ROTATED_BY_US, ...HOLD_TAG_ONLY },
      why: 'takes a hold off; attempts and deadlines stay on record',
    },
  ],
  'rotate-fleet': [
    ...ASK,
    {
      actions: ['lambda:InvokeFunction'],
      on: [`${functionNamed('rotate-fleet')}:live`],
      why: 'starts the durable execution, by the alias that it stays with',
    },
  ],
  'offboard-user': [...ASK, AUDIT, invoke('offboard-user', 'takes one user out')],
};

function byPath<T>(of: (slug: string) => T): Readonly<Record<string, T>> {
  return Object.fromEntries(Object.keys(BY_SLUG).map((slug) => [`Runbooks/${slug}/Role`, of(slug)]));
}

/** The role of each document, by its path in the app. */
export const runbooks = byPath((slug): readonly Privilege[] => BY_SLUG[slug] ?? []);

/** Who may assume them: Automation, for executions of this account and region. */
export const runbookTrust = byPath((): readonly Grant[] => [
  {
    to: 'Service: ssm.amazonaws.com',
    actions: ['sts:AssumeRole'],
    when: {
      StringEquals: { 'aws:SourceAccount': ['{account}'] },
      ArnLike: { 'aws:SourceArn': ['arn:aws:ssm:{region}:{account}:automation-execution/*'] },
    },
    why: 'executions of the document run as it; no other account can make Automation do so',
  },
]);
