import { APP } from '../functions/domain/secret-names.ts';
import { HOLD_TAG } from '../functions/domain/tag-names.ts';
import { LIVE } from './aws/fleet-executions.ts';
import type { Names } from './names.ts';
import { auditGroups } from './report/collect.ts';

/** Some actions of IAM on some resources, and which commands need them. */
interface Permission {
  readonly actions: readonly string[];
  /** ARNs. */
  readonly on: readonly string[];
  readonly why: string;
  readonly when?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
}

/**
 * What stands in the place of the ARN when Secrets Manager tries the key that a new secret names.
 * https://docs.aws.amazon.com/secretsmanager/latest/userguide/security-encryption.html
 */
const TRIAL = 'RequestToValidateKeyAccess';

/** Where a deployment is. */
export interface Place {
  readonly names: Names;
  readonly region: string;
  readonly account: string;
  /** `aws`, or that of another part of the cloud. */
  readonly partition: string;
}

/** A policy as IAM reads it. */
export interface Policy {
  readonly Version: '2012-10-17';
  readonly Statement: readonly {
    readonly Effect: 'Allow';
    readonly Action: readonly string[];
    readonly Resource: readonly string[];
    readonly Condition?: Permission['when'];
  }[];
}

/**
 * What the commands call, for operators; for those who besides may do what the runbooks do only after approval; and for those who may
 * ask for codes. None may read a secret, nor write into one what only the rotation writes: its value, its deadlines, its proofs, its
 * attempts, its rotation function. Asking who one is (sts:GetCallerIdentity) needs no permission.
 */
export function permissionsFor(
  place: Place,
): Readonly<Record<'operators' | 'approvedActions' | 'codeReaders', readonly Permission[]>> {
  const { names } = place;
  const arn = (service: string, rest: string) =>
    `arn:${place.partition}:${service}:${place.region}:${place.account}:${rest}`;
  const lambda = (folder: string) => arn('lambda', `function:${names.functionName(folder)}`);
  const secrets = (kind: string) => arn('secretsmanager', `secret:${names.prefix}/*/${kind}-??????`);
  const logs = (group: string) => arn('logs', `log-group:${group}:*`);
  const rotateKey = lambda('rotate-key');
  /** Only a secret whose rotation function is this deployment's. */
  const rotatedByUs = { 'secretsmanager:resource/AllowRotationLambdaArn': rotateKey };
  const putOnRecord = (why: string): Permission => ({
    actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
    on: [logs(names.auditLogGroup)],
    why,
  });
  return {
    operators: [
      {
        actions: ['lambda:InvokeFunction'],
        on: [lambda('enroll-user'), lambda('reconcile-user')],
        why: 'enroll, status, plan, reconcile, recover',
      },
      {
        actions: ['lambda:InvokeFunction'],
        on: [rotateKey],
        why: 'RotateSecret asks for it',
      },
      {
        actions: ['lambda:ListDurableExecutionsByFunction'],
        on: [lambda('rotate-fleet')],
        why: 'rotate-fleet: what is under way',
      },
      {
        actions: ['lambda:GetDurableExecution', 'lambda:StopDurableExecution'],
        on: [`${lambda('rotate-fleet')}:*`],
        why: 'rotate-fleet: an execution belongs to a version',
      },
      { actions: ['secretsmanager:ListSecrets'], on: ['*'], why: 'status, doctor, rotate-fleet: who is enrolled' },
      {
        actions: ['secretsmanager:DescribeSecret'],
        on: [secrets('key'), secrets('credentials')],
        why: 'every command on a user: where its rotation stands, without a value',
      },
      {
        actions: ['secretsmanager:ListSecretVersionIds'],
        on: [secrets('key')],
        why: 'the same: since when a rotation is under way',
      },
      {
        actions: ['secretsmanager:PutSecretValue'],
        on: [secrets('credentials')],
        when: { StringEquals: { 'aws:ResourceTag/app': APP } },
        why: 'enroll writes credentials anew, and cannot read them',
      },
      {
        actions: ['secretsmanager:CreateSecret', 'secretsmanager:TagResource'],
        on: [secrets('credentials')],
        when: {
          StringEquals: { 'aws:RequestTag/app': APP },
          'ForAllValues:StringEquals': { 'aws:TagKeys': ['app', 'emnify-mfa:user'] },
        },
        why: "enroll creates them, tagged as the product's",
      },
      {
        actions: ['kms:GenerateDataKey', 'kms:Decrypt'],
        on: [arn('kms', 'key/*')],
        when: {
          StringEquals: { 'kms:ViaService': `secretsmanager.${place.region}.amazonaws.com` },
          StringLike: { 'kms:EncryptionContext:SecretARN': [secrets('credentials'), TRIAL] },
        },
        why: 'enroll: Secrets Manager asks for it of whoever writes a secret',
      },
      {
        actions: ['secretsmanager:RotateSecret'],
        on: [secrets('key')],
        when: {
          StringEquals: rotatedByUs,
          // A call that leaves the parameters out may come without the keys.
          StringEqualsIfExists: { 'secretsmanager:RotationLambdaARN': rotateKey },
          BoolIfExists: { 'secretsmanager:ModifyRotationRules': 'false' },
        },
        why: 'rotate, as enrolment configured it',
      },
      {
        actions: ['secretsmanager:TagResource'],
        on: [secrets('key')],
        when: {
          StringEquals: rotatedByUs,
          'ForAllValues:StringEquals': { 'aws:TagKeys': [HOLD_TAG] },
          // ForAllValues is true of a request without tag keys.
          Null: { 'aws:TagKeys': 'false' },
        },
        why: 'hold and release, and nothing else of what the rotation remembers',
      },
      {
        actions: ['secretsmanager:UpdateSecretVersionStage'],
        on: [secrets('key')],
        when: { StringEquals: rotatedByUs },
        why: 'recover takes a label off, or puts AWSCURRENT back',
      },
      {
        actions: ['logs:FilterLogEvents'],
        on: auditGroups(names).map(logs),
        why: 'report reads the audit log; rotate, enroll and rotate-fleet tell how far they are',
      },
      putOnRecord('every command that changes something puts it on record'),
      {
        actions: ['sns:ListSubscriptionsByTopic'],
        on: [arn('sns', names.alarmTopic)],
        why: 'doctor: who receives alarms',
      },
    ],
    approvedActions: [
      {
        actions: ['lambda:InvokeFunction'],
        on: [lambda('offboard-user'), `${lambda('rotate-fleet')}:${LIVE}`],
        why: 'offboard, rotate-fleet: of runbooks, these wait for an approver',
      },
    ],
    codeReaders: [
      { actions: ['lambda:InvokeFunction'], on: [lambda('issue-code')], why: 'code' },
      putOnRecord('code: who asked, and why'),
    ],
  };
}

/** As JSON for `aws iam create-policy`. */
export function policyOf(permissions: readonly Permission[]): Policy {
  return {
    Version: '2012-10-17',
    Statement: permissions.map(({ actions, on, when }) => ({
      Effect: 'Allow',
      Action: actions,
      Resource: on,
      ...(when === undefined ? {} : { Condition: when }),
    })),
  };
}
