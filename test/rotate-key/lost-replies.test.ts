import { afterEach, describe, expect, it } from 'vitest';
import { World } from '../support/world.ts';

const POST = 'POST /api/v1/user/mfa';
const PATCH = 'PATCH /api/v1/user/mfa/{key_id}';
const SECOND = 1_000;

let world: World;
afterEach(async () => {
  expect(world.watch.violations).toEqual([]);
  await world.close();
});

/** What the end of every story below must look like: one more rotation step after the faults are over, and all is well. */
async function expectFinished(token: string): Promise<void> {
  expect(await world.step('finishSecret', token)).toBeUndefined();
  expect(world.secret.labels.get('AWSCURRENT')).toBe(token);
  expect(world.keys('active')).toContain(world.currentKey);
  expect(world.tag('proven')).toBe(String(world.currentKey));
  expect(world.tag('attempts')).toBe('none');
}

describe('when the reply to POST /user/mfa is lost', () => {
  it('waits while the orphan is young: 30 s later another invocation may still be storing it', async () => {
    world = await World.rotated();
    const token = world.beginByHand();
    world.stack.script.add({ operation: POST, nth: 1, fault: { kind: 'cut-after' } });
    expect(await world.step('createSecret', token)).toMatchObject({ kind: 'outcome-unknown' });
    const [orphan] = world.keys('pending');

    await world.stack.clock.advance(30 * SECOND);
    expect(await world.step('createSecret', token)).toMatchObject({ kind: 'try-again-later' });

    expect(world.keys('pending')).toEqual([orphan]);
    expect(world.calls(POST)).toBe(1);
  });

  it('deletes the orphan 90 s later, makes another key, and finishes', async () => {
    world = await World.rotated();
    const token = world.beginByHand();
    world.stack.script.add({ operation: POST, nth: 1, fault: { kind: 'cut-after' } });
    await world.step('createSecret', token);
    const [orphan] = world.keys('pending');

    await world.stack.clock.advance(90 * SECOND);
    expect(await world.step('createSecret', token)).toBeUndefined();

    expect(world.keys('deleted')).toEqual([orphan]);
    expect(world.keys('pending')).toEqual([]);
    await expectFinished(token);
  });

  it('never sends the password again in the same invocation, whatever the answer was', async () => {
    for (const status of [401, 429, 500, 503]) {
      world = await World.rotated();
      const token = world.beginByHand();
      world.stack.script.add({ operation: POST, fault: { kind: 'answer', status, body: '<html>down</html>' } });
      await world.step('createSecret', token);
      expect(world.calls(POST)).toBe(1);
      if (status !== 503) await world.close();
    }
  });
});

describe('when storing the key fails', () => {
  it('goes on with what was stored when only the reply was lost', async () => {
    world = await World.rotated();
    const token = world.beginByHand();
    world.stack.script.add({ operation: 'PutSecretValue', nth: 1, times: 2, fault: { kind: 'cut-after' } });
    expect(await world.step('createSecret', token)).toMatchObject({ kind: 'store-outcome-unknown' });
    const [stored] = world.keys('pending');

    expect(await world.step('createSecret', token)).toBeUndefined();
    expect(world.calls(POST)).toBe(1);
    await expectFinished(token);
    expect(world.currentKey).toBe(stored);
  });

  it('deletes the key just made when AWS refuses for good', async () => {
    world = await World.rotated();
    const token = world.beginByHand();
    const body = JSON.stringify({ __type: 'AccessDeniedException', message: 'no' });
    world.stack.script.add({ operation: 'PutSecretValue', fault: { kind: 'answer', status: 400, body } });
    expect(await world.step('createSecret', token)).toMatchObject({ kind: 'store-refused' });

    expect(world.keys('pending')).toEqual([]);
    expect(world.keys('deleted')).toHaveLength(1);
    world.stack.script.clear();
    expect(await world.step('createSecret', token)).toBeUndefined();
    await expectFinished(token);
  });

  it('leaves the key alone when nobody knows whether it was stored, and sweeps it once it is old', async () => {
    world = await World.rotated();
    const token = world.beginByHand();
    world.stack.script.add({ operation: 'PutSecretValue', nth: 1, times: 2, fault: { kind: 'cut-before' } });
    expect(await world.step('createSecret', token)).toMatchObject({ kind: 'store-outcome-unknown' });
    expect(world.keys('deleted')).toEqual([]);

    expect(await world.step('createSecret', token)).toMatchObject({ kind: 'try-again-later' });
    await world.stack.clock.advance(90 * SECOND);
    expect(await world.step('createSecret', token)).toBeUndefined();
    expect(world.keys('deleted')).toHaveLength(1);
    await expectFinished(token);
  });
});

describe('when two createSecret run at once', () => {
  it('keeps the key that was stored first and deletes the other', async () => {
    world = await World.rotated({ containers: 'fresh' });
    const token = world.beginByHand();
    const secondCall = async () => {
      expect(await world.step('createSecret', token)).toBeUndefined();
    };
    world.stack.script.add({
      operation: 'PutSecretValue',
      nth: 1,
      fault: { kind: 'meanwhile', when: 'before', act: secondCall },
    });
    // The second finds the first one's key pending and young, and leaves it to the first.
    world.stack.script.add({
      operation: 'GET /api/v1/user/{id}',
      nth: 2,
      fault: { kind: 'answer', status: 200, body: '{"id":5001}' },
    });
    expect(await world.step('createSecret', token)).toBeUndefined();

    expect(world.calls(POST)).toBe(2);
    expect(world.keys('pending')).toEqual([]);
    expect(world.keys('deleted')).toHaveLength(1);
    await expectFinished(token);
  });

  it('leaves it to the other where its key can be seen', async () => {
    world = await World.rotated({ containers: 'fresh' });
    const token = world.beginByHand();
    const secondCall = async () => {
      expect(await world.step('createSecret', token)).toMatchObject({ kind: 'try-again-later' });
    };
    world.stack.script.add({
      operation: 'PutSecretValue',
      nth: 1,
      fault: { kind: 'meanwhile', when: 'before', act: secondCall },
    });
    expect(await world.step('createSecret', token)).toBeUndefined();

    expect(world.calls(POST)).toBe(1);
    await expectFinished(token);
  });
});

describe('when the reply to the activation is lost', () => {
  it('finds the key active and sends no second code', async () => {
    world = await World.rotated();
    const token = world.beginByHand();
    world.stack.script.add({ operation: PATCH, nth: 1, fault: { kind: 'cut-after' } });
    expect(await world.step('createSecret', token)).toMatchObject({ kind: 'outcome-unknown' });

    expect(await world.step('setSecret', token)).toBeUndefined();
    expect(world.calls(PATCH)).toBe(1);
    await expectFinished(token);
  });

  it('asks again where no list is shown, and takes "already active" for an answer', async () => {
    world = await World.rotated({ emnify: { listedKeys: 'absent' } });
    const token = world.beginByHand();
    world.stack.script.add({ operation: PATCH, nth: 1, fault: { kind: 'cut-after' } });
    await world.step('createSecret', token);

    expect(await world.step('setSecret', token)).toBeUndefined();
    expect(world.calls(PATCH)).toBe(2);
    await expectFinished(token);
  });

  it('holds for an hour after two that were never answered', async () => {
    world = await World.rotated({ emnify: { listedKeys: 'absent' } });
    const token = world.beginByHand();
    world.stack.script.add({ operation: PATCH, nth: 1, times: 2, fault: { kind: 'cut-before' } });
    await world.step('createSecret', token);
    await world.step('createSecret', token);
    expect(await world.step('createSecret', token)).toMatchObject({ kind: 'hold-in-force' });
    expect(world.calls(PATCH)).toBe(2);

    await world.stack.clock.advance(61 * 60 * SECOND);
    expect(await world.step('createSecret', token)).toBeUndefined();
    await expectFinished(token);
  });
});

describe('when the reply to the promotion is lost', () => {
  it('sees that AWSCURRENT has moved', async () => {
    world = await World.rotated();
    const token = world.beginByHand();
    world.stack.script.add({ operation: 'UpdateSecretVersionStage', nth: 1, times: 2, fault: { kind: 'cut-after' } });
    expect(await world.step('createSecret', token)).toBeUndefined();

    expect(await world.step('finishSecret', token)).toBeUndefined();
    await expectFinished(token);
  });

  it('tags anew and moves it when the call never arrived', async () => {
    world = await World.rotated();
    const before = world.currentKey;
    const token = world.beginByHand();
    world.stack.script.add({ operation: 'UpdateSecretVersionStage', nth: 1, times: 2, fault: { kind: 'cut-before' } });
    await world.step('createSecret', token);
    expect(await world.step('finishSecret', token)).toMatchObject({ kind: 'store-outcome-unknown' });
    expect(world.currentKey).toBe(before);

    await world.stack.clock.advance(2 * 3_600 * SECOND);
    await expectFinished(token);
    expect(world.tag(`superseded/${before}`)).toBe(
      new Date(world.stack.clock.now() + 24 * 3_600 * SECOND).toISOString(),
    );
  });
});
