import { describe, expect, it } from 'vitest';
import { SecretMissing, StoreRefused, StoreUnavailable } from '../../../functions/domain/store-errors.ts';
import { freshStandIn, labels, meet, SECRET, START, TEXT, V2, V3 } from './stand-in.ts';

const standIn = freshStandIn();
const DAY = 24 * 3_600_000;
const RotationLambdaARN = 'arn:aws:lambda:eu-central-1:111122223333:function:rotate-key';

function configure(RotationRules: Readonly<Record<string, unknown>> = { AutomaticallyAfterDays: 60 }): void {
  const { functions, manager } = standIn();
  functions.define(RotationLambdaARN, async () => null);
  manager.call('RotateSecret', { SecretId: SECRET, RotationLambdaARN, RotationRules, RotateImmediately: false });
  // Its probe has not run; what it left to test would count as a rotation under way.
  const pending = manager.secret(SECRET)?.labels.get('AWSPENDING');
  if (pending === undefined) return;
  manager.call('UpdateSecretVersionStage', {
    SecretId: SECRET,
    VersionStage: 'AWSPENDING',
    RemoveFromVersionId: pending,
  });
}

describe('asking for a rotation', () => {
  it('starts one under the configuration that the secret has', async () => {
    configure();
    await standIn().store.rotate(SECRET);

    expect(labels(standIn())).toHaveProperty('AWSPENDING');
  });

  it('is content with one that is under way', async () => {
    configure();
    await standIn().store.putPending(SECRET, V2, TEXT);

    await expect(standIn().store.rotate(SECRET)).resolves.toBeUndefined();
    expect(labels(standIn()).AWSPENDING).toBe(V2);
  });

  it('is refused for a secret that was never enrolled', async () => {
    await expect(standIn().store.rotate(SECRET)).rejects.toThrow(StoreRefused);
  });

  it('of a secret that does not exist is SecretMissing', async () => {
    await expect(standIn().store.rotate('emnify-mfa/nobody/key')).rejects.toThrow(SecretMissing);
  });

  it('is not done while AWS throttles', async () => {
    configure();
    const { script, store } = standIn();
    const body = '{"__type":"ThrottlingException"}';
    script.add({ operation: 'RotateSecret', fault: { kind: 'answer', status: 400, body } });

    await expect(store.rotate(SECRET)).rejects.toThrow(StoreUnavailable);
    expect(labels(standIn())).not.toHaveProperty('AWSPENDING');
  });

  it('starts one and no second where the reply was lost', async () => {
    configure();
    meet(standIn(), 'RotateSecret', { kind: 'cut-after' });

    await expect(standIn().store.rotate(SECRET)).resolves.toBeUndefined();
    expect(labels(standIn())).toHaveProperty('AWSPENDING');
  });
});

describe('how often a secret is rotated', () => {
  it('is the number of days of its rules', async () => {
    configure();
    expect((await standIn().store.describe(SECRET)).rotationPeriodMs).toBe(60 * DAY);
  });

  it('is the rate of its schedule', async () => {
    configure({ ScheduleExpression: 'rate(30 days)' });
    expect((await standIn().store.describe(SECRET)).rotationPeriodMs).toBe(30 * DAY);
  });

  it('is the longest time that a cron schedule lets pass', async () => {
    configure({ ScheduleExpression: 'cron(0 8 1 * ? *)' });
    expect((await standIn().store.describe(SECRET)).rotationPeriodMs).toBe(31 * DAY);
  });
});

describe('when a version was made', () => {
  it('is told also of one without a value', async () => {
    configure();
    await standIn().store.rotate(SECRET);
    await expect(standIn().store.versionCreatedAt(SECRET, V2)).resolves.toBeUndefined();
    const pending = [...(await standIn().store.describe(SECRET)).labels].find(([, held]) => held.has('AWSPENDING'));

    expect(pending && (await standIn().store.versionCreatedAt(SECRET, pending[0]))).toBe(START);
  });

  it('is not known of a version that has no label', async () => {
    await expect(standIn().store.versionCreatedAt(SECRET, V3)).resolves.toBeUndefined();
  });

  it('of a secret that does not exist is SecretMissing', async () => {
    await expect(standIn().store.versionCreatedAt('emnify-mfa/nobody/key', V3)).rejects.toThrow(SecretMissing);
  });
});
