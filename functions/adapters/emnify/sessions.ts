import { createHash } from 'node:crypto';
import * as z from 'zod/mini';
import type { ApplicationToken } from '../../domain/secret.ts';
import type { Jwt } from './transport.ts';
import { parseJson } from './vendor-error.ts';

/** A JWT is not used in its last two minutes: a rotation of up to 60 s then does not lose it half-way. */
const MARGIN = 120_000;

/** For a token whose end cannot be read. Documents promise 240 minutes; too long a guess costs one renewal or a repeated step. */
const ASSUMED_LIFE = 10 * 60_000;

interface Session {
  readonly jwt: Jwt;
  /** Epoch ms of server time. */
  readonly until: number;
}

/** One JWT per application token, in memory only, until shortly before its end. */
export class Sessions {
  readonly #serverTime: () => number;
  readonly #kept = new Map<string, Session>();
  readonly #underWay = new Map<string, Promise<Jwt>>();

  constructor(serverTime: () => number) {
    this.#serverTime = serverTime;
  }

  /** The kept JWT, else what `login` gives; callers at the same time share one `login`. */
  async get(token: ApplicationToken, login: () => Promise<Jwt>): Promise<Jwt> {
    const name = nameOf(token);
    const kept = this.#kept.get(name);
    if (kept !== undefined && kept.until > this.#serverTime()) return kept.jwt;
    const underWay = this.#underWay.get(name) ?? this.#login(name, login);
    this.#underWay.set(name, underWay);
    return underWay;
  }

  /** Forgets the JWT, unless another call has replaced it meanwhile. */
  drop(token: ApplicationToken, jwt: Jwt): void {
    const name = nameOf(token);
    if (this.#kept.get(name)?.jwt === jwt) this.#kept.delete(name);
  }

  async #login(name: string, login: () => Promise<Jwt>): Promise<Jwt> {
    try {
      const jwt = await login();
      this.#kept.set(name, { jwt, until: (expiry(jwt) ?? this.#serverTime() + ASSUMED_LIFE) - MARGIN });
      return jwt;
    } finally {
      this.#underWay.delete(name);
    }
  }
}

function nameOf(token: ApplicationToken): string {
  return createHash('sha256').update(token.reveal()).digest('hex');
}

const Claims = z.object({ exp: z.number() });

/** `exp` in epoch ms (RFC 7519, 4.1.4). Only read: emnify publishes no key to verify with, so a JWT library would add nothing. */
function expiry(jwt: Jwt): number | undefined {
  const [, payload = ''] = jwt.reveal().split('.');
  const claims = Claims.safeParse(parseJson(Buffer.from(payload, 'base64url').toString()));
  return claims.success ? claims.data.exp * 1_000 : undefined;
}
