import { createHmac, timingSafeEqual } from 'node:crypto';
import * as z from 'zod';
import type { SeededRandom } from './random.ts';

/** `auth` opens the API, `mfa` only stands for a password that was right, `refresh` opens nothing here. */
type Purpose = 'auth' | 'mfa' | 'refresh';

const Payload = z.object({ sub: z.number(), purpose: z.enum(['auth', 'mfa', 'refresh']), exp: z.number() });

/** Makes and reads JSON Web Tokens; nobody outside can check their signature, as with the vendor's. Times are server time. */
export class JwtMint {
  readonly #secret: Uint8Array;
  readonly #random: SeededRandom;

  constructor(random: SeededRandom) {
    this.#secret = random.bytes(64);
    this.#random = random;
  }

  /** @param now epoch ms @param minutes how long it lasts */
  issue(userId: number, purpose: Purpose, now: number, minutes: number): string {
    const iat = Math.floor(now / 1000);
    const claims = { sub: userId, purpose, iat, exp: iat + minutes * 60, jti: this.#random.text(12) };
    const content = `${encode({ alg: 'HS512', typ: 'JWT' })}.${encode(claims)}`;
    return `${content}.${this.#sign(content)}`;
  }

  /** Whose token it is, if it was made here for this purpose and has not ended. */
  read(jwt: string, purpose: Purpose, now: number): { readonly userId: number } | 'garbled' | 'expired' {
    const [header = '', claims = '', signature = ''] = jwt.split('.');
    const expected = Buffer.from(this.#sign(`${header}.${claims}`));
    const given = Buffer.from(signature);
    if (given.length !== expected.length || !timingSafeEqual(given, expected)) return 'garbled';
    const payload = Payload.parse(JSON.parse(Buffer.from(claims, 'base64url').toString()));
    if (payload.purpose !== purpose) return 'garbled';
    return now >= payload.exp * 1000 ? 'expired' : { userId: payload.sub };
  }

  #sign(content: string): string {
    return createHmac('sha512', this.#secret).update(content).digest('base64url');
  }
}

function encode(part: object): string {
  return Buffer.from(JSON.stringify(part)).toString('base64url');
}
