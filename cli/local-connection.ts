import { setTimeout as pause } from 'node:timers/promises';
import * as z from 'zod';
import { type LiveClient, liveClient } from '../local/live/client.ts';
import { type LiveState, readState, stateDirectory } from '../local/live/state.ts';
import type { Surroundings } from './dependencies.ts';
import { failed } from './failures.ts';

const Variables = z.object({
  AWS_REGION: z.string(),
  AWS_ACCESS_KEY_ID: z.string(),
  AWS_SECRET_ACCESS_KEY: z.string(),
  AWS_ENDPOINT_URL_SECRETS_MANAGER: z.url(),
  AWS_ENDPOINT_URL_LAMBDA: z.url(),
  AWS_ENDPOINT_URL_CLOUDWATCH_LOGS: z.url(),
  AWS_ENDPOINT_URL_STS: z.url(),
  AWS_ENDPOINT_URL_SNS: z.url(),
  EMNIFY_API_URL: z.url(),
});

/** @throws Failure which says how to start one, where no embedded stack runs */
export async function runningStack(
  environment: NodeJS.ProcessEnv,
): Promise<{ readonly state: LiveState; readonly client: LiveClient }> {
  const state = await readState(stateDirectory(environment));
  if (state === undefined) {
    throw failed('no-local-stack', 'No embedded stack is running.', 'Start one: emnify-mfa local start');
  }
  return { state, client: liveClient(state) };
}

/** The embedded stack in place of AWS; its clock is asked anew after every wait, and after every invocation. */
export async function connectLocal(environment: NodeJS.ProcessEnv): Promise<Surroundings> {
  const { state, client } = await runningStack(environment);
  const variables = Variables.parse(state.environment);
  let ahead = (await client.now()) - Date.now();
  const askAgain = async () => {
    ahead = (await client.now()) - Date.now();
  };
  return {
    // A function's wait passes at once, and moves the stack's time.
    afterInvocation: askAgain,
    clock: {
      now: () => Math.floor(Date.now() + ahead),
      async sleep(ms) {
        await pause(ms);
        await askAgain();
      },
    },
    region: variables.AWS_REGION,
    apiUrl: variables.EMNIFY_API_URL,
    credentials: {
      accessKeyId: variables.AWS_ACCESS_KEY_ID,
      secretAccessKey: variables.AWS_SECRET_ACCESS_KEY,
    },
    endpoints: {
      secretsmanager: variables.AWS_ENDPOINT_URL_SECRETS_MANAGER,
      lambda: variables.AWS_ENDPOINT_URL_LAMBDA,
      logs: variables.AWS_ENDPOINT_URL_CLOUDWATCH_LOGS,
      sts: variables.AWS_ENDPOINT_URL_STS,
      sns: variables.AWS_ENDPOINT_URL_SNS,
    },
  };
}
