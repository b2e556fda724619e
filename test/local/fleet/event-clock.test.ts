import { describe, expect, it } from 'vitest';
import { EventClock } from '../../../local/fleet/event-clock.ts';

const HOUR = 3_600_000;

describe('the clock of many', () => {
  it('lets those who wait at the same time go on in the order of their instants', async () => {
    const clock = new EventClock(0);
    const seen: string[] = [];
    const waits = async (name: string, ms: number) => {
      await clock.sleep(ms);
      seen.push(`${name} at ${clock.now()}`);
    };

    await clock.play(Promise.all([waits('c', 3 * HOUR), waits('a', HOUR), waits('b', 2 * HOUR)]));

    expect(seen).toEqual([`a at ${HOUR}`, `b at ${2 * HOUR}`, `c at ${3 * HOUR}`]);
  });

  it('keeps the order of those who asked for one instant', async () => {
    const clock = new EventClock(0);
    const seen: number[] = [];

    await clock.play(Promise.all([1, 2, 3, 4, 5].map((one) => clock.sleep(HOUR).then(() => seen.push(one)))));

    expect(seen).toEqual([1, 2, 3, 4, 5]);
  });

  it('forgets what was called off', async () => {
    const clock = new EventClock(0);
    let rang = false;
    const cancel = clock.at(HOUR, () => {
      rang = true;
    });
    cancel();

    await clock.play(clock.sleep(2 * HOUR));

    expect(rang).toBe(false);
  });

  it('stands still while somebody is at work unseen', async () => {
    const clock = new EventClock(0);
    const release = clock.hold();
    let at = 0;
    const sleeper = clock.sleep(HOUR).then(() => {
      at = clock.now();
    });
    const played = clock.play(sleeper);
    for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    expect(at).toBe(0);
    release();

    await played;

    expect(at).toBe(HOUR);
  });
});
