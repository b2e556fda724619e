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
      return new Promise((resolve) => setTimeout(resolve, 60_000));
    case 'fetch':
      return (await fetch(String(event.value))).status;
    default:
      console.error('toy complains');
      return null;
  }
}

class ToyRefused extends Error {
  override get name(): string {
    return this.constructor.name;
  }
}

interface Context {
  getRemainingTimeInMillis(): number;
}

let calls = 0;
