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
 * What the commands call, for operators, and for those who may ask for codes besides: neither may read a secret. Asking who one is
 * (sts:GetCallerIdentity) needs no permission.
 */
export function permissionsFor(place: Place): Readonly<Record<'operators' | 'codeReaders', readonly Permission[]>> {
  const { names } = place;
  const arn = (service: string, rest: string) =>
    `arn:${place.partition}:${service}:${place.region}:${place.account}:${rest}`;
  const lambda = (folder: string) => arn('lambda', `function:${names.functionName(folder)}`);
  const secrets = (kind: string) => arn('secretsmanager', `secret:${names.prefix}/*/${kind}-??????`);
  const logs = (group: string) => arn('logs', `log-group:${group}:*`);
  return {
    operators: [
      {
        actions: ['lambda:InvokeFunction'],
        on: [
          lambda('enroll-user'),
          lambda('reconcile-user'),
          lambda('offboard-user'),
          `${lambda('rotate-fleet')}:${LIVE}`,
        ],
        why: 'enroll, status, plan, reconcile, recover, offboard, rotate-fleet',
      },
      {
        actions: ['lambda:InvokeFunction'],
        on: [lambda('rotate-key')],
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
        actions: ['secretsmanager:CreateSecret', 'secretsmanager:PutSecretValue', 'secretsmanager:TagResource'],
        on: [secrets('credentials')],
        why: 'enroll writes credentials, and cannot read them',
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
        actions: [
          'secretsmanager:RotateSecret',
          'secretsmanager:UpdateSecretVersionStage',
          'secretsmanager:TagResource',
        ],
        on: [secrets('key')],
        why: 'rotate; recover moves labels; hold and release',
      },
      {
        actions: ['logs:FilterLogEvents'],
        on: auditGroups(names).map(logs),
        why: 'report reads the audit log; rotate, enroll and rotate-fleet tell how far they are',
      },
      {
        actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
        on: [logs(names.auditLogGroup)],
        why: 'every command that changes something puts it on record',
      },
      {
        actions: ['sns:ListSubscriptionsByTopic'],
        on: [arn('sns', names.alarmTopic)],
        why: 'doctor: who receives alarms',
      },
    ],
    codeReaders: [
      { actions: ['lambda:InvokeFunction'], on: [lambda('issue-code')], why: 'code' },
      {
        actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
        on: [logs(names.auditLogGroup)],
        why: 'code: who asked, and why',
      },
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
