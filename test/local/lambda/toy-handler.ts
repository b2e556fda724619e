import { setTimeout } from 'node:timers/promises';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';

/** What the toy does depends on its event, so that one bundle plays every way for a function to end. */
export async function handler(event: { readonly act: string; readonly value?: unknown }, context: Context) {
  console.log(`toy says ${event.act}`);
  calls += 1;
  switch (event.act) {
    case 'echo':
      return { value: event.value, calls };
    case 'nothing':
      return;
    case 'unspeakable':
      return () => 'a function is not JSON';
    case 'environment':
      return process.env;
    case 'context':
      return { ...context, remaining: context.getRemainingTimeInMillis() };
    case 'region':
      return new SecretsManagerClient().config.region();
    case 'throw':
      throw new ToyRefused('expected another event');
    case 'throw text':
      throw 'only text';
    case 'exit':
      return process.exit(3);
    case 'hang':
      return setTimeout(60_000);
    case 'time':
      return {
        now: Date.now(),
        date: new Date(),
        given: new Date(0),
        isDate: new Date() instanceof Date,
        text: Date(),
      };
    case 'wait': {
      const began = Date.now();
      const answer = await setTimeout(Number(event.value), 'waited');
      return { answer, took: Date.now() - began, remaining: context.getRemainingTimeInMillis() };
    }
    case 'fetch':
      return (await fetch(String(event.value))).status;
    default:
      console.error('toy complains');
      return null;
  }
}

class ToyRefused extends Error {
  override readonly name = 'ToyRefused';
}

interface Context {
  getRemainingTimeInMillis(): number;
}

let calls = 0;
