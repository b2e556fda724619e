import { afterEach, describe, expect, it } from 'vitest';
import { RotationError } from '../../functions/domain/errors.ts';
import { changes, enrol } from '../support/enrolment.ts';
import { World, type WorldOptions } from '../support/world.ts';

let world: World;
afterEach(async () => {
  expect(world.watch.violations).toEqual([]);
  await world.close();
});

async function newcomer(options: WorldOptions = {}): Promise<World> {
  world = await World.start({ credentialsOnly: true, ...options });
  world.stack.script.calls.length = 0;
  return world;
}

/** What enrolment refused with, having changed nothing. */
async function refusal(request: Readonly<Record<string, unknown>> = {}): Promise<RotationError> {
  world.stack.script.calls.length = 0;
  const error = await enrol(world, request).catch((thrown: unknown) => thrown);
  expect(changes(world)).toEqual([]);
  if (!(error instanceof RotationError)) throw new Error('expected a RotationError', { cause: error });
  return error;
}

const call = (action: string, input: Readonly<Record<string, unknown>>) =>
  world.stack.secretsManager.call(action, input);
const answering = (operation: string, body: unknown, status = 200) =>
  world.stack.script.add({ operation, fault: { kind: 'answer', status, body: JSON.stringify(body) } });
const STATUS = 'GET /api/v1/user/mfa/status';
const TYPE = 'GET /api/v1/user/mfa/type';
const pending = { id: 0, description: 'Activation Pending' };

describe('nothing is changed, and the reason told, where', () => {
  it('there are no credentials', async () => {
    await newcomer();
    const error = await refusal({ user: 'bob' });
    expect(error.message).toMatch(/emnify-mfa\/bob\/credentials: expected the user's credentials.*write it first/);
    expect(world.stack.script.calls).toHaveLength(1);
  });

  for (const [what, Tags] of [
    ['other tags', [{ Key: 'emnify-mfa:user', Value: 'mallory' }]],
    ['the tag of no product of ours', [{ Key: 'app', Value: 'something-else' }]],
  ] as const) {
    it(`the credentials carry ${what}`, async () => {
      await newcomer();
      call('TagResource', { SecretId: world.subject.credentialsSecret, Tags });
      const error = await refusal();
      expect(error.kind).toBe('operator-needed');
      expect(error.message).toMatch(/expected the tags app=emnify-mfa-rotation and emnify-mfa:user=alice/);
      expect(error.message).not.toMatch(/mallory|something-else/);
    });
  }

  it('a secret of the key’s name was made by somebody else', async () => {
    await newcomer();
    call('CreateSecret', { Name: world.subject.keySecret, SecretString: 'theirs' });
    expect((await refusal()).message).toMatch(/alice\/key: expected the tags/);
  });

  it('the credentials cannot be read', async () => {
    await newcomer({ subject: { credentials: { password: 'not the SHA-1 of anything' } } });
    const error = await refusal();
    expect(error.kind).toBe('unreadable-state');
    expect(error.message).not.toContain('anything');
    expect(world.stack.script.calls.filter(({ service }) => service === 'emnify')).toEqual([]);
  });

  it('emnify refuses the application token', async () => {
    await newcomer();
    world.portal.revokeToken(world.account.applicationTokens[0]?.token ?? '');
    const error = await enrol(world).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ kind: 'bad-credentials' });
    // But for the hold, which stands on the credentials until there is a key secret.
    expect(changes(world)).toEqual(['TagResource']);

    expect((await refusal()).kind).toBe('hold-in-force');
    expect(world.stack.script.calls.filter(({ service }) => service === 'emnify')).toEqual([]);
    world.storeCredentials({});
    expect(await enrol(world)).toMatchObject({ outcome: 'enrolled' });
  });

  it('emnify is down', async () => {
    await newcomer();
    answering('GET /api/v1/user/{id}', {}, 503);
    expect((await refusal()).kind).toBe('unavailable');
  });

  it('emnify knows no such user', async () => {
    await newcomer({ subject: { credentials: { username: 'nobody@example.com' } } });
    expect((await refusal()).kind).toBe('not-found');
  });

  it('the application token is another user’s than the credentials name', async () => {
    await newcomer();
    world.stack.emnify.addUser({ username: 'bob@example.com', password: 'another horse' });
    const applicationToken = world.stack.emnify.portal('bob@example.com').createToken();
    const username = world.subject.username;
    world.storeCredentials({
      text: JSON.stringify({ applicationToken, username, password: 'a'.repeat(40), passwordFormat: 'sha1' }),
    });
    const error = await refusal();
    expect(error.message).toMatch(/expected an application token of user \d+, .* and it is one of user \d+/);
  });

  it('emnify answers with another user than was asked for', async () => {
    await newcomer();
    answering('GET /api/v1/user/{id}', { id: 4711, username: 'mallory@example.com' });
    expect((await refusal()).message).toMatch(/answers with another, user 4711: correct username/);
  });

  for (const [what, operation, body] of [
    ['Active is not 1', STATUS, [pending, { id: 2, description: 'Active' }]],
    ['1 is not Active', STATUS, [pending, { id: 1, description: 'Disabled' }]],
    ['1 is not described', STATUS, [pending, { id: 1 }]],
    ['the list is empty', STATUS, []],
    [
      'TOTP is not 0',
      TYPE,
      [
        { id: 0, description: 'SMS' },
        { id: 1, description: 'Time-Based One-Time Password' },
      ],
    ],
  ] as const) {
    it(`emnify's ${operation.slice(17)} is not as expected: ${what}`, async () => {
      await newcomer();
      answering(operation, body);
      expect((await refusal()).message).toMatch(/expected emnify's mfa\/(status|type) to list [01] as/);
    });
  }

  for (const clockOffsetMs of [90_000, -90_000]) {
    it(`emnify's clock is ${clockOffsetMs / 1_000} s off`, async () => {
      await newcomer({ emnify: { clockOffsetMs } });
      expect((await refusal()).message).toMatch(/clock within 30 s of ours, and it differs by -?(89|9[01]) s/);
    });
  }

  it('several things are wrong at once, and names them all', async () => {
    await newcomer({ emnify: { clockOffsetMs: 90_000 } });
    answering(TYPE, []);
    expect((await refusal({ takeOver: [4711] })).message).toMatch(
      /mfa\/type.*clock.*takeOver|mfa\/type.*clock.*take over/,
    );
  });

  it('a key to take over is not an active one of this user', async () => {
    await newcomer({ ownKey: true });
    const [own] = world.keys('active');
    const waiting = world.portal.addKey().id;
    for (const takeOver of [[4711], [own, 4711], [waiting]]) {
      const error = await refusal({ takeOver });
      expect(error.message).toContain(`expected takeOver to name active keys of this user (${own}), and got`);
    }
  });

  it('keys are to be taken over and emnify shows none', async () => {
    await newcomer({ ownKey: true, emnify: { listedKeys: 'absent' } });
    expect((await refusal({ takeOver: world.keys('active') })).message).toMatch(
      /emnify shows none: enrol without takeOver/,
    );
  });

  for (const name of ['keySecret', 'credentialsSecret'] as const) {
    it(`the ${name} awaits deletion`, async () => {
      await newcomer({ credentialsOnly: false });
      call('DeleteSecret', { SecretId: world.subject[name] });
      expect((await refusal()).message).toMatch(/awaits deletion.*restore-secret --secret-id emnify-mfa\/alice/);
    });
  }

  it('AWSCURRENT holds what no enrolment and no rotation wrote', async () => {
    await newcomer({ credentialsOnly: false });
    call('PutSecretValue', { SecretId: world.subject.keySecret, SecretString: '{"secretKey":"by hand"}' });
    const error = await refusal();
    expect(error.message).toMatch(/expected AWSCURRENT to hold a key or the mark of an enrolment/);
    expect(error.message).not.toContain('by hand');
  });

  it('a hold is in force: then nothing is sent either', async () => {
    await newcomer({ credentialsOnly: false });
    world.setTag('hold', 'operator');
    expect((await refusal()).kind).toBe('hold-in-force');
    expect(world.stack.script.calls.filter(({ service }) => service === 'emnify')).toEqual([]);
  });

  it('the user was enrolled with another decision about existing keys', async () => {
    world = await World.start({ ownKey: true, subject: { takeOver: [701] } });
    for (const takeOver of [[], [702]]) {
      expect((await refusal({ takeOver })).message).toMatch(/enrolled to take over key 701, and the request says/);
    }
  });

  it('the current key is of another account than the credentials', async () => {
    world = await World.rotated();
    world.stack.emnify.addUser({ username: 'bob@example.com', password: 'another horse' });
    const applicationToken = world.stack.emnify.portal('bob@example.com').createToken();
    const bob = { applicationToken, username: 'bob@example.com', password: 'a'.repeat(40), passwordFormat: 'sha1' };
    world.storeCredentials({ text: JSON.stringify(bob) });
    expect((await refusal()).message).toMatch(/sign in as emnify user \d+, and the current key belongs to \d+/);
  });
});

describe('a refused application token of an enrolled user', () => {
  it('is a hold, so that the same credentials are not sent again', async () => {
    world = await World.rotated();
    world.portal.revokeToken(world.account.applicationTokens[0]?.token ?? '');
    await expect(enrol(world)).rejects.toMatchObject({ kind: 'bad-credentials' });
    await expect(enrol(world)).rejects.toMatchObject({ kind: 'hold-in-force' });

    world.storeCredentials({});
    await expect(enrol(world)).resolves.toMatchObject({ outcome: 'enrolled' });
  });
});

describe('a lockout that one of several calls meets', () => {
  it('is a hold, also where another of them fails first', async () => {
    world = await World.rotated();
    const body = JSON.stringify({ error_code: 1105, error_token: 'TooManyRequests', message: 'locked' });
    const answer = (status: number, text: string) => ({ kind: 'answer', status, body: text }) as const;
    world.stack.script.add({ operation: 'GET /api/v1/user/{id}', fault: answer(403, '{}') });
    world.stack.script.add({ operation: 'GET /api/v1/user/mfa/type', fault: answer(401, body) });

    await expect(enrol(world)).rejects.toMatchObject({ kind: 'forbidden' });
    expect(world.tag('hold')).toMatch(/^lockout until=/);
  });
});
