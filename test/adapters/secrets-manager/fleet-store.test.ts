import { describe, expect, it } from 'vitest';
import { createFleetStore } from '../../../functions/adapters/secrets-manager/fleet-store.ts';
import { createSecretStore } from '../../../functions/adapters/secrets-manager/store.ts';
import { SecretMissing, StoreOutcomeUnknown, StoreRefused } from '../../../functions/domain/store-errors.ts';
import { clientOf } from './scripted-aws.ts';
import { freshStandIn, labels, SECRET, START, V1, V2 } from './stand-in.ts';

const standIn = freshStandIn();
const RotationLambdaARN = 'arn:aws:lambda:eu-central-1:111122223333:function:rotate-key';
const Tags = [{ Key: 'app', Value: 'emnify-mfa-rotation' }];

function store() {
  const client = clientOf(standIn().server.url);
  return createFleetStore({ client, store: createSecretStore({ client }), secretPrefix: 'emnify-mfa' });
}

function add(Name: string, tags = Tags): void {
  standIn().manager.call('CreateSecret', { Name, SecretString: '{}', Tags: tags });
}

function turnRotationOn(): void {
  const { functions, manager } = standIn();
  functions.define(RotationLambdaARN, async () => null);
  const AutomaticallyAfterDays = 60;
  manager.call('RotateSecret', {
    SecretId: SECRET,
    RotationLambdaARN,
    RotationRules: { AutomaticallyAfterDays },
    RotateImmediately: false,
  });
  const RemoveFromVersionId = manager.secret(SECRET)?.labels.get('AWSPENDING');
  if (RemoveFromVersionId === undefined) return;
  manager.call('UpdateSecretVersionStage', { SecretId: SECRET, VersionStage: 'AWSPENDING', RemoveFromVersionId });
}

describe('the list of enrolled users', () => {
  it('shows key secrets with their labelled versions and dates', async () => {
    expect(await store().listKeySecrets()).toEqual({
      secrets: [{ user: 'ops', versions: [V1], createdAt: START, isHeld: false }],
    });
  });

  it('shows whom an operator holds, and no hold that ends by itself or with other credentials', async () => {
    const holds = ['operator', 'credentials version=v', 'lockout until=2099-01-01T00:00:00.000Z', 'none'];
    for (const [index, Value] of holds.entries()) {
      add(`emnify-mfa/user-${index}/key`, [...Tags, { Key: 'emnify-mfa:hold', Value }]);
    }

    const { secrets } = await store().listKeySecrets();

    expect(secrets.filter(({ isHeld }) => isHeld).map(({ user }) => user)).toContain('user-0');
    expect(secrets.filter(({ isHeld }) => isHeld).map(({ user }) => user)).not.toContain('user-3');
  });

  it('leaves out what is not the key secret of a user of this deployment', async () => {
    add('emnify-mfa/ops/credentials');
    add('emnify-mfa/alice/key', [{ Key: 'app', Value: 'another' }]);
    add('emnify-mfa/bob/key', [{ Key: 'owner', Value: 'emnify-mfa-rotation' }]);
    add('emnify-mfa/team/carol/key');
    add('emnify-mfa-test/dave/key');

    const { secrets } = await store().listKeySecrets();

    expect(secrets.map(({ user }) => user)).toEqual(['ops']);
  });

  it('goes on where a page ended', async () => {
    for (let index = 0; index < 120; index += 1) add(`emnify-mfa/user-${index}/key`);

    const first = await store().listKeySecrets();
    const second = await store().listKeySecrets(first.next);

    expect(first.secrets).toHaveLength(100);
    expect(second.next).toBeUndefined();
    expect(new Set([...first.secrets, ...second.secrets].map(({ user }) => user)).size).toBe(121);
  });
});

describe('a rotation under a token', () => {
  it('begins, and asked for twice is one', async () => {
    turnRotationOn();

    await store().rotateAs(SECRET, V2);
    await store().rotateAs(SECRET, V2);

    expect(labels(standIn()).AWSPENDING).toBe(V2);
  });

  it('is refused where rotation was never turned on', async () => {
    await expect(store().rotateAs(SECRET, V2)).rejects.toThrow(StoreRefused);
  });

  it('of a secret that is gone says so', async () => {
    await expect(store().rotateAs('emnify-mfa/nobody/key', V2)).rejects.toThrow(SecretMissing);
  });

  it('whose reply is lost each time may have begun', async () => {
    turnRotationOn();
    standIn().script.add({ operation: 'RotateSecret', fault: { kind: 'cut-after' } });

    await expect(store().rotateAs(SECRET, V2)).rejects.toThrow(StoreOutcomeUnknown);
    expect(labels(standIn()).AWSPENDING).toBe(V2);
  });
});
