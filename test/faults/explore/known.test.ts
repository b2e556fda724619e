import { expect, it } from 'vitest';
import { type FaultName, faultsOf, type PlannedFault } from '../simulation/fault-kinds.ts';
import type { Call } from '../simulation/network.ts';
import { KnownStates } from '../story/known-states.ts';
import { draw } from './draw.ts';
import { DEFAULT_READING, READINGS } from './readings.ts';
import { type Played, play } from './singles.ts';

const SEED = 3;

/** What a person would see of it; what was under way when the story was cut short has no answer. */
function lines({ calls, cutShort }: Played['outcome']): readonly string[] {
  const told = cutShort ? calls.filter(({ answer }) => answer !== undefined) : calls;
  return told.map(({ index, at, operation, answer }) => `${index} ${at} ${operation} ${answer}`);
}

function drawn<T>(from: readonly T[], name: string): T {
  const one = from[Math.floor(draw(SEED, name) * from.length)];
  if (one === undefined) throw new Error('expected something to draw from');
  return one;
}

function faultsAfter(calls: readonly Call[], index: number): readonly PlannedFault[] {
  return calls
    .filter((call) => call.index > index)
    .flatMap((call) => faultsOf(call).map((kind) => ({ call: call.index, ...kind })));
}

/** Played with all that is known from other stories, it must be the same as played from beginning to end. */
async function expectSame(fast: Played): Promise<void> {
  const { outcome } = fast;
  const { reading, faults } = fast;
  const whole = (await play({ reading, faults })).outcome;
  const all = lines(whole);
  expect(lines(outcome).filter((line) => !all.includes(line))).toEqual([]);
  const { problems, refusedWithinAnHour, lockouts, neededOperator } = whole;
  expect(outcome).toMatchObject({ problems, refusedWithinAnHour, lockouts, neededOperator });
  if (!neededOperator) expect(outcome.runsToConverge).toBe(whole.runsToConverge);
}

it('a story that is played from its last fault on, and ends where its end is known, is the same as the whole', async () => {
  for (let nth = 0; nth < 12; nth += 1) {
    const reading = drawn(READINGS, `reading ${nth}`);
    const known = new KnownStates();
    const clean = (await play({ reading, faults: [] }, { known, isRecorded: true })).outcome;
    const first = drawn(faultsAfter(clean.calls, -1), `first ${nth}`);
    const rehearsal = clean.recording;
    const one = await play({ reading, faults: [first] }, { known, rehearsal, isRecorded: true });
    await expectSame(one);
    const seconds = faultsAfter(one.outcome.calls, first.call);
    if (seconds.length === 0) continue;
    const faults = [first, drawn(seconds, `second ${nth}`)];
    await expectSame(await play({ reading, faults }, { known, rehearsal: one.outcome.recording }));
  }
});

it('of two calls at once, the other one goes on where the process dies of one', async () => {
  const reading = DEFAULT_READING;
  const crash: FaultName = 'crash-before';
  const clean = (await play({ reading, faults: [] }, { isRecorded: true })).outcome;
  const tagging = clean.calls.findLast((call, index) => {
    return call.operation === 'TagResource' && clean.calls[index + 1]?.operation === 'CreateSchedule';
  });
  const first = { call: tagging?.index ?? 0, name: crash, always: false };
  const one = await play({ reading, faults: [first] }, { rehearsal: clean.recording, isRecorded: true });
  expect(one.outcome.calls[first.call + 1]?.operation).toBe('CreateSchedule');
  const second = { call: first.call + 3, name: crash, always: false };
  await expectSame(await play({ reading, faults: [first, second] }, { rehearsal: one.outcome.recording }));
});
