import { afterEach, describe, expect, it } from 'vitest';
import { World, type WorldOptions } from '../support/world.ts';

let world: World;
const start = async (options: WorldOptions = {}) => {
  world = await World.start(options);
  return world;
};
afterEach(async () => {
  expect(world.watch.violations).toEqual([]);
  await world.close();
});

describe('a rotation', () => {
  it('gives an enrolled user a first key', async () => {
    await start();
    const token = await world.rotate();

    expect(world.errors).toEqual([]);
    expect(world.secret.labels.get('AWSCURRENT')).toBe(token);
    expect(world.keys('active')).toEqual([world.currentKey]);
    expect(world.tag('proven')).toBe(String(world.currentKey));
    expect(world.tag('attempts')).toBe('none');
  });

  it('supersedes the key that was current, which lives on', async () => {
    world = await World.rotated();
    const before = world.currentKey;
    await world.rotate();

    expect(world.keys('active')).toEqual([before, world.currentKey]);
    expect(world.tag(`superseded/${before}`)).toBe(new Date(world.stack.clock.now() + 24 * 3_600_000).toISOString());
  });

  it('signs in once, whichever containers its steps land in', async () => {
    await start({ containers: 'fresh' });
    await world.rotate();

    expect(world.errors).toEqual([]);
    expect(world.calls('POST /api/v1/authenticate')).toBe(1);
    expect(world.secret.attempts.map(({ steps }) => steps.length)).toEqual([4]);
  });
});
