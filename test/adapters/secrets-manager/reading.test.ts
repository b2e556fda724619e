import { describe, expect, it } from 'vitest';
import { parseDescription } from '../../../functions/adapters/secrets-manager/answers.ts';
import { UnreadableState } from '../../../functions/domain/errors.ts';
import { SecretMissing } from '../../../functions/domain/store-errors.ts';
import { actions, freshStandIn, SECRET, START, TEXT, V1, V2 } from './stand-in.ts';

const standIn = freshStandIn();

describe('a description', () => {
  it('tells ARN, name, labels, tags and dates in one call, and reads no value', async () => {
    await standIn().store.putPending(SECRET, V2, TEXT);
    standIn().script.calls.length = 0;

    expect(await standIn().store.describe(SECRET)).toEqual({
      arn: standIn().manager.secret(SECRET)?.arn,
      name: SECRET,
      labels: new Map([
        [V1, new Set(['AWSCURRENT'])],
        [V2, new Set(['AWSPENDING'])],
      ]),
      tags: new Map([['app', 'emnify-mfa-rotation']]),
      rotationEnabled: false,
      awaitsDeletion: false,
      createdAt: START,
    });
    expect(actions(standIn())).toEqual(['DescribeSecret']);
  });

  it('tells when the secret was rotated and will be', async () => {
    const { functions, manager, store } = standIn();
    const RotationLambdaARN = 'arn:aws:lambda:eu-central-1:111122223333:function:rotate-key';
    functions.define(RotationLambdaARN, async () => null);
    manager.call('RotateSecret', {
      SecretId: SECRET,
      RotationLambdaARN,
      RotationRules: { AutomaticallyAfterDays: 60 },
      RotateImmediately: false,
    });

    const description = await store.describe(SECRET);

    expect(description.rotationEnabled).toBe(true);
    expect(description.nextRotationAt).toBeGreaterThan(START);
  });

  it.each([
    [{ AutomaticallyAfterDays: 60 }, 60],
    [{ ScheduleExpression: 'rate(60 days)', Duration: '3h' }, 60],
    [{ ScheduleExpression: 'cron(0 8 15 1,3,5,7,9,11 ? *)', Duration: '1h' }, 62],
    [{ ScheduleExpression: 'cron(0 8 ? * 2 *)' }, 7],
  ])('of the rules %j tells them, and that the key may become %i days old', async (RotationRules, days) => {
    const { functions, manager, store } = standIn();
    const RotationLambdaARN = 'arn:aws:lambda:eu-central-1:111122223333:function:rotate-key';
    functions.define(RotationLambdaARN, async () => null);
    manager.call('RotateSecret', { SecretId: SECRET, RotationLambdaARN, RotationRules, RotateImmediately: false });
    const { rotation, rotationPeriodMs } = await store.describe(SECRET);

    expect(rotation).toEqual({
      functionArn: RotationLambdaARN,
      ...('ScheduleExpression' in RotationRules ? { expression: RotationRules.ScheduleExpression } : {}),
      ...('Duration' in RotationRules ? { duration: RotationRules.Duration } : {}),
    });
    expect(rotationPeriodMs).toBe(days * 24 * 3_600_000);
  });

  it('tells the longest interval of a calendar, and not the one that AWS has worked out last', () => {
    const answer = {
      ARN: 'arn',
      Name: SECRET,
      RotationRules: { ScheduleExpression: 'cron(0 8 15 */2 ? *)', AutomaticallyAfterDays: 59 },
    };
    expect(parseDescription(answer, SECRET).rotationPeriodMs).toBe(62 * 24 * 3_600_000);
  });

  it('tells that the secret awaits deletion', async () => {
    standIn().manager.call('DeleteSecret', { SecretId: SECRET });
    expect(await standIn().store.describe(SECRET)).toMatchObject({ awaitsDeletion: true });
  });

  it('of a secret without a value or tag has neither labels nor tags', async () => {
    standIn().manager.call('CreateSecret', { Name: 'emnify-mfa/new/key' });

    const { labels, tags } = await standIn().store.describe('emnify-mfa/new/key');

    expect(labels.size).toBe(0);
    expect(tags.size).toBe(0);
  });

  it('of a secret that does not exist is SecretMissing', async () => {
    await expect(standIn().store.describe('emnify-mfa/nobody/key')).rejects.toThrow(SecretMissing);
  });

  it('of a version that was made by hand under an odd id is refused, and names no value', async () => {
    standIn().manager.call('PutSecretValue', {
      SecretId: SECRET,
      ClientRequestToken: 'ä'.repeat(32),
      SecretString: 'canary',
    });

    const describing = standIn().store.describe(SECRET);

    await expect(describing).rejects.toThrow(UnreadableState);
    await expect(describing).rejects.not.toThrow('canary');
  });
});

describe('a value', () => {
  it('is read by version and by label', async () => {
    await standIn().store.putPending(SECRET, V2, TEXT);

    const pending = await standIn().store.read(SECRET, { stage: 'AWSPENDING' });
    const current = await standIn().store.read(SECRET, { versionId: V1 });

    expect([pending?.versionId, pending?.text.reveal(), pending?.createdAt]).toEqual([V2, '{"v":2}', START]);
    expect([current?.versionId, current?.text.reveal()]).toEqual([V1, '{"v":1}']);
  });

  it('is undefined where there is none', async () => {
    expect(await standIn().store.read(SECRET, { versionId: V2 })).toBeUndefined();
    expect(await standIn().store.read(SECRET, { stage: 'AWSPENDING' })).toBeUndefined();
  });

  it('that is binary is refused', async () => {
    standIn().manager.call('PutSecretValue', { SecretId: SECRET, ClientRequestToken: V2, SecretBinary: 'Y2FuYXJ5' });

    await expect(standIn().store.read(SECRET, { versionId: V2 })).rejects.toThrow(/expected a text value/);
  });
});
