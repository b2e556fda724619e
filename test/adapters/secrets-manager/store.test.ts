import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createSecretStore } from '../../../functions/adapters/secrets-manager/store.ts';
import { InvalidInput, UnreadableState } from '../../../functions/domain/errors.ts';
import { VersionId } from '../../../functions/domain/identifiers.ts';
import type { SecretStore } from '../../../functions/domain/ports.ts';
import { Secret } from '../../../functions/domain/secret.ts';
import { SecretMissing, StoreOutcomeUnknown, StoreRefused } from '../../../functions/domain/store-errors.ts';
import { VirtualClock } from '../../../local/clock.ts';
import { type Fault, FaultScript } from '../../../local/faults.ts';
import { FunctionRegistry } from '../../../local/lambda/registry.ts';
import { SecretsManager } from '../../../local/secrets-manager/secrets-manager.ts';
import { secretsManagerService } from '../../../local/secrets-manager/service.ts';
import { endpoint, type Listening, listen } from '../../../local/service.ts';
import { clientOf } from './scripted-aws.ts';

const SECRET = 'emnify-mfa/ops/key';
const START = Date.UTC(2026, 10, 1);
const V1 = VersionId.parse('11111111-1111-4111-8111-111111111111');
const V2 = VersionId.parse('22222222-2222-4222-8222-222222222222');
const V3 = VersionId.parse('33333333-3333-4333-8333-333333333333');
const TEXT = Secret.of<'secret-text'>('{"v":2}');
const OTHER = Secret.of<'secret-text'>('{"v":"other"}');

const THROTTLED: Fault = {
  kind: 'answer',
  status: 400,
  body: '{"__type":"ThrottlingException","message":"Rate exceeded"}',
  headers: { 'content-type': 'application/x-amz-json-1.1' },
};
const HTML: Fault = { kind: 'answer', status: 503, body: '<html></html>', headers: { 'content-type': 'text/html' } };
const BROKEN: Fault = { kind: 'answer', status: 500, body: '{"__type":"InternalServiceError"}' };
const PASSING_FAULTS: readonly (readonly [string, Fault])[] = [
  ['a connection lost before', { kind: 'cut-before' }],
  ['a connection lost after', { kind: 'cut-after' }],
  ['silence before', { kind: 'hang-before' }],
  ['silence after', { kind: 'hang-after' }],
  ['a throttled call', THROTTLED],
  ['a broken service', BROKEN],
  ["a proxy's page", HTML],
  ['a duplicated call', { kind: 'duplicate' }],
];

let clock: VirtualClock;
let script: FaultScript;
let manager: SecretsManager;
let server: Listening;
let store: SecretStore;

beforeEach(async () => {
  clock = new VirtualClock(START);
  script = new FaultScript();
  manager = new SecretsManager(clock, new FunctionRegistry());
  server = await listen(endpoint(secretsManagerService(manager, clock), script, clock));
  store = createSecretStore({ client: clientOf(server.url) });
  manager.call('CreateSecret', {
    Name: SECRET,
    ClientRequestToken: V1,
    SecretString: '{"v":1}',
    Tags: [{ Key: 'app', Value: 'emnify-mfa-rotation' }],
  });
});
afterEach(() => server.close());

/** The next call meets this fault; where it is silence, the client soon loses patience (real milliseconds). */
function meet(operation: string, fault: Fault): void {
  script.add({ operation, nth: 1, fault });
  if (fault.kind.startsWith('hang')) store = createSecretStore({ client: clientOf(server.url, 150) });
}

function actions(): readonly string[] {
  return script.calls.map(({ operation }) => operation);
}

function labels(): Readonly<Record<string, string>> {
  return Object.fromEntries(manager.secret(SECRET)?.labels ?? []);
}

function tags(): Readonly<Record<string, string>> {
  return Object.fromEntries(manager.secret(SECRET)?.tags ?? []);
}

describe('a description', () => {
  it('tells ARN, name, labels, tags and dates in one call, and reads no value', async () => {
    await store.putPending(SECRET, V2, TEXT);
    script.calls.length = 0;

    expect(await store.describe(SECRET)).toEqual({
      arn: manager.secret(SECRET)?.arn,
      name: SECRET,
      labels: new Map([
        [V1, new Set(['AWSCURRENT'])],
        [V2, new Set(['AWSPENDING'])],
      ]),
      tags: new Map([['app', 'emnify-mfa-rotation']]),
      rotationEnabled: false,
      createdAt: START,
    });
    expect(actions()).toEqual(['DescribeSecret']);
  });

  it('tells when the secret was rotated and will be', async () => {
    const functions = new FunctionRegistry();
    functions.define('arn:aws:lambda:eu-central-1:111122223333:function:rotate-key', async () => null);
    const rotating = new SecretsManager(clock, functions);
    rotating.call('CreateSecret', { Name: SECRET, SecretString: '{"v":1}' });
    rotating.call('RotateSecret', {
      SecretId: SECRET,
      RotationLambdaARN: 'arn:aws:lambda:eu-central-1:111122223333:function:rotate-key',
      RotationRules: { AutomaticallyAfterDays: 60 },
      RotateImmediately: false,
    });
    const listening = await listen(endpoint(secretsManagerService(rotating, clock), script, clock));
    const description = await createSecretStore({ client: clientOf(listening.url) }).describe(SECRET);
    await listening.close();

    expect(description.rotationEnabled).toBe(true);
    expect(description.nextRotationAt).toBeGreaterThan(START);
  });

  it('of a secret without a value or tag has neither labels nor tags', async () => {
    manager.call('CreateSecret', { Name: 'emnify-mfa/new/key' });

    const { labels, tags } = await store.describe('emnify-mfa/new/key');

    expect(labels.size).toBe(0);
    expect(tags.size).toBe(0);
  });

  it('of a secret that does not exist is SecretMissing', async () => {
    await expect(store.describe('emnify-mfa/nobody/key')).rejects.toThrow(SecretMissing);
  });

  it('of a version that was made by hand under an odd id is refused, and names no value', async () => {
    manager.call('PutSecretValue', { SecretId: SECRET, ClientRequestToken: 'ä'.repeat(32), SecretString: 'canary' });

    const describing = store.describe(SECRET);

    await expect(describing).rejects.toThrow(UnreadableState);
    await expect(describing).rejects.not.toThrow('canary');
  });
});

describe('a value', () => {
  it('is read by version and by label', async () => {
    await store.putPending(SECRET, V2, TEXT);

    const pending = await store.read(SECRET, { stage: 'AWSPENDING' });
    const current = await store.read(SECRET, { versionId: V1 });

    expect([pending?.versionId, pending?.text.reveal(), pending?.createdAt]).toEqual([V2, '{"v":2}', START]);
    expect([current?.versionId, current?.text.reveal()]).toEqual([V1, '{"v":1}']);
  });

  it('is undefined where there is none', async () => {
    expect(await store.read(SECRET, { versionId: V2 })).toBeUndefined();
    expect(await store.read(SECRET, { stage: 'AWSPENDING' })).toBeUndefined();
  });

  it('that is binary is refused', async () => {
    manager.call('PutSecretValue', { SecretId: SECRET, ClientRequestToken: V2, SecretBinary: 'Y2FuYXJ5' });

    await expect(store.read(SECRET, { versionId: V2 })).rejects.toThrow(/expected a text value/);
  });
});

describe('a pending value', () => {
  it.each(PASSING_FAULTS)('is put once, also through %s', async (_, fault) => {
    meet('PutSecretValue', fault);

    expect(await store.putPending(SECRET, V2, TEXT)).toBe('stored');
    expect(labels()).toMatchObject({ AWSCURRENT: V1, AWSPENDING: V2 });
    expect(manager.secret(SECRET)?.versions).toHaveLength(2);
  });

  it('may be put again as it was', async () => {
    await store.putPending(SECRET, V2, TEXT);

    expect(await store.putPending(SECRET, V2, TEXT)).toBe('stored');
  });

  it('keeps the value that was there first', async () => {
    await store.putPending(SECRET, V2, TEXT);

    expect(await store.putPending(SECRET, V2, OTHER)).toBe('taken');
    expect((await store.read(SECRET, { versionId: V2 }))?.text.reveal()).toBe('{"v":2}');
  });

  it('that another invocation put while the connection was lost is taken', async () => {
    script.add({
      operation: 'PutSecretValue',
      nth: 1,
      fault: {
        kind: 'meanwhile',
        when: 'before',
        act: () =>
          manager.call('PutSecretValue', {
            SecretId: SECRET,
            ClientRequestToken: V2,
            SecretString: OTHER.reveal(),
            VersionStages: ['AWSPENDING'],
          }),
      },
    });

    expect(await store.putPending(SECRET, V2, TEXT)).toBe('taken');
  });

  it('is there after an unknown outcome, for a caller that looks', async () => {
    script.add({ operation: 'PutSecretValue', nth: 1, times: 3, fault: { kind: 'cut-after' } });

    await expect(store.putPending(SECRET, V2, TEXT)).rejects.toThrow(StoreOutcomeUnknown);
    expect((await store.read(SECRET, { versionId: V2 }))?.text.equals(TEXT)).toBe(true);
  });
});

describe('moving AWSCURRENT', () => {
  beforeEach(() => store.putPending(SECRET, V2, TEXT));

  it.each(PASSING_FAULTS)('happens once, also through %s, and leaves AWSPENDING', async (_, fault) => {
    meet('UpdateSecretVersionStage', fault);

    await store.moveCurrent(SECRET, V1, V2);

    expect(labels()).toEqual({ AWSCURRENT: V2, AWSPENDING: V2, AWSPREVIOUS: V1 });
  });

  it('is done where every reply was lost', async () => {
    script.add({ operation: 'UpdateSecretVersionStage', fault: { kind: 'cut-after' } });

    await store.moveCurrent(SECRET, V1, V2);

    expect(labels()).toMatchObject({ AWSCURRENT: V2 });
  });

  it('may be repeated', async () => {
    await store.moveCurrent(SECRET, V1, V2);
    await store.moveCurrent(SECRET, V1, V2);

    expect(labels()).toMatchObject({ AWSCURRENT: V2, AWSPREVIOUS: V1 });
  });

  it('takes one call where all is well', async () => {
    script.calls.length = 0;
    await store.moveCurrent(SECRET, V1, V2);

    expect(actions()).toEqual(['UpdateSecretVersionStage']);
  });

  it('is refused where another version holds it', async () => {
    await store.putPending(SECRET, V3, OTHER);
    await store.moveCurrent(SECRET, V1, V3);

    await expect(store.moveCurrent(SECRET, V1, V2)).rejects.toThrow(StoreRefused);
    expect(labels()).toMatchObject({ AWSCURRENT: V3 });
  });

  it('stays of unknown outcome where nobody could look', async () => {
    script.add({ operation: 'UpdateSecretVersionStage', fault: { kind: 'cut-before' } });
    script.add({ operation: 'DescribeSecret', fault: HTML });

    await expect(store.moveCurrent(SECRET, V1, V2)).rejects.toThrow(StoreOutcomeUnknown);
  });
});

describe('taking AWSPENDING off', () => {
  beforeEach(() => store.putPending(SECRET, V2, TEXT));

  it.each(PASSING_FAULTS)('happens once, also through %s', async (_, fault) => {
    meet('UpdateSecretVersionStage', fault);

    await store.removePending(SECRET, V2);

    expect(labels()).toEqual({ AWSCURRENT: V1 });
  });

  it('leaves it to a version that has it by now', async () => {
    await store.putPending(SECRET, V3, OTHER);
    await store.removePending(SECRET, V2);

    expect(labels()).toMatchObject({ AWSPENDING: V3 });
  });

  it('is done where the version is long gone', async () => {
    await store.removePending(SECRET, V2);
    manager.purgeUnlabelled(SECRET);

    await store.removePending(SECRET, V2);

    expect(labels()).toEqual({ AWSCURRENT: V1 });
  });

  it('of a secret that does not exist is SecretMissing', async () => {
    await expect(store.removePending('emnify-mfa/nobody/key', V2)).rejects.toThrow(SecretMissing);
  });
});

describe('tags', () => {
  const two = new Map([
    ['emnify-mfa:proven', '717'],
    ['emnify-mfa:superseded/716', '2026-11-02T00:00:00.000Z'],
  ]);

  it.each(PASSING_FAULTS)('are written in one call, also through %s, and others stay', async (_, fault) => {
    meet('TagResource', fault);

    await store.tag(SECRET, two);

    expect(tags()).toEqual({ app: 'emnify-mfa-rotation', ...Object.fromEntries(two) });
  });

  it.each(PASSING_FAULTS)(
    'are removed in one call, also through %s, whether they are there or not',
    async (_, fault) => {
      await store.tag(SECRET, two);
      meet('UntagResource', fault);

      await store.untag(SECRET, [...two.keys(), 'emnify-mfa:hold']);

      expect(tags()).toEqual({ app: 'emnify-mfa-rotation' });
    },
  );

  it('cost no call where there are none', async () => {
    await store.tag(SECRET, new Map());
    await store.untag(SECRET, []);

    expect(actions()).toEqual([]);
  });

  it.each([
    ['of others', ['app']],
    ['of others among ours', ['emnify-mfa:proven', 'app']],
    ['more than 50', Array.from({ length: 51 }, (_, n) => `emnify-mfa:superseded/${n + 1}`)],
  ])('are neither written nor removed: %s', async (_, keys) => {
    await expect(store.tag(SECRET, new Map(keys.map((key) => [key, 'x'])))).rejects.toThrow(InvalidInput);
    await expect(store.untag(SECRET, keys)).rejects.toThrow(InvalidInput);
    expect(actions()).toEqual([]);
  });
});
