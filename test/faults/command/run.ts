import { draw } from '../explore/draw.ts';
import { READINGS } from '../explore/readings.ts';
import type { Task, TaskResult } from '../explore/task.ts';
import { SCENARIOS } from '../interleave/scenarios.ts';
import type { Group, Options } from './options.ts';
import type { Pool } from './pool.ts';
import { Tally } from './tally.ts';

/** Pairs under other readings are never played all. */
const PAIRS_UNDER_READINGS = 10_000;
/** Cases that one process takes at a time. */
const CHUNK = 100;
/** Singles under one reading, and schedules of two preemptions in all, about: for the share that a sample is. */
const SINGLES = 1_330;
const SCHEDULES = 7_300;

/** Plays the groups that the options ask for. `onProgress` is told how a group stands. */
export async function playGroups(
  { groups, sample, seed }: Options,
  pool: Pool,
  onProgress: (tally: Tally) => void,
): Promise<readonly Tally[]> {
  const tallies: Tally[] = [];
  let pairs: readonly string[] = [];
  const others = READINGS.slice(1);
  const play = async (what: Group, tasks: readonly Task[], possible?: number): Promise<readonly string[]> => {
    const tally = new Tally(what);
    tally.possible = possible;
    const begun: string[] = [];
    await pool.run(tasks, (result: TaskResult) => {
      for (const summary of result.summaries) tally.add(summary);
      // Far more than a call may have arguments.
      for (const id of result.pairs) begun.push(id);
      onProgress(tally);
    });
    if (groups.includes(what)) tallies.push(tally);
    return begun;
  };
  // Which pairs there are is known when the singles have been played.
  if (groups.includes('singles') || groups.includes('pairs')) {
    pairs = await play('singles', [{ kind: 'singles', reading: 'default', share: 1, seed }]);
  }
  if (groups.includes('readings')) {
    const share = sample === undefined ? 1 : sample / (others.length * SINGLES);
    const tasks = others.map(({ name }): Task => ({ kind: 'singles', reading: name, share, seed }));
    await play('readings', tasks, share < 1 ? others.length * SINGLES : undefined);
  }
  if (groups.includes('pairs')) {
    const share = sample === undefined ? 1 : sample / pairs.length;
    const drawn = pairs.filter((id) => draw(seed, id) < share);
    const tasks = Array.from({ length: Math.ceil(drawn.length / CHUNK) }, (_, nth): Task => {
      return { kind: 'cases', ids: drawn.slice(nth * CHUNK, (nth + 1) * CHUNK) };
    });
    await play('pairs', tasks, pairs.length);
  }
  if (groups.includes('pairs-under-readings')) {
    const count = Math.ceil((sample ?? PAIRS_UNDER_READINGS) / others.length);
    const tasks = others.map(({ name }): Task => ({ kind: 'pairs', reading: name, count, seed }));
    await play('pairs-under-readings', tasks, pairs.length === 0 ? undefined : others.length * pairs.length);
  }
  if (groups.includes('interleavings')) {
    const share = sample === undefined ? 1 : sample / SCHEDULES;
    const tasks = SCENARIOS.map(({ name }): Task => ({ kind: 'interleavings', scenario: name, share, seed }));
    await play('interleavings', tasks, share < 1 ? SCHEDULES : undefined);
  }
  return tallies;
}
