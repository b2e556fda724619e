import { afterEach, describe, expect, it } from 'vitest';
import { World } from '../support/world.ts';

const POST = 'POST /api/v1/user/mfa';
const PATCH = 'PATCH /api/v1/user/mfa/{key_id}';
const AUTHENTICATE = 'POST /api/v1/authenticate';
const MINUTE = 60_000;

let world: World;
afterEach(async () => {
  expect(world.watch.violations).toEqual([]);
  await world.close();
});

const refused = (proof: string) =>
  world.account.attempts.filter((attempt) => attempt.proof === proof && attempt.outcome !== 'accepted');

describe('a wrong password', () => {
  for (const wrongPassword of ['refused-422', 'empty-401', 'invalid-credentials-401'] as const) {
    it(`reaches emnify once, however often Secrets Manager retries (${wrongPassword})`, async () => {
      world = await World.rotated({ emnify: { wrongPassword }, secretsManager: { retries: 10 } });
      world.portal.changePassword('a new one that nobody stored');
      await world.rotate();

      expect(world.errors).toHaveLength(11);
      expect(refused('password')).toHaveLength(1);
      expect(world.tag('hold')).toMatch(/^credentials version=/);
    });
  }

  it('holds until the credentials secret has another version', async () => {
    world = await World.rotated();
    world.portal.changePassword('correct donkey battery');
    const token = await world.rotate();
    expect(await world.step('createSecret', token)).toMatchObject({ kind: 'hold-in-force' });

    world.storeCredentials({ password: 'correct donkey battery' });
    await world.stack.clock.advance(MINUTE);
    expect(await world.step('finishSecret', token)).toBeUndefined();
    expect(world.secret.labels.get('AWSCURRENT')).toBe(token);
    expect(world.tag('hold')).toBe('none');
  });

  it('sends nothing at all under the hold, not even the application token', async () => {
    world = await World.rotated({ containers: 'fresh' });
    world.portal.changePassword('a new one that nobody stored');
    const token = await world.rotate();
    const before = world.calls(AUTHENTICATE);
    await world.step('createSecret', token);

    expect(world.calls(AUTHENTICATE)).toBe(before);
  });
});

describe('a revoked application token', () => {
  it('is sent once, and then never again until there is another', async () => {
    world = await World.rotated({ containers: 'fresh', secretsManager: { retries: 5 } });
    const [token] = world.account.applicationTokens;
    world.portal.revokeToken(token?.token ?? '');
    await world.rotate();

    expect(world.calls(AUTHENTICATE)).toBe(1);
    expect(world.tag('hold')).toMatch(/^credentials version=/);
  });
});

describe('a wrong code', () => {
  // No Date header, and a server far from our clock: the code is of another time-step, and emnify refuses it for real.
  const emnify = { dateHeader: false, clockOffsetMs: 90_000 };

  it('holds ten minutes, and the second one until an operator releases it', async () => {
    world = await World.start({ emnify });
    const token = world.beginByHand();
    expect(await world.step('createSecret', token)).toMatchObject({ kind: 'refused' });
    expect(world.tag('hold')).toBe(`code until=${new Date(world.stack.clock.now() + 10 * MINUTE).toISOString()}`);
    expect(await world.step('createSecret', token)).toMatchObject({ kind: 'hold-in-force' });

    await world.stack.clock.advance(11 * MINUTE);
    expect(await world.step('createSecret', token)).toMatchObject({ kind: 'refused' });
    expect(world.tag('hold')).toBe('operator');
    await world.stack.clock.advance(3 * 24 * 60 * MINUTE);
    expect(await world.step('createSecret', token)).toMatchObject({ kind: 'hold-in-force' });
    expect(refused('code')).toHaveLength(2);
  });

  it('goes on once the cause is mended and the operator has released the hold', async () => {
    world = await World.start({ emnify });
    const token = world.beginByHand();
    await world.step('createSecret', token);
    await world.stack.clock.advance(11 * MINUTE);
    await world.step('createSecret', token);
    world.stack.emnify.set({ dateHeader: true });
    await world.stack.clock.advance(2 * 60 * MINUTE);
    world.setTag('hold', 'none');

    expect(await world.step('finishSecret', token)).toBeUndefined();
    expect(world.keys('active')).toEqual([world.currentKey]);
    expect(world.tag('attempts')).toBe('none');
  });
});

describe('a lockout in force', () => {
  it('is met once and then waited out', async () => {
    world = await World.rotated({ containers: 'fresh', secretsManager: { retries: 8 } });
    await world.lockOut();
    await world.rotate();

    expect(world.calls(AUTHENTICATE)).toBe(1);
    expect(world.calls(POST)).toBe(0);
    expect(world.tag('hold')).toMatch(/^lockout until=/);
  });

  it('is over an hour later', async () => {
    world = await World.rotated({ containers: 'fresh', secretsManager: { retries: 0 } });
    await world.lockOut();
    const token = await world.rotate();
    await world.stack.clock.advance(61 * MINUTE);

    expect(await world.step('finishSecret', token)).toBeUndefined();
    expect(world.secret.labels.get('AWSCURRENT')).toBe(token);
  });
});

describe('a key that is gone before it is activated', () => {
  it('makes the version worthless: AWSPENDING is taken off, and the next rotation starts afresh', async () => {
    world = await World.rotated();
    const before = world.currentKey;
    const token = world.beginByHand();
    world.stack.script.add({ operation: PATCH, nth: 1, fault: { kind: 'cut-before' } });
    await world.step('createSecret', token);
    const [pending = 0] = world.keys('pending');
    world.watch.byHand(pending);
    world.portal.deleteKey(pending);

    expect(await world.step('setSecret', token)).toMatchObject({ kind: 'pending-key-gone' });
    expect(world.secret.labels.get('AWSPENDING')).not.toBe(token);
    expect(world.currentKey).toBe(before);
    expect(await world.step('setSecret', token)).toMatchObject({ kind: 'not-rotatable' });
  });

  it("is not believed of a proxy's page", async () => {
    world = await World.rotated();
    const token = world.beginByHand();
    const body = '<html><h1>404 Not Found</h1></html>';
    world.stack.script.add({ operation: PATCH, nth: 1, fault: { kind: 'answer', status: 404, body } });
    expect(await world.step('createSecret', token)).toMatchObject({ kind: 'unexpected-answer' });
    expect(world.secret.labels.get('AWSPENDING')).toBe(token);

    expect(await world.step('finishSecret', token)).toBeUndefined();
    expect(world.secret.labels.get('AWSCURRENT')).toBe(token);
  });

  it('is not believed while emnify itself lists the key', async () => {
    world = await World.rotated();
    const token = world.beginByHand();
    const body = JSON.stringify({ error_code: 1201, error_token: 'NotFound', message: 'no such key' });
    world.stack.script.add({ operation: PATCH, nth: 1, fault: { kind: 'answer', status: 404, body } });
    expect(await world.step('createSecret', token)).toMatchObject({ kind: 'try-again-later' });

    expect(await world.step('finishSecret', token)).toBeUndefined();
    expect(world.secret.labels.get('AWSCURRENT')).toBe(token);
  });
});
