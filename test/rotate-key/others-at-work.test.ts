import { createHash } from 'node:crypto';
import { afterEach, describe, expect, it } from 'vitest';
import { reconcile } from '../support/reconcile.ts';
import { World } from '../support/world.ts';

const POST = 'POST /api/v1/user/mfa';
const DELETE = 'DELETE /api/v1/user/my/mfa/{key_id}';

let world: World;
afterEach(async () => {
  expect(world.watch.violations).toEqual([]);
  await world.close();
});

describe("credentials of another account in the user's secret", () => {
  const other = { username: 'bob@example.com', password: 'another battery' };

  async function mixedUp(): Promise<void> {
    world = await World.rotated({ secretsManager: { retries: 0 } });
    world.stack.emnify.addUser(other);
    world.stack.emnify.portal(other.username).addDevice({ activatedAt: world.stack.clock.now() - 1e10 });
    const password = createHash('sha1').update(other.password).digest('hex');
    const applicationToken = world.stack.emnify.portal(other.username).createToken();
    world.storeCredentials({ text: JSON.stringify({ applicationToken, username: other.username, password }) });
  }

  it('make no key there: the rotation says whose they are, and stops', async () => {
    await mixedUp();
    const before = world.currentKey;
    await world.rotate();

    expect(world.errors).toMatchObject([{ kind: 'operator-needed' }]);
    expect(String(world.errors[0])).toMatch(/sign in as emnify user \d+, and the current key belongs to \d+/);
    expect(world.stack.emnify.user(other.username).keys).toEqual([]);
    expect(world.currentKey).toBe(before);
  });

  it('delete nothing there, and untag nothing: the reconcile says whose they are, and stops', async () => {
    await mixedUp();
    await expect(reconcile(world)).rejects.toMatchObject({ kind: 'operator-needed' });

    const [device] = world.stack.emnify.user(other.username).devices;
    expect(device).toBeDefined();
    expect(device?.deletedAt).toBeUndefined();
  });
});

describe('another invocation that sends a password meanwhile', () => {
  it('is seen before this one sends its own', async () => {
    world = await World.rotated();
    const token = world.beginByHand();
    const at = new Date(world.stack.clock.now()).toISOString();
    const act = () => world.setTag('attempts', `unanswered=1 refused=0 at=${at}`);
    world.stack.script.add({ operation: 'DescribeSecret', nth: 2, fault: { kind: 'meanwhile', when: 'before', act } });

    expect(await world.step('createSecret', token)).toMatchObject({ kind: 'try-again-later' });
    expect(world.calls(POST)).toBe(0);
  });

  it('has its hold respected', async () => {
    world = await World.rotated();
    const token = world.beginByHand();
    const act = () => world.setTag('hold', 'operator');
    world.stack.script.add({ operation: 'DescribeSecret', nth: 2, fault: { kind: 'meanwhile', when: 'before', act } });

    expect(await world.step('createSecret', token)).toMatchObject({ kind: 'hold-in-force' });
    expect(world.calls(POST)).toBe(0);
  });

  it('keeps a gap from being opened under replace', async () => {
    world = await World.rotated({ emnify: { singleActiveKey: true }, strategy: 'replace' });
    const before = world.currentKey;
    const token = world.beginByHand();
    const at = new Date(world.stack.clock.now()).toISOString();
    const act = () => world.setTag('attempts', `unanswered=2 refused=0 at=${at}`);
    // The tags are read when the step begins, before each of the two passwords, and once more before the deletion.
    world.stack.script.add({ operation: 'DescribeSecret', nth: 4, fault: { kind: 'meanwhile', when: 'before', act } });

    expect(await world.step('createSecret', token)).toMatchObject({ kind: 'try-again-later' });
    expect(world.calls(DELETE)).toBe(0);
    expect(world.keys('active')).toEqual([before]);
  });

  it('explains a refused second key: with one pending key allowed, the other key is waited for', async () => {
    world = await World.rotated({ emnify: { singlePendingKey: true } });
    const token = world.beginByHand();
    await world.dieBeforeCode('createSecret', token);
    expect(world.keys('pending')).toHaveLength(1);
    // A stale read says that the version has no value yet.
    world.stack.secretsManager.serveStale(world.subject.keySecret, { reads: 3 });
    const error = await world.step('createSecret', token);

    expect(error).not.toMatchObject({ kind: 'operator-needed' });
    world.stack.secretsManager.serveStale(world.subject.keySecret, { reads: 0 });
    expect(await world.step('finishSecret', token)).toBeUndefined();
    expect(world.secret.labels.get('AWSCURRENT')).toBe(token);
  });
});

describe('a key that could not be stored', () => {
  it('leaves no attempt on record: its password was accepted', async () => {
    world = await World.rotated();
    const token = world.beginByHand();
    const body = JSON.stringify({ __type: 'AccessDeniedException', message: 'no' });
    world.stack.script.add({ operation: 'PutSecretValue', fault: { kind: 'answer', status: 400, body } });
    for (let call = 1; call <= 3; call += 1) {
      expect(await world.step('createSecret', token)).toMatchObject({ kind: 'store-refused' });
      expect(world.tag('attempts')).toBe('none');
    }
  });
});
