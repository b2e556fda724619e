import { createHash } from 'node:crypto';
import { EmnifyError } from '../../domain/emnify-errors.ts';
import type { DeviceId, KeyId } from '../../domain/identifiers.ts';
import type {
  Clock,
  CreatedKey,
  Emnify,
  EmnifyAccount,
  EmnifyUser,
  LookupEntry,
  TrustedDevice,
} from '../../domain/ports.ts';
import { type OneTimeCode, Secret } from '../../domain/secret.ts';
import type { Credentials } from '../../domain/secret-values.ts';
import {
  CreatedKeyAnswer,
  DevicesAnswer,
  expectNoContent,
  LookupAnswer,
  readJson,
  SignInAnswer,
  TokenAnswer,
  toCreatedKey,
  toDevice,
  toLookupEntry,
  toUser,
  UserAnswer,
} from './answers.ts';
import { Exchange } from './exchange.ts';
import { refusesJwt } from './failure.ts';
import { OPERATIONS } from './operations.ts';
import { ServerTime } from './server-time.ts';
import { Sessions } from './sessions.ts';
import { type Answer, type Call, type Fetch, type Jwt, Transport } from './transport.ts';

/** Of one exchange, from connecting to the last byte, ms. emnify answers in well under a second; see `backoff.ts` for the sum. */
const TIMEOUT = 8_000;

export interface EmnifyOptions {
  /** Where the API is, without `/api/v1`, e.g. `https://cdn.emnify.net`. */
  readonly apiUrl: URL;
  readonly clock: Clock;
  /** In [0, 1), for the jitter of retries. Math.random by default. */
  readonly random?: () => number;
  /** Of one exchange, ms; 8,000 by default. */
  readonly timeout?: number;
  /** What carries a request; the machine's own fetch by default. */
  readonly fetch?: Fetch;
}

/** emnify over HTTP. JWTs and server time are kept by what this returns: make it once per container. */
export function createEmnify({ apiUrl, clock, random = Math.random, timeout = TIMEOUT, fetch }: EmnifyOptions): Emnify {
  const serverTime = new ServerTime(clock);
  const transport = new Transport(apiUrl, clock, serverTime, timeout, fetch);
  const exchange = new Exchange(transport, clock, serverTime, random);
  const sessions = new Sessions(() => serverTime.now());
  return { as: (credentials) => new Account(credentials, exchange, sessions, serverTime) };
}

class Account implements EmnifyAccount {
  readonly #credentials: Credentials;
  readonly #exchange: Exchange;
  readonly #sessions: Sessions;
  readonly #serverTime: ServerTime;
  /** SHA-1 hex of the password, by which emnify knows the accounts of its portal. */
  readonly #passwordSha1: Secret<'password'>;

  constructor(credentials: Credentials, exchange: Exchange, sessions: Sessions, serverTime: ServerTime) {
    this.#credentials = credentials;
    this.#exchange = exchange;
    this.#sessions = sessions;
    this.#serverTime = serverTime;
    const { password, passwordFormat } = credentials;
    this.#passwordSha1 =
      passwordFormat === 'sha1' ? password : Secret.of(createHash('sha1').update(password.reveal()).digest('hex'));
  }

  async authenticate(): Promise<void> {
    await this.#jwt();
  }

  async signIn(): Promise<'mfa-required' | 'signed-in'> {
    const operation = OPERATIONS.signIn;
    const body = () => ({ username: this.#credentials.username, password: this.#passwordSha1.reveal() });
    const answer = await this.#exchange.run({ operation, body, secrets: this.#secrets() });
    // The tokens themselves are not wanted: the session of the rotation comes from the application token.
    return 'mfa_token' in readJson(SignInAnswer, operation, answer) ? 'mfa-required' : 'signed-in';
  }

  async user(): Promise<EmnifyUser> {
    const operation = OPERATIONS.user;
    const answer = await this.#call({ operation, parameters: { username: this.#credentials.username } });
    return toUser(readJson(UserAnswer, operation, answer));
  }

  async self(): Promise<EmnifyUser> {
    const operation = OPERATIONS.self;
    return toUser(readJson(UserAnswer, operation, await this.#call({ operation })));
  }

  async createKey(): Promise<CreatedKey> {
    const operation = OPERATIONS.createKey;
    const body = () => ({ type: { id: 0 }, password: this.#credentials.password.reveal() });
    return toCreatedKey(readJson(CreatedKeyAnswer, operation, await this.#call({ operation, body })));
  }

  async activateKey(key: KeyId, code: OneTimeCode): Promise<void> {
    const operation = OPERATIONS.activateKey;
    const body = () => ({ status: { id: 1 }, code: code.reveal() });
    const parameters = { key_id: key };
    expectNoContent(operation, await this.#call({ operation, parameters, body }, code));
  }

  async deleteKey(key: KeyId): Promise<void> {
    const operation = OPERATIONS.deleteKey;
    expectNoContent(operation, await this.#call({ operation, parameters: { key_id: key } }));
  }

  async keyStatuses(): Promise<readonly LookupEntry[]> {
    const operation = OPERATIONS.keyStatuses;
    return readJson(LookupAnswer, operation, await this.#call({ operation })).map(toLookupEntry);
  }

  async keyTypes(): Promise<readonly LookupEntry[]> {
    const operation = OPERATIONS.keyTypes;
    return readJson(LookupAnswer, operation, await this.#call({ operation })).map(toLookupEntry);
  }

  async trustedDevices(): Promise<readonly TrustedDevice[]> {
    const operation = OPERATIONS.trustedDevices;
    return readJson(DevicesAnswer, operation, await this.#call({ operation })).map(toDevice);
  }

  async deleteTrustedDevice(device: DeviceId): Promise<void> {
    const operation = OPERATIONS.deleteTrustedDevice;
    expectNoContent(operation, await this.#call({ operation, parameters: { device_id: device } }));
  }

  serverTime(): number {
    return this.#serverTime.now();
  }

  /** Sends the call with the JWT. A refused JWT is forgotten, and a repeatable call made once more with a new one. */
  async #call(call: Omit<Call, 'jwt' | 'secrets'>, ...secrets: Secret<string>[]): Promise<Answer> {
    // One limit for both rounds, so that a renewal does not double the time that a call may take.
    const lastStart = this.#exchange.lastStart();
    for (let renewed = false; ; renewed = true) {
      const jwt = await this.#jwt();
      try {
        return await this.#exchange.run({ ...call, jwt, secrets: this.#secrets(jwt, ...secrets) }, lastStart);
      } catch (error) {
        if (!(error instanceof EmnifyError) || !refusesJwt(error, call.operation)) throw error;
        this.#sessions.drop(this.#credentials.applicationToken, jwt);
        if (renewed || call.operation.stake !== 'repeatable') throw error;
      }
    }
  }

  #jwt(): Promise<Jwt> {
    const { applicationToken } = this.#credentials;
    return this.#sessions.get(applicationToken, async () => {
      const operation = OPERATIONS.authenticate;
      const body = () => ({ application_token: applicationToken.reveal() });
      const answer = await this.#exchange.run({ operation, body, secrets: this.#secrets() });
      return Secret.of(readJson(TokenAnswer, operation, answer).auth_token);
    });
  }

  #secrets(...more: readonly Secret<string>[]): readonly Secret<string>[] {
    const { applicationToken, password } = this.#credentials;
    return [applicationToken, password, this.#passwordSha1, ...more];
  }
}
