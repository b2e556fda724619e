import { afterEach, describe, expect, it } from 'vitest';
import { World } from '../support/world.ts';

const USER = 'GET /api/v1/user/{id}';
const POST = 'POST /api/v1/user/mfa';
const PATCH = 'PATCH /api/v1/user/mfa/{key_id}';
const DELETE = 'DELETE /api/v1/user/my/mfa/{key_id}';
const AUTHENTICATE = 'POST /api/v1/authenticate';
const MINUTE = 60_000;

let world: World;
afterEach(async () => {
  expect(world.watch.violations).toEqual([]);
  await world.close();
});

/** Somebody acts just before the next call of this name takes effect. */
const justBefore = (operation: string, act: () => unknown) =>
  world.stack.script.add({ operation, nth: 1, fault: { kind: 'meanwhile', when: 'before', act } });

async function expectFinished(token: string): Promise<void> {
  await world.stack.clock.advance(2 * MINUTE);
  expect(await world.step('finishSecret', token)).toBeUndefined();
  expect(world.secret.labels.get('AWSCURRENT')).toBe(token);
  expect(world.keys('active')).toContain(world.currentKey);
  expect(world.keys('pending')).toEqual([]);
}

describe('another invocation', () => {
  it('that stores its key before this one looks at the list keeps it', async () => {
    world = await World.rotated({ containers: 'fresh' });
    const token = world.beginByHand();
    world.stack.script.add({ operation: PATCH, nth: 1, fault: { kind: 'cut-before' } });
    justBefore(USER, () => world.step('createSecret', token));
    expect(await world.step('createSecret', token)).toMatchObject({
      kind: 'try-again-later',
      message: expect.stringContaining('was given its value meanwhile'),
    });

    expect(world.keys('deleted')).toEqual([]);
    expect(world.keys('pending')).toHaveLength(1);
    await expectFinished(token);
  });

  it('whose stored value cannot be read yet is waited for', async () => {
    world = await World.rotated();
    const token = world.beginByHand();
    const container = world.container();
    const { store } = container.ports;
    const read: typeof store.read = async (secretId, version) =>
      'versionId' in version && version.versionId === token ? undefined : store.read(secretId, version);
    // The value of the current version: what matters is that there is one.
    justBefore('PutSecretValue', () => {
      const value = world.secret.holding('AWSCURRENT')?.value;
      const version = { ClientRequestToken: token, VersionStages: ['AWSPENDING'] };
      world.stack.secretsManager.call('PutSecretValue', { SecretId: world.subject.keySecret, ...version, ...value });
    });
    const event = { Step: 'createSecret', SecretId: world.secret.arn, ClientRequestToken: token };
    const dependencies = { ...container, ports: { ...container.ports, store: { ...store, read } } };
    await expect(world.run(event, dependencies)).rejects.toMatchObject({
      kind: 'try-again-later',
      message: expect.stringContaining('cannot be read yet'),
    });

    // Its own key, whose secret is stored nowhere, is gone again.
    expect(world.keys('pending')).toEqual([]);
    expect(world.keys('active')).toEqual([world.currentKey]);
  });
});

describe('a refused code', () => {
  it('is no refusal where the list shows that the key is active by now', async () => {
    world = await World.rotated();
    const token = world.beginByHand();
    world.stack.script.add({ operation: PATCH, nth: 1, fault: { kind: 'answer', status: 422, body: '{}' } });
    // The second look, after the refusal; the first one was for orphans.
    const act = () => world.portal.activateKey(world.keys('pending')[0] ?? 0);
    world.stack.script.add({ operation: USER, nth: 2, fault: { kind: 'meanwhile', when: 'before', act } });
    expect(await world.step('createSecret', token)).toBeUndefined();

    expect(world.calls(PATCH)).toBe(1);
    expect(world.tag('hold')).toBeUndefined();
    await expectFinished(token);
  });
});

describe('a person in the portal', () => {
  it('who deletes an orphan first does not disturb', async () => {
    world = await World.rotated();
    const token = world.beginByHand();
    const { id } = world.portal.addKey({ createdAt: world.stack.clock.now() - 60 * MINUTE });
    world.watch.byHand(id);
    justBefore(DELETE, () => world.portal.deleteKey(id));

    expect(await world.step('createSecret', token)).toBeUndefined();
    expect(world.keys('deleted')).toEqual([id]);
    await expectFinished(token);
  });

  it('whose pending key has no date keeps it, for nobody knows how old it is', async () => {
    world = await World.rotated({ emnify: { keyFields: 'no-dates' } });
    const token = world.beginByHand();
    const { id } = world.portal.addKey();
    await world.stack.clock.advance(24 * 60 * MINUTE);
    expect(await world.step('createSecret', token)).toMatchObject({
      kind: 'try-again-later',
      message: expect.stringMatching(new RegExp(`key ${id} is pending.*undated.*delete it in the emnify portal`)),
    });

    expect(world.keys('pending')).toEqual([id]);
    expect(world.calls(POST)).toBe(0);
  });

  it('whose old pending key emnify will not delete stops the rotation before it makes another', async () => {
    world = await World.rotated();
    const token = world.beginByHand();
    const { id } = world.portal.addKey({ createdAt: world.stack.clock.now() - 60 * MINUTE });
    world.stack.script.add({ operation: DELETE, nth: 1, fault: { kind: 'answer', status: 403 } });

    expect(await world.step('createSecret', token)).toMatchObject({ kind: 'forbidden' });
    expect(world.keys('pending')).toEqual([id]);
    expect(world.calls(POST)).toBe(0);
  });

  it('who makes a key this minute, where one may be pending, is left alone', async () => {
    world = await World.rotated({ emnify: { singlePendingKey: true } });
    const token = world.beginByHand();
    let theirs = 0;
    justBefore(POST, () => {
      theirs = world.portal.addKey().id;
    });
    expect(await world.step('createSecret', token)).toMatchObject({
      kind: 'try-again-later',
      message: expect.stringContaining(`while key ${theirs} is pending`),
    });

    expect(world.keys('pending')).toEqual([theirs]);
    world.watch.byHand(theirs);
    world.portal.activateKey(theirs);
    await expectFinished(token);
    expect(world.keys('active')).toContain(theirs);
  });

  it('who made a pending key before our last attempt says nothing about that attempt', async () => {
    world = await World.rotated();
    const token = world.beginByHand();
    const created = world.stack.clock.now();
    for (let lost = 1; lost <= 2; lost += 1) {
      world.stack.script.clear();
      world.stack.script.add({ operation: POST, nth: 1, fault: { kind: 'cut-before' } });
      expect(await world.step('createSecret', token)).toMatchObject({ kind: 'outcome-unknown' });
      await world.stack.clock.advance(2 * MINUTE);
      if (lost === 1) world.watch.byHand(world.portal.addKey({ createdAt: created - MINUTE }).id);
    }

    expect(world.keys('deleted')).toHaveLength(1);
    expect(world.tag('attempts')).toMatch(/^unanswered=2 refused=0 at=/);
  });
});

describe('an emnify that contradicts itself', () => {
  // The activation is answered and does not take effect.
  const pretendToActivate = () =>
    world.stack.script.add({ operation: PATCH, nth: 1, fault: { kind: 'answer', status: 204 } });

  it('and lists as pending what it said it activated is not believed', async () => {
    world = await World.rotated();
    const token = world.beginByHand();
    pretendToActivate();
    expect(await world.step('createSecret', token)).toMatchObject({
      kind: 'try-again-later',
      message: expect.stringContaining('lists it as pending'),
    });

    expect(world.tag('proven')).toBe(String(world.currentKey));
    await expectFinished(token);
  });

  it('and lists other keys than the one it said it activated is not believed', async () => {
    world = await World.rotated({ emnify: { listedKeys: 'active' } });
    const token = world.beginByHand();
    pretendToActivate();
    expect(await world.step('createSecret', token)).toMatchObject({
      kind: 'try-again-later',
      message: expect.stringContaining('does not list it'),
    });

    expect(world.tag('proven')).toBe(String(world.currentKey));
    await expectFinished(token);
  });

  it('and asks for no second factor while a key is active keeps its key under replace', async () => {
    world = await World.rotated({ emnify: { singleActiveKey: true }, strategy: 'replace', containers: 'fresh' });
    const current = world.currentKey;
    const token = world.beginByHand();
    const body = JSON.stringify({ auth_token: 'x.y.z' });
    world.stack.script.add({ operation: AUTHENTICATE, nth: 2, fault: { kind: 'answer', status: 200, body } });
    expect(await world.step('createSecret', token)).toMatchObject({
      kind: 'operator-needed',
      message: expect.stringContaining('asked alice for no second factor'),
    });

    expect(world.keys('active')).toEqual([current]);
  });
});
