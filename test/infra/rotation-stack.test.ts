import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Validations } from 'aws-cdk-lib';
import { Match } from 'aws-cdk-lib/assertions';
import { AwsSolutionsChecks } from 'cdk-nag';
import { describe, expect, test, vi } from 'vitest';
import { bundle } from '../../local/lambda/bundle.ts';
import { appWith, templateWith } from './synthesise.ts';

// Synthesis and bundling take long on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

const template = templateWith();
const account = { Ref: 'AWS::AccountId' };

const region = { Ref: 'AWS::Region' };

/** An ARN of the stack's own account and region, as the template joins it. */
function arn(service: string, rest: string) {
  return {
    'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, `:${service}:`, region, ':', account, `:${rest}`]],
  };
}

/** What the named policy of the role of a function states. */
function policy(name: string, of = 'rotate-key') {
  const roles = Object.values(template.findResources('AWS::IAM::Role'));
  const role = roles.find(({ Properties }) => Properties.Description === `Runs emnify-mfa-${of}`);
  const policies: { PolicyName: string; PolicyDocument: { Statement: object[] } }[] = role?.['Properties'].Policies;
  return policies.find(({ PolicyName }) => PolicyName === name)?.PolicyDocument.Statement;
}

/** The ARN of the one resource of this type whose id matches. */
function attribute(type: string, id: RegExp) {
  return { 'Fn::GetAtt': [Object.keys(template.findResources(type)).find((name) => id.test(name)), 'Arn'] };
}

const keySecrets = arn('secretsmanager', 'secret:emnify-mfa/*/key-??????');
const credentialsSecrets = arn('secretsmanager', 'secret:emnify-mfa/*/credentials-??????');
const rotatedByItself = {
  'secretsmanager:resource/AllowRotationLambdaArn': arn('lambda', 'function:emnify-mfa-rotate-key'),
};

test('the function runs on Node 24 and arm64 from an ESM bundle, for at most a minute', () => {
  template.hasResourceProperties('AWS::Lambda::Function', {
    FunctionName: 'emnify-mfa-rotate-key',
    Runtime: 'nodejs24.x',
    Architectures: ['arm64'],
    Handler: 'index.handler',
    Timeout: 60,
    MemorySize: 512,
  });
  template.resourceCountIs('AWS::Lambda::Function', 2);
});

test('the function is told its settings and nothing secret', () => {
  template.hasResourceProperties('AWS::Lambda::Function', {
    Environment: {
      Variables: Match.objectEquals({
        SECRET_PREFIX: 'emnify-mfa',
        EMNIFY_API_URL: 'https://cdn.emnify.net',
        ROTATION_STRATEGY: 'overlap',
        KEY_GRACE_PERIOD: 'PT24H',
        SCHEDULE_GROUP: 'emnify-mfa',
        SCHEDULER_ROLE_ARN: attribute('AWS::IAM::Role', /Schedules/),
        RECONCILE_USER_ARN: arn('lambda', 'function:emnify-mfa-reconcile-user'),
        DEAD_LETTER_QUEUE_ARN: attribute('AWS::SQS::Queue', /Schedules/),
        NODE_OPTIONS: '--enable-source-maps',
      }),
    },
  });
});

test('Secrets Manager may invoke the function, for secrets of this account alone', () => {
  template.allResourcesProperties('AWS::Lambda::Permission', {
    Action: 'lambda:InvokeFunction',
    Principal: 'secretsmanager.amazonaws.com',
    SourceAccount: account,
  });
  template.resourceCountIs('AWS::Lambda::Permission', 1);
});

test('the role has its own policies and none that AWS manages', () => {
  template.resourceCountIs('AWS::IAM::Role', 3);
  template.resourceCountIs('AWS::IAM::Policy', 0);
  template.allResourcesProperties('AWS::IAM::Role', { ManagedPolicyArns: Match.absent() });
});

test('no statement of the roles names every resource or every action of a service', () => {
  const shared = ['ReadCredentials', 'UseEncryptionKey', 'WriteLog'];
  const statements = [
    ...[...shared, 'RotateKeySecrets', 'WriteSchedules'].map((name) => policy(name)),
    ...[...shared, 'ReconcileKeySecrets', 'InvokeRotateKey', 'KeepFailures'].map((name) =>
      policy(name, 'reconcile-user'),
    ),
  ];
  expect(statements.every((statement) => statement !== undefined)).toBe(true);
  expect(JSON.stringify(statements)).not.toMatch(/"Resource":\[?"\*"/);
  expect(JSON.stringify(statements)).not.toMatch(/"[a-z]+:[A-Za-z]*\*"/);
});

test('the role reads credentials, and writes none', () => {
  expect(policy('ReadCredentials')).toEqual([
    {
      Effect: 'Allow',
      Action: ['secretsmanager:DescribeSecret', 'secretsmanager:GetSecretValue'],
      Resource: credentialsSecrets,
    },
  ]);
});

test('the role rotates key secrets only while they name this function, and tags them only with the memory of the rotation', () => {
  expect(policy('RotateKeySecrets')).toEqual([
    {
      Effect: 'Allow',
      Action: [
        'secretsmanager:DescribeSecret',
        'secretsmanager:GetSecretValue',
        'secretsmanager:PutSecretValue',
        'secretsmanager:UpdateSecretVersionStage',
      ],
      Resource: keySecrets,
      Condition: { StringEquals: rotatedByItself },
    },
    {
      Effect: 'Allow',
      Action: ['secretsmanager:TagResource', 'secretsmanager:UntagResource'],
      Resource: keySecrets,
      Condition: {
        StringEquals: rotatedByItself,
        'ForAllValues:StringLike': {
          'aws:TagKeys': ['emnify-mfa:attempts', 'emnify-mfa:hold', 'emnify-mfa:proven', 'emnify-mfa:superseded/*'],
        },
        Null: { 'aws:TagKeys': 'false' },
      },
    },
  ]);
});

test('the role uses the KMS key only through Secrets Manager, for the secrets of this product', () => {
  expect(policy('UseEncryptionKey')).toEqual([
    {
      Effect: 'Allow',
      Action: ['kms:Decrypt', 'kms:GenerateDataKey'],
      Resource: { 'Fn::GetAtt': [Object.keys(template.findResources('AWS::KMS::Key'))[0], 'Arn'] },
      Condition: {
        StringEquals: {
          'kms:ViaService': { 'Fn::Join': ['', ['secretsmanager.', region, '.amazonaws.com']] },
        },
        StringLike: { 'kms:EncryptionContext:SecretARN': [credentialsSecrets, keySecrets] },
      },
    },
  ]);
});

test('the role creates and corrects schedules of its group, and passes on the one role that they run as', () => {
  expect(policy('WriteSchedules')).toEqual([
    {
      Effect: 'Allow',
      Action: ['scheduler:CreateSchedule', 'scheduler:GetSchedule', 'scheduler:UpdateSchedule'],
      Resource: arn('scheduler', 'schedule/emnify-mfa/*'),
    },
    {
      Effect: 'Allow',
      Action: 'iam:PassRole',
      Resource: attribute('AWS::IAM::Role', /Schedules/),
      Condition: { StringEquals: { 'iam:PassedToService': 'scheduler.amazonaws.com' } },
    },
  ]);
});

test('schedules run as a role that their group alone may assume, which calls one function and fills one queue', () => {
  template.resourceCountIs('AWS::Scheduler::ScheduleGroup', 1);
  const queue = attribute('AWS::SQS::Queue', /Schedules/);
  const may = (Action: string, Resource: object) => ({ Statement: [{ Effect: 'Allow', Action, Resource }] });
  template.hasResourceProperties('AWS::IAM::Role', {
    AssumeRolePolicyDocument: {
      Statement: [
        {
          Effect: 'Allow',
          Action: 'sts:AssumeRole',
          Principal: { Service: 'scheduler.amazonaws.com' },
          Condition: {
            StringEquals: {
              'aws:SourceAccount': account,
              'aws:SourceArn': arn('scheduler', 'schedule-group/emnify-mfa'),
            },
          },
        },
      ],
    },
    Policies: [
      {
        PolicyName: 'CallTarget',
        PolicyDocument: may('lambda:InvokeFunction', arn('lambda', 'function:emnify-mfa-reconcile-user')),
      },
      { PolicyName: 'KeepUndelivered', PolicyDocument: may('sqs:SendMessage', queue) },
    ],
  });
});

test('the dead-letter queue is encrypted and refuses what does not come over TLS', () => {
  template.hasResourceProperties('AWS::SQS::Queue', { SqsManagedSseEnabled: true, MessageRetentionPeriod: 1_209_600 });
  template.hasResourceProperties('AWS::SQS::QueuePolicy', {
    PolicyDocument: {
      Statement: [
        Match.objectLike({ Effect: 'Deny', Action: 'sqs:*', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
      ],
    },
  });
});

/** The logical id of a function's log group. */
function logGroup(name: string) {
  const groups = Object.entries(template.findResources('AWS::Logs::LogGroup'));
  return groups.find(([, { Properties }]) => Properties.LogGroupName === `/aws/lambda/emnify-mfa-${name}`)?.[0];
}

describe.each(['rotate-key', 'reconcile-user'])('%s', (name) => {
  test('writes to its own log group', () => {
    expect(policy('WriteLog', name)).toEqual([
      {
        Effect: 'Allow',
        Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
        Resource: { 'Fn::GetAtt': [logGroup(name), 'Arn'] },
      },
    ]);
  });

  test('has a log that is kept for a year, encrypted, and is the one that it writes to', () => {
    template.hasResource('AWS::Logs::LogGroup', {
      Properties: {
        LogGroupName: `/aws/lambda/emnify-mfa-${name}`,
        RetentionInDays: 365,
        KmsKeyId: attribute('AWS::KMS::Key', /./),
      },
      DeletionPolicy: 'RetainExceptOnCreate',
    });
    template.hasResourceProperties('AWS::Lambda::Function', {
      FunctionName: `emnify-mfa-${name}`,
      LoggingConfig: { LogFormat: 'JSON', LogGroup: { Ref: logGroup(name) } },
    });
  });
});

test('the KMS key is rotated, outlives the stack, and serves CloudWatch Logs for those log groups alone', () => {
  const serves = (name: string) => ({
    Effect: 'Allow',
    Principal: { Service: { 'Fn::Join': ['', ['logs.', region, '.amazonaws.com']] } },
    Action: ['kms:Decrypt', 'kms:DescribeKey', 'kms:Encrypt', 'kms:GenerateDataKey*', 'kms:ReEncrypt*'],
    Resource: '*',
    Condition: { ArnEquals: { 'kms:EncryptionContext:aws:logs:arn': arn('logs', `log-group:/aws/lambda/${name}`) } },
  });
  template.hasResource('AWS::KMS::Key', {
    Properties: {
      EnableKeyRotation: true,
      KeyPolicy: {
        Statement: [
          Match.objectLike({ Action: 'kms:*' }),
          serves('emnify-mfa-rotate-key'),
          serves('emnify-mfa-reconcile-user'),
        ],
      },
    },
    DeletionPolicy: 'RetainExceptOnCreate',
    UpdateReplacePolicy: 'Retain',
  });
});

describe('reconcile-user', () => {
  const role = 'reconcile-user';

  test('is told its policy and the function that it may call', () => {
    template.hasResourceProperties('AWS::Lambda::Function', {
      FunctionName: 'emnify-mfa-reconcile-user',
      Runtime: 'nodejs24.x',
      Architectures: ['arm64'],
      Timeout: 120,
      Environment: {
        Variables: Match.objectEquals({
          SECRET_PREFIX: 'emnify-mfa',
          EMNIFY_API_URL: 'https://cdn.emnify.net',
          KEY_GRACE_PERIOD: 'PT24H',
          TRUSTED_DEVICE_MAX_AGE: 'P30D',
          REVOKE_DEVICES_ON_ROTATION: 'true',
          ROTATE_KEY_ARN: arn('lambda', 'function:emnify-mfa-rotate-key'),
          NODE_OPTIONS: '--enable-source-maps',
        }),
      },
    });
  });

  test('reads key secrets, starts rotations and takes AWSPENDING off; it writes no value and moves no other label', () => {
    const [read, label, tag, ...rest] = policy('ReconcileKeySecrets', role) ?? [];
    expect(read).toEqual({
      Effect: 'Allow',
      Action: [
        'secretsmanager:DescribeSecret',
        'secretsmanager:GetSecretValue',
        'secretsmanager:ListSecretVersionIds',
        'secretsmanager:RotateSecret',
      ],
      Resource: keySecrets,
      Condition: { StringEquals: rotatedByItself },
    });
    expect(label).toEqual({
      Effect: 'Allow',
      Action: 'secretsmanager:UpdateSecretVersionStage',
      Resource: keySecrets,
      Condition: { StringEquals: { ...rotatedByItself, 'secretsmanager:VersionStage': 'AWSPENDING' } },
    });
    expect(tag).toEqual(policy('RotateKeySecrets')?.at(-1));
    expect(rest).toEqual([]);
  });

  test('calls rotate-key and no other function, and decrypts without being able to encrypt', () => {
    expect(policy('InvokeRotateKey', role)).toEqual([
      {
        Effect: 'Allow',
        Action: 'lambda:InvokeFunction',
        Resource: arn('lambda', 'function:emnify-mfa-rotate-key'),
      },
    ]);
    expect(policy('UseEncryptionKey', role)).toMatchObject([{ Action: 'kms:Decrypt' }]);
    expect(policy('ReadCredentials', role)).toEqual(policy('ReadCredentials'));
  });

  test('is tried again when it fails asynchronously, and what fails for good is kept', () => {
    const queue = attribute('AWS::SQS::Queue', /Schedules/);
    template.hasResourceProperties('AWS::Lambda::EventInvokeConfig', {
      MaximumRetryAttempts: 2,
      MaximumEventAgeInSeconds: 21_600,
      DestinationConfig: { OnFailure: { Destination: queue } },
    });
    expect(policy('KeepFailures', role)).toEqual([{ Effect: 'Allow', Action: 'sqs:SendMessage', Resource: queue }]);
  });
});

test('the stack tells what enrolling a user needs: the KMS key, the functions and the role of schedules', () => {
  template.hasOutput('EncryptionKeyArn', {});
  template.hasOutput('RotateKeyArn', {});
  template.hasOutput('ReconcileUserArn', {});
  template.hasOutput('SchedulerRoleArn', {});
});

test('what is configured reaches the function, its names and its rights', () => {
  const configured = templateWith({
    prefix: 'acme/mfa',
    apiUrl: 'https://simforthings.bics.com',
    rotationStrategy: 'replace',
    gracePeriod: 'P2D',
    logRetentionDays: '30',
  });
  configured.hasResourceProperties('AWS::Lambda::Function', {
    FunctionName: 'acme-mfa-rotate-key',
    Environment: {
      Variables: Match.objectLike({
        SECRET_PREFIX: 'acme/mfa',
        EMNIFY_API_URL: 'https://simforthings.bics.com',
        ROTATION_STRATEGY: 'replace',
        KEY_GRACE_PERIOD: 'P2D',
      }),
    },
  });
  configured.hasResourceProperties('AWS::Logs::LogGroup', { RetentionInDays: 30 });
  const text = JSON.stringify(configured.toJSON());
  expect(text).toContain(':secret:acme/mfa/*/key-??????');
  expect(text).not.toContain('emnify-mfa/');
});

test('AWS Solutions checks find nothing that is not acknowledged', () => {
  const app = appWith({ 'aws:cdk:bundling-stacks': [] });
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  expect(() => app.synth()).not.toThrow();
});

test.each(['rotate-key', 'reconcile-user'])(
  '%s is deployed as, byte for byte, the bundle that the embedded stack runs',
  async (name) => {
    const directory = await mkdtemp(join(tmpdir(), 'bundle-'));
    const entry = fileURLToPath(new URL(`../../functions/${name}/handler.ts`, import.meta.url));
    const assembly = appWith({}, { outdir: join(directory, 'cdk.out') }).synth();
    const assets = (await readdir(assembly.directory)).filter((asset) => asset.startsWith('asset.'));
    const deployed = await Promise.all(
      assets.map((asset) => readFile(join(assembly.directory, asset, 'index.mjs'), 'utf8')),
    );
    expect(deployed).toHaveLength(2);
    expect(deployed).toContain(await readFile(await bundle(entry, join(directory, 'local')), 'utf8'));
    await rm(directory, { recursive: true });
  },
);
