import * as z from 'zod';
import type { ServiceName, WitnessedCall } from '../faults.ts';
import type { CallFacts } from './document.ts';
import { tenths } from './report/format.ts';
import { emnifyWords } from './words/emnify.ts';
import { textAs } from './words/json.ts';
import { lambdaWords } from './words/lambda.ts';
import { schedulerWords } from './words/scheduler.ts';
import { secretsManagerWords } from './words/secrets-manager.ts';

/** Members of emnify's bodies that must never be seen again, beside what its accounts are known to hold. */
const Sensitive = z.object({ auth_token: z.string().optional(), code: z.string().optional() });

/** Tells the calls that pass between the functions and the services, and notes what in them is secret. */
export class CallLog {
  readonly calls: CallFacts[] = [];
  /** Sessions and one-time codes that passed. */
  readonly secrets = new Set<string>();
  /** Told of each call as it happens. */
  onCall: ((call: CallFacts) => void) | undefined;
  #waitedMs = 0;

  readonly witness = async (call: WitnessedCall): Promise<void> => {
    const { service, operation, status } = call.record;
    // The other services are for the operator's command, which has no part in the story.
    if (!isTold(service)) return;
    if (service === 'emnify') await this.#noteSecrets(call);
    const waited = this.#waitedMs === 0 ? '' : ` (waited ${this.#waitedMs / 1_000} s)`;
    this.#waitedMs = 0;
    const did = `${await WORDS[service](call)}${waited}`;
    const facts = { service, operation, ...(status === undefined ? {} : { status }), ms: tenths(call.ms), did };
    this.calls.push(facts);
    this.onCall?.(facts);
  };

  /** A function waited on the virtual clock, for a time-step to begin; told with its next call. */
  waited(ms: number): void {
    this.#waitedMs += ms;
  }

  /** The calls since the last time. */
  take(): CallFacts[] {
    return this.calls.splice(0);
  }

  async #noteSecrets({ request, answer }: WitnessedCall): Promise<void> {
    const bodies = [await request.clone().text(), (await answer?.clone().text()) ?? ''];
    for (const body of bodies) {
      const { auth_token, code } = textAs(Sensitive, body) ?? {};
      for (const secret of [auth_token, code]) if (secret !== undefined) this.secrets.add(secret);
    }
  }
}

const WORDS: Readonly<Record<CallFacts['service'], (call: WitnessedCall) => string | Promise<string>>> = {
  emnify: emnifyWords,
  secretsmanager: secretsManagerWords,
  scheduler: schedulerWords,
  lambda: lambdaWords,
};

function isTold(service: ServiceName): service is CallFacts['service'] {
  return Object.hasOwn(WORDS, service);
}
