import { createHash } from 'node:crypto';
import * as z from 'zod';
import { codeAt } from '../../local/emnify/totp.ts';
import type { WitnessedCall } from '../../local/faults.ts';
import type { EmbeddedStack } from '../../local/stack.ts';
import type { Subject } from '../../local/subject.ts';
import type { NamedSecret } from './canary.ts';

const text = z.optional(z.string().catch(''));
/** Members of bodies that carry a secret, at emnify and in the values of the two secrets. */
const Body = z.object({
  auth_token: text,
  mfa_token: text,
  refresh_token: text,
  application_token: text,
  password: text,
  code: text,
  secret_key: text,
  secretKey: text,
  otpauth: text,
  applicationToken: text,
});

/** Actions whose request is where a secret belongs. */
const STORING = ['PutSecretValue', 'CreateSecret'];

/** Server steps around an instant whose codes a server may accept, whatever drift it allows. */
const STEPS_AROUND = [-2, -1, 0, 1, 2];

/** All that one user's run must not show, by the truth of the simulators and by what really passed on the wire. */
export class KnownSecrets {
  /** What was asked of AWS, but for the values that were stored, and every path: each ends in a log of its own. */
  readonly asked: string[] = [];
  readonly #stack: EmbeddedStack;
  readonly #subject: Subject;
  readonly #seen = new Map<string, string>();
  readonly #instants = new Set<number>();

  /** Begins to watch: the script's witness is its own from now on. */
  constructor(stack: EmbeddedStack, subject: Subject) {
    this.#stack = stack;
    this.#subject = subject;
    this.#notePassword();
    stack.emnify.onChange(() => this.#notePassword());
    stack.script.witness = (call) => this.#witness(call);
  }

  all(): readonly NamedSecret[] {
    for (const { token } of this.#account.applicationTokens) this.#note('an application token', token);
    for (const key of this.#account.keys) {
      this.#note(`the secret of key ${key.id}`, key.secretKey);
      this.#note(`the otpauth of key ${key.id}`, key.otpauth);
      for (const instant of this.#instants) {
        for (const steps of STEPS_AROUND) {
          this.#note(`a code of key ${key.id}`, codeAt(key, instant + steps * key.period * 1_000));
        }
      }
    }
    for (const name of [this.#subject.keySecret, this.#subject.credentialsSecret]) {
      for (const { value } of this.#stack.secretsManager.secret(name)?.versions ?? []) {
        this.#noteBody(value !== undefined && 'SecretString' in value ? String(value.SecretString) : '');
      }
    }
    return [...this.#seen].map(([text, name]) => ({ name, text }));
  }

  get #account() {
    return this.#stack.emnify.user(this.#subject.username);
  }

  async #witness({ record, request, answer }: WitnessedCall): Promise<void> {
    this.#instants.add(this.#stack.clock.now()).add(this.#stack.emnify.serverTime());
    const sent = await request.clone().text();
    this.#noteBody(sent);
    this.#noteBody((await answer?.clone().text()) ?? '');
    this.asked.push(request.url);
    if (record.service === 'emnify') {
      this.#note('a session', /^Bearer (.+)$/.exec(request.headers.get('authorization') ?? '')?.[1] ?? '');
    } else if (!STORING.includes(record.operation)) {
      this.asked.push(sent);
    }
  }

  #notePassword(): void {
    const { password } = this.#account;
    this.#note('a password', password);
    this.#note('the SHA-1 of a password', createHash('sha1').update(password).digest('hex'));
  }

  #noteBody(body: string): void {
    for (const [name, value] of Object.entries(Body.safeParse(parsed(body)).data ?? {})) this.#note(`${name}`, value);
  }

  #note(name: string, text: string | undefined): void {
    if (text !== undefined && text !== '' && !this.#seen.has(text)) this.#seen.set(text, name);
  }
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}
