import { createHash } from 'node:crypto';

/** Bytes that look random and depend on nothing but the seed, so that every run makes the same secrets. Not for real keys. */
export class SeededRandom {
  readonly #seed: string;
  #block = 0;

  constructor(seed: string) {
    this.#seed = seed;
  }

  bytes(length: number): Uint8Array {
    const blocks: Buffer[] = [];
    for (let have = 0; have < length; have += 32) {
      blocks.push(
        createHash('sha256')
          .update(`${this.#seed}/${this.#block++}`)
          .digest(),
      );
    }
    return Buffer.concat(blocks).subarray(0, length);
  }

  /** URL-safe text of `length` random bytes. */
  text(length: number): string {
    return Buffer.from(this.bytes(length)).toString('base64url');
  }
}
