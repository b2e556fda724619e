import { afterEach, describe, expect, it } from 'vitest';
import { World } from '../support/world.ts';

const AUTHENTICATE = 'POST /api/v1/authenticate';
const PATCH = 'PATCH /api/v1/user/mfa/{key_id}';
const HOUR = 3_600_000;

let world: World;
afterEach(async () => {
  expect(world.watch.violations).toEqual([]);
  await world.close();
});

describe('a hold that an operator sets while a step is at work', () => {
  it('outlasts the refusal that the step meets: new credentials do not end it', async () => {
    world = await World.rotated();
    const token = world.beginByHand();
    world.storeCredentials({
      text: JSON.stringify({ applicationToken: 'revoked', username: 'alice@example.com', password: 'a'.repeat(40) }),
    });
    const act = () => world.setTag('hold', 'operator');
    world.stack.script.add({ operation: AUTHENTICATE, nth: 1, fault: { kind: 'meanwhile', when: 'before', act } });

    expect(await world.step('createSecret', token)).toMatchObject({ kind: 'bad-credentials' });
    expect(world.tag('hold')).toBe('operator');
  });

  it('outlasts the end of a hold of before', async () => {
    world = await World.rotated();
    const token = world.beginByHand();
    world.setTag('hold', `code until=${new Date(world.stack.clock.now() - HOUR).toISOString()}`);
    const act = () => world.setTag('hold', 'operator');
    world.stack.script.add({ operation: PATCH, nth: 1, fault: { kind: 'meanwhile', when: 'after', act } });

    expect(await world.step('createSecret', token)).toBeUndefined();
    expect(world.tag('hold')).toBe('operator');
    expect(await world.step('finishSecret', token)).toMatchObject({ kind: 'hold-in-force' });
  });
});

describe('a pending key that was made before a refused code, by a server whose clock is ahead', () => {
  it('does not show that emnify has accepted anything since', async () => {
    world = await World.rotated({ emnify: { clockOffsetMs: 90_000 } });
    const refusedAt = world.stack.clock.now();
    world.portal.addKey({ active: false, createdAt: refusedAt - 30_000 });
    await world.stack.clock.advance(HOUR / 4);
    const token = world.beginByHand();
    world.setTag('attempts', `unanswered=0 refused=1 at=${new Date(refusedAt).toISOString()}`);
    const refusal = { kind: 'answer', status: 422, body: '{}' } as const;
    world.stack.script.add({ operation: 'POST /api/v1/user/mfa', nth: 1, fault: refusal });

    expect(await world.step('createSecret', token)).toMatchObject({ kind: 'refused' });
    expect(world.tag('attempts')).toMatch(/^unanswered=0 refused=2 /);
  });
});
