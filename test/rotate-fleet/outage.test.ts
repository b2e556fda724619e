import { describe, expect, it } from 'vitest';
import { Fleet, names } from './fleet.ts';

let fleet: Fleet;

const MINUTE = 60_000;

/** emnify answers 503 between these minutes from now. */
function outage(from: number, to: number): void {
  const { clock, script } = fleet.stack;
  const fault = { kind: 'answer', status: 503, body: '<html>Service Unavailable</html>' } as const;
  const now = clock.now();
  clock.at(now + from * MINUTE, () => script.add({ service: 'emnify', fault }));
  clock.at(now + to * MINUTE, () => script.clear());
}

function rotationsByMinute(since: number): ReadonlyMap<number, number> {
  const calls = fleet.stack.script.calls.filter(({ operation }) => operation === 'RotateSecret');
  const minutes = Map.groupBy(calls, ({ at }) => Math.floor((at - since) / MINUTE));
  return new Map([...minutes].map(([minute, inMinute]) => [minute, inMinute.length]));
}

describe('a fleet run that meets an outage of emnify', () => {
  it('pauses, asks for what got stuck again, and rotates everybody', async () => {
    fleet = await Fleet.of(names(60));
    const began = fleet.stack.clock.now();
    outage(1, 12);

    const report = await fleet.rotate();

    expect(report).toMatchObject({ status: 'finished', rotated: 60, failed: 0 });
    const begun = rotationsByMinute(began);
    // Sixty in three minutes it would be; in the outage there are probes alone.
    const inOutage = [...begun].filter(([minute]) => minute >= 2 && minute < 12).map(([, count]) => count);
    expect(Math.max(...inOutage)).toBe(1);
    expect(names(60).map((user) => fleet.keysMade(user))).toEqual(names(60).map(() => 2));
  }, 60_000);

  it('of hours stops, and rotates the others when it is started again under the same name', async () => {
    fleet = await Fleet.of(names(45));
    outage(1, 120);
    const stopped = await fleet.rotate();
    expect(stopped).toMatchObject({
      status: 'stopped',
      why: expect.stringContaining('no rotation has ended'),
      failed: 0,
    });
    await fleet.stack.clock.advance(60 * MINUTE);

    const report = await fleet.rotate();

    expect(report).toMatchObject({ status: 'finished', rotated: 45, failed: 0 });
  }, 60_000);
});
