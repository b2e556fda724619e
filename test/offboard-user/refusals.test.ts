import { afterEach, describe, expect, it } from 'vitest';
import { RotationError } from '../../functions/domain/errors.ts';
import { parseOffboardingRequest } from '../../functions/domain/offboarding/request.ts';
import { changes, offboard } from '../support/enrolment.ts';
import { World, type WorldOptions } from '../support/world.ts';

let world: World;
afterEach(async () => {
  expect(world.watch.violations).toEqual([]);
  await world.close();
});

async function rotated(options: WorldOptions = {}): Promise<void> {
  world = await World.rotated(options);
}

/** What offboarding refused with, having changed nothing. */
async function refusal(request: Readonly<Record<string, unknown>> = {}): Promise<RotationError> {
  world.stack.script.calls.length = 0;
  const error = await offboard(world, request).catch((thrown: unknown) => thrown);
  expect(changes(world)).toEqual([]);
  if (!(error instanceof RotationError)) throw new Error('expected a RotationError', { cause: error });
  return error;
}

const call = (action: string, input: Readonly<Record<string, unknown>>) =>
  world.stack.secretsManager.call(action, input);

describe('nothing is changed, and the reason told, where', () => {
  it('there is nobody of that name', async () => {
    await rotated();
    expect((await refusal({ user: 'bob' })).message).toMatch(
      /neither emnify-mfa\/bob\/key nor emnify-mfa\/bob\/credentials/,
    );
  });

  for (const name of ['keySecret', 'credentialsSecret'] as const) {
    it(`the ${name} carries another user's tag`, async () => {
      await rotated();
      const Tags = [{ Key: 'emnify-mfa:user', Value: 'mallory' }];
      call('TagResource', { SecretId: world.subject[name], Tags });
      const { kind, message } = await refusal();
      expect([kind, message]).toEqual(['operator-needed', expect.stringMatching(/expected the tags .* Use another/)]);
    });
  }

  it('keys are to be deleted under a hold', async () => {
    await rotated();
    world.setTag('hold', 'operator');
    expect((await refusal({ deleteKeys: true })).kind).toBe('hold-in-force');
    expect(world.stack.script.calls.filter(({ service }) => service === 'emnify')).toEqual([]);
  });

  it('keys are to be deleted and which are managed cannot be read', async () => {
    await rotated();
    call('PutSecretValue', { SecretId: world.subject.keySecret, SecretString: '{"key":4711}' });
    const { message } = await refusal({ deleteKeys: true });
    expect(message).toMatch(/cannot read version .*: nothing was changed.*offboard without deleteKeys/);
  });

  it('keys are to be deleted and a tag that may name one cannot be read', async () => {
    await rotated();
    world.setTag('superseded/4711', 'tomorrow');
    expect((await refusal({ deleteKeys: true })).message).toMatch(/cannot read tag emnify-mfa:superseded\/4711/);
  });

  it('keys are to be deleted and emnify is down', async () => {
    await rotated();
    world.stack.script.add({ service: 'emnify', fault: { kind: 'answer', status: 503, body: '<html>down</html>' } });
    expect((await refusal({ deleteKeys: true })).kind).toBe('unavailable');
  });

  it('keys are to be deleted and the credentials are of another account', async () => {
    await rotated();
    world.stack.emnify.addUser({ username: 'bob@example.com', password: 'another horse' });
    const applicationToken = world.stack.emnify.portal('bob@example.com').createToken();
    const bob = { applicationToken, username: 'bob@example.com', password: 'a'.repeat(40), passwordFormat: 'sha1' };
    world.storeCredentials({ text: JSON.stringify(bob) });
    expect((await refusal({ deleteKeys: true })).message).toMatch(/the current key belongs to/);
  });

  it('keys are to be deleted after the user was offboarded without', async () => {
    await rotated();
    await offboard(world);
    expect((await refusal({ deleteKeys: true })).message).toMatch(
      /restore-secret --secret-id emnify-mfa\/alice\/key\)/,
    );
  });

  it('keys are to be deleted and the credentials are gone', async () => {
    await rotated();
    call('DeleteSecret', { SecretId: world.subject.credentialsSecret, ForceDeleteWithoutRecovery: true });
    expect((await refusal({ deleteKeys: true })).message).toMatch(/expected emnify-mfa\/alice\/credentials/);
  });

  for (const [request, expected] of [
    [{ user: 'Alice!' }, /user: expected a slug/],
    [{ deleteKeys: 'yes' }, /deleteKeys: expected true or false/],
    [{ force: true }, /unexpected: 1/],
  ] as const) {
    it(`the request is ${JSON.stringify(request)}`, async () => {
      await rotated();
      expect(await refusal(request)).toMatchObject({ kind: 'invalid-input', message: expect.stringMatching(expected) });
      expect(world.stack.script.calls).toEqual([]);
    });
  }
});

describe('an offboarding request', () => {
  it('leaves the keys unless it says otherwise', async () => {
    await rotated();
    expect(parseOffboardingRequest({ user: 'alice' })).toEqual({ user: 'alice', deleteKeys: false });
  });
});
