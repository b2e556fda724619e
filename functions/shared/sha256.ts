import { createHash, createHmac, type Hash, type Hmac } from 'node:crypto';

/**
 * Stands in the bundles for `@smithy/core/checksum` (infra/constructs/bundling.ts): what clients sign their calls with. The SDK's
 * own has in it what to do where Node's module is missing.
 */
export class Sha256 {
  readonly #hash: Hash | Hmac;

  /** @param secret for an HMAC; without one, or with an empty one, a plain digest */
  constructor(secret?: string | ArrayBuffer | ArrayBufferView) {
    this.#hash = secret ? createHmac('sha256', bytes(secret)) : createHash('sha256');
  }

  update(data: Uint8Array): void {
    this.#hash.update(data);
  }

  async digest(): Promise<Uint8Array> {
    return new Uint8Array(this.#hash.digest());
  }
}

function bytes(secret: string | ArrayBuffer | ArrayBufferView): string | Uint8Array {
  if (typeof secret === 'string') return secret;
  if (secret instanceof ArrayBuffer) return new Uint8Array(secret);
  return new Uint8Array(secret.buffer, secret.byteOffset, secret.byteLength);
}
