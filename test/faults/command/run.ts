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
const CHUNK = 200;
/** All singles under other readings, all pairs under one, and all schedules, about: for the share that a sample is. */
const SINGLES = 179_300;
const PAIRS = 91_000;
const SCHEDULES = 5_540;

const others = READINGS.slice(1);

/** A group and its tasks. */
interface Part {
  readonly what: Group;
  readonly tasks: readonly Task[];
  /** How many stories there are, if not all of them are played. */
  readonly possible?: number;
}

/** Plays the groups that the options ask for. `onProgress` is told how a group stands. */
export async function playGroups(
  options: Options,
  pool: Pool,
  onProgress: (tally: Tally) => void,
): Promise<readonly Tally[]> {
  const { groups } = options;
  const pairs: string[] = [];
  const play = async (parts: readonly Part[]): Promise<readonly Tally[]> => {
    const tallies = parts.map(({ what, possible }) => new Tally(what, possible));
    const tasks = parts.flatMap((part, place) => part.tasks.map((task) => ({ task, tally: tallies[place] })));
    await pool.run(tasks, ({ tally }, result: TaskResult) => {
      for (const summary of result.summaries) tally?.add(summary);
      // Far more than a call may have arguments.
      for (const id of result.pairs) pairs.push(id);
      if (tally !== undefined) onProgress(tally);
    });
    return tallies.filter(({ what }) => groups.some((group) => group === what));
  };
  // Which pairs there are is known when the singles have been played.
  const before = await play([...(groups.includes('pairs') ? singles(options) : []), ...withoutPairs(options)]);
  const after = await play(withPairs(options, pairs));
  return [...before, ...after];
}

function singles({ seed }: Options): readonly Part[] {
  return [{ what: 'singles', tasks: [{ kind: 'singles', reading: 'default', share: 1, seed }] }];
}

/** Those first that take longest. */
function withoutPairs(options: Options): readonly Part[] {
  const { groups, sample, seed } = options;
  const parts: Part[] = [];
  if (groups.includes('singles') && !groups.includes('pairs')) parts.push(...singles(options));
  if (groups.includes('interleavings')) {
    const share = sample === undefined ? 1 : sample / SCHEDULES;
    const tasks = SCENARIOS.map(({ name }): Task => ({ kind: 'interleavings', scenario: name, share, seed }));
    parts.push({ what: 'interleavings', tasks, ...(share < 1 && { possible: SCHEDULES }) });
  }
  if (groups.includes('readings')) {
    const share = sample === undefined ? 1 : sample / SINGLES;
    const tasks = others.map(({ name }): Task => ({ kind: 'singles', reading: name, share, seed }));
    parts.push({ what: 'readings', tasks, ...(share < 1 && { possible: SINGLES }) });
  }
  return parts;
}

/** @param pairs all those under the default reading */
function withPairs({ groups, sample, seed }: Options, pairs: readonly string[]): readonly Part[] {
  const parts: Part[] = [];
  if (groups.includes('pairs')) {
    const share = sample === undefined ? 1 : sample / pairs.length;
    const drawn = share >= 1 ? pairs : pairs.filter((id) => draw(seed, id) < share);
    const tasks = Array.from({ length: Math.ceil(drawn.length / CHUNK) }, (_, nth): Task => {
      return { kind: 'cases', ids: drawn.slice(nth * CHUNK, (nth + 1) * CHUNK) };
    });
    parts.push({ what: 'pairs', tasks, possible: pairs.length });
  }
  if (groups.includes('pairs-under-readings')) {
    const count = Math.ceil((sample ?? PAIRS_UNDER_READINGS) / others.length);
    const tasks = others.map(({ name }): Task => ({ kind: 'pairs', reading: name, count, seed }));
    const possible = others.length * (pairs.length === 0 ? PAIRS : pairs.length);
    parts.push({ what: 'pairs-under-readings', tasks, possible });
  }
  return parts;
}
