import type { ServiceName } from '../faults.ts';

/** What a call takes and what a new container takes, milliseconds: the least and the most, evenly spread. */
export const LATENCY = {
  emnify: [60, 180],
  aws: [8, 40],
  container: [250, 700],
} as const satisfies Record<string, readonly [number, number]>;

/** Numbers from 0 to 1 that depend on the seed alone (mulberry32). */
export function seededNumbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

export function between([least, most]: readonly [number, number], random: () => number): number {
  return Math.round(least + (most - least) * random());
}

export function latencyOf(service: ServiceName): readonly [number, number] {
  return service === 'emnify' ? LATENCY.emnify : LATENCY.aws;
}
