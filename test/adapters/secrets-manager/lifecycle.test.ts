import { beforeEach, describe, expect, it } from 'vitest';
import { createSecretLifecycle } from '../../../functions/adapters/secrets-manager/lifecycle.ts';
import type { SecretLifecycle } from '../../../functions/domain/ports.ts';
import { SecretMissing, StoreOutcomeUnknown, StoreRefused } from '../../../functions/domain/store-errors.ts';
import { ENCRYPTION_KEY_ARN } from '../../../local/account.ts';
import { clientOf } from './scripted-aws.ts';
import { freshStandIn, labels, meet, OTHER, SECRET, START, TEXT, V2, V3 } from './stand-in.ts';

const standIn = freshStandIn();
let lifecycle: SecretLifecycle;
beforeEach(() => {
  lifecycle = createSecretLifecycle({ client: clientOf(standIn().server.url) });
});

const DAY = 24 * 3_600_000;
const NEW = 'emnify-mfa/new/key';
const functionArn = 'arn:aws:lambda:eu-central-1:111122223333:function:rotate-key';
const rules = { functionArn, expression: 'rate(60 days)', duration: '3h' };
const creation = {
  name: NEW,
  versionId: V2,
  text: TEXT,
  tags: new Map([['app', 'emnify-mfa-rotation']]),
  encryptionKeyArn: ENCRYPTION_KEY_ARN,
};
const secret = (name = SECRET) => standIn().manager.secret(name);

describe('creating a secret', () => {
  it('gives it value, tags and key, and answers its ARN', async () => {
    const arn = await lifecycle.create(creation);

    expect(secret(NEW)).toMatchObject({ arn, kmsKeyId: ENCRYPTION_KEY_ARN, tags: creation.tags });
    expect(secret(NEW)?.holding('AWSCURRENT')).toMatchObject({ id: V2, value: { SecretString: TEXT.reveal() } });
  });

  it('again is the same creation, also after a lost reply', async () => {
    meet(standIn(), 'CreateSecret', { kind: 'cut-after' });
    const arn = await lifecycle.create(creation);
    expect(await lifecycle.create(creation)).toBe(arn);
    expect(secret(NEW)?.versions).toHaveLength(1);
  });

  it('of a name that is taken says so, and leaves what is there', async () => {
    await lifecycle.create(creation);
    expect(await lifecycle.create({ ...creation, text: OTHER })).toBeUndefined();
    expect(await lifecycle.create({ ...creation, versionId: V3 })).toBeUndefined();
    expect(secret(NEW)?.versions).toHaveLength(1);
  });

  it('of a name that awaits deletion is refused', async () => {
    await lifecycle.create(creation);
    await lifecycle.scheduleDeletion(NEW, 30);
    await expect(lifecycle.create(creation)).rejects.toThrow(StoreRefused);
  });

  it('that is never answered may have taken effect', async () => {
    standIn().script.add({ operation: 'CreateSecret', fault: { kind: 'cut-after' } });
    await expect(lifecycle.create(creation)).rejects.toThrow(StoreOutcomeUnknown);
  });
});

describe('configuring rotation', () => {
  beforeEach(() => standIn().functions.define(functionArn, async () => null));

  it('names function, schedule and window, and rotates at once where asked to', async () => {
    expect(await lifecycle.configureRotation(SECRET, rules, { now: true })).toBe('configured');

    const stated = { ScheduleExpression: 'rate(60 days)', Duration: '3h' };
    expect(secret()?.rotation).toMatchObject({ enabled: true, lambdaArn: functionArn, rules: stated });
    expect(secret()?.holding('AWSPENDING')?.value).toBeUndefined();
  });

  it('only tests the function where it shall not rotate', async () => {
    await lifecycle.configureRotation(SECRET, rules, { now: false });
    expect(secret()?.holding('AWSPENDING')?.value).toEqual(secret()?.holding('AWSCURRENT')?.value);
  });

  it('while a rotation is under way leaves the rules as they are, and says so', async () => {
    await standIn().store.putPending(SECRET, V2, TEXT);
    expect(await lifecycle.configureRotation(SECRET, rules, { now: true })).toBe('under-way');
    expect(labels(standIn()).AWSPENDING).toBe(V2);
    expect(secret()?.rotation).toBeUndefined();
  });

  it('begins one rotation and no second where the reply was lost', async () => {
    meet(standIn(), 'RotateSecret', { kind: 'cut-after' });
    expect(await lifecycle.configureRotation(SECRET, rules, { now: true })).toBe('configured');
    expect(secret()?.versions).toHaveLength(2);
  });

  it('with a function that Secrets Manager may not invoke is refused', async () => {
    const other = { ...rules, functionArn: `${functionArn}-other` };
    await expect(lifecycle.configureRotation(SECRET, other, { now: true })).rejects.toThrow(StoreRefused);
  });

  it('of a secret that does not exist is SecretMissing', async () => {
    await expect(lifecycle.configureRotation(NEW, rules, { now: true })).rejects.toThrow(SecretMissing);
  });

  it('is undone by cancelling, which keeps the rules', async () => {
    await lifecycle.configureRotation(SECRET, rules, { now: false });
    await lifecycle.cancelRotation(SECRET);
    expect(secret()?.rotation).toMatchObject({ enabled: false, lambdaArn: functionArn });
    await expect(lifecycle.cancelRotation(NEW)).rejects.toThrow(SecretMissing);
  });
});

describe('deleting a secret', () => {
  it('leaves it recoverable until the day that it answers', async () => {
    expect(await lifecycle.scheduleDeletion(SECRET, 30)).toBe(START + 30 * DAY);
    expect(secret()?.deletionAt).toBe(START + 30 * DAY);
  });

  it('again, or after a lost reply, is done, and no later', async () => {
    meet(standIn(), 'DeleteSecret', { kind: 'cut-after' });
    expect(await lifecycle.scheduleDeletion(SECRET, 30)).toBeUndefined();
    expect(await lifecycle.scheduleDeletion(SECRET, 7)).toBeUndefined();
    expect(secret()?.deletionAt).toBe(START + 30 * DAY);
  });

  it('with a window that AWS does not allow is refused', async () => {
    await expect(lifecycle.scheduleDeletion(SECRET, 31)).rejects.toThrow(StoreRefused);
    expect(secret()?.deletionAt).toBeUndefined();
  });

  it('of one that does not exist is SecretMissing', async () => {
    await expect(lifecycle.scheduleDeletion(NEW, 30)).rejects.toThrow(SecretMissing);
  });
});
