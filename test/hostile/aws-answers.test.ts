import { LambdaClient } from '@aws-sdk/client-lambda';
import { SchedulerClient } from '@aws-sdk/client-scheduler';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRotator } from '../../functions/adapters/lambda/rotator.ts';
import { createSchedules } from '../../functions/adapters/scheduler/schedules.ts';
import { createSecretStore } from '../../functions/adapters/secrets-manager/store.ts';
import { KeyId, UserSlug, VersionId } from '../../functions/domain/identifiers.ts';
import type { SecretStore } from '../../functions/domain/ports.ts';
import { Secret } from '../../functions/domain/secret.ts';
import { VirtualClock } from '../../local/clock.ts';
import { CANARY, expectSecret, harmless, manyTimes } from './support/harm.ts';
import { asJson, damaged, garbled, hostileJson, hostileText } from './support/inputs.ts';
import { AwsWire, type WireAnswer } from './support/wires.ts';

const SECRET = 'emnify-mfa/alice/key';
const VERSION = VersionId.parse('11111111-1111-4111-8111-111111111111');
const OTHER = VersionId.parse('22222222-2222-4222-8222-222222222222');
const ALICE = UserSlug.parse('alice');
const KEY = KeyId.parse(717);
const START = Date.parse('2026-11-20T10:00:00Z');
const DEADLINE = START + 24 * 3_600_000;

/** Well-formed answers, to be damaged. */
const DESCRIBED = {
  ARN: 'arn:aws:secretsmanager:eu-central-1:111122223333:secret:emnify-mfa/alice/key-AbCdEf',
  Name: SECRET,
  VersionIdsToStages: { [VERSION]: ['AWSCURRENT'] },
  Tags: [{ Key: 'emnify-mfa:hold', Value: CANARY }],
  RotationEnabled: true,
  CreatedDate: 1_795_168_800,
  RotationRules: { AutomaticallyAfterDays: 60 },
};
const VALUE = {
  ARN: DESCRIBED.ARN,
  Name: SECRET,
  VersionId: VERSION,
  SecretString: CANARY,
  CreatedDate: 1_795_168_800,
};
const VERSIONS = { Versions: [{ VersionId: VERSION, CreatedDate: 1_795_168_800, VersionStages: ['AWSCURRENT'] }] };

const bodies: fc.Arbitrary<string | Uint8Array> = fc.oneof(
  fc.uint8Array({ maxLength: 200 }),
  hostileText,
  hostileJson.map(asJson),
  hostileJson.map((message) => asJson({ __type: 'ResourceExistsException', message, Message: CANARY })),
  hostileText.map((name) => asJson({ __type: name.slice(0, 2_000), message: CANARY })),
  ...[DESCRIBED, VALUE, VERSIONS].map((answer) => fc.oneof(damaged(answer).map(asJson), garbled(asJson(answer)))),
);
const answers: fc.Arbitrary<WireAnswer> = fc.record({
  status: fc.constantFrom(200, 200, 200, 204, 301, 400, 400, 403, 404, 408, 409, 413, 429, 500, 503),
  body: bodies,
  headers: fc.constantFrom<Readonly<Record<string, string>>>(
    {},
    { 'content-type': 'application/x-amz-json-1.1' },
    { 'content-type': 'text/html' },
    { 'content-encoding': 'gzip' },
    { 'x-amz-function-error': 'Unhandled' },
    { 'x-amzn-errortype': `${CANARY}:http://example.com` },
    { date: 'Thu, 01 Jan 1970 00:00:00 GMT' },
  ),
});

const READS: Readonly<Record<string, (store: SecretStore) => Promise<unknown>>> = {
  describe: (store) => store.describe(SECRET),
  read: (store) => store.read(SECRET, { stage: 'AWSCURRENT' }),
  versionCreatedAt: (store) => store.versionCreatedAt(SECRET, VERSION),
};
const WRITES: Readonly<Record<string, (store: SecretStore) => Promise<unknown>>> = {
  rotate: (store) => store.rotate(SECRET),
  putPending: (store) => store.putPending(SECRET, VERSION, Secret.of(CANARY)),
  moveCurrent: (store) => store.moveCurrent(SECRET, VERSION, OTHER),
  removePending: (store) => store.removePending(SECRET, VERSION),
  tag: (store) => store.tag(SECRET, new Map([['emnify-mfa:proven', '717']])),
  untag: (store) => store.untag(SECRET, ['emnify-mfa:proven']),
};

/** One client for all cases: to make one takes longer than a case. */
const secretsWire = new AwsWire();
const secretsClient = new SecretsManagerClient(secretsWire.config());

function storeBehind(answer: WireAnswer): { readonly store: SecretStore; readonly wire: AwsWire } {
  secretsWire.answer(answer);
  return { wire: secretsWire, store: createSecretStore({ client: secretsClient }) };
}

describe('an answer of Secrets Manager of any status, body and headers', () => {
  it('is read, or becomes an error that repeats nothing of it', async () => {
    await manyTimes(
      fc.tuple(fc.constantFrom(...Object.values({ ...READS, ...WRITES })), answers),
      async ([call, answer]) => {
        await harmless(() => call(storeBehind(answer).store));
      },
      1_000,
    );
  });

  it('never makes a read write', async () => {
    await manyTimes(fc.tuple(fc.constantFrom(...Object.values(READS)), answers), async ([call, answer]) => {
      const { store, wire } = storeBehind(answer);
      await harmless(() => call(store));
      expect(wire.actions).toHaveLength(1);
      expect(wire.actions[0]).toMatch(/^(DescribeSecret|GetSecretValue|ListSecretVersionIds)$/);
    });
  });

  it('never makes a write go out twice: at most somebody looks', async () => {
    await manyTimes(fc.tuple(fc.constantFrom(...Object.values(WRITES)), answers), async ([call, answer]) => {
      const { store, wire } = storeBehind(answer);
      await harmless(() => call(store));
      expect(wire.actions.length).toBeLessThanOrEqual(2);
      expect(wire.actions.slice(1).every((action) => action === 'DescribeSecret')).toBe(true);
    });
  });

  it('gives labels, tags and dates that are none nowhere', async () => {
    await manyTimes(damaged(DESCRIBED).map(asJson), async (body) => {
      const outcome = await harmless(() => storeBehind({ status: 200, body }).store.describe(SECRET));
      if ('error' in outcome) return;
      const { labels, tags, createdAt, nextRotationAt, rotationPeriodMs } = outcome.value;
      for (const [id, stages] of labels) {
        expect(VersionId.safeParse(id).success).toBe(true);
        expect([...stages].every((stage) => typeof stage === 'string')).toBe(true);
      }
      expect([...tags].flat().every((part) => typeof part === 'string')).toBe(true);
      for (const number of [createdAt, nextRotationAt, rotationPeriodMs]) expect(number ?? 0).not.toBeNaN();
    });
  });
});

describe('an answer of EventBridge Scheduler of any status, body and headers', () => {
  const wire = new AwsWire();
  const client = new SchedulerClient(wire.config());

  it('is believed, or becomes an error that repeats nothing of it', async () => {
    await manyTimes(fc.tuple(answers, answers), async ([first, then]) => {
      wire.answer(first, then);
      const schedules = createSchedules({
        client,
        groupName: 'emnify-mfa',
        roleArn: 'arn:aws:iam::111122223333:role/scheduler',
        targetArn: 'arn:aws:lambda:eu-central-1:111122223333:function:reconcile-user',
        deadLetterArn: 'arn:aws:sqs:eu-central-1:111122223333:dead-letters',
        clock: new VirtualClock(START),
      });
      await harmless(() => schedules.scheduleRetirement(ALICE, KEY, DEADLINE));
      expect(wire.actions.length).toBeLessThanOrEqual(3);
    });
  });
});

describe("what Lambda answers of a function's failure", () => {
  const wire = new AwsWire();
  const client = new LambdaClient(wire.config());

  it('is a name, or "unnamed error"; nothing else of it is told', async () => {
    await manyTimes(answers, async (answer) => {
      wire.answer(answer);
      const rotator = createRotator({ client, functionArn: 'rotate-key' });
      const outcome = await harmless(() => rotator.finish(DESCRIBED.ARN, VERSION));
      expectSecret({ outcome });
      if ('value' in outcome) expect(outcome.value ?? 'none').toMatch(/^[A-Za-z. ]{1,80}$/);
      expect(wire.actions).toHaveLength(1);
    });
  });
});
