import { createHash } from 'node:crypto';

/** A number in [0, 1) that the seed and the name decide: the same draw in every process. */
export function draw(seed: number, name: string): number {
  return createHash('sha1').update(`${seed} ${name}`).digest().readUInt32BE() / 2 ** 32;
}
