import * as sdk from '@aws-sdk/client-scheduler';
import { REGION } from '../../../local/account.ts';
import { VirtualClock } from '../../../local/clock.ts';
import { FaultScript } from '../../../local/faults.ts';
import { AsyncInvocations } from '../../../local/lambda/async-invocations.ts';
import { FunctionRegistry } from '../../../local/lambda/registry.ts';
import { Scheduler } from '../../../local/scheduler/scheduler.ts';
import { endpoint, listen } from '../../../local/service.ts';
import type { Outcome } from '../../support/case-table/run.ts';

/** The stand-in on loopback HTTP with the real SDK client before it. */
export async function startScheduler(start: string, ...options: SchedulerOptions) {
  const clock = new VirtualClock(Date.parse(start));
  const functions = new FunctionRegistry();
  const invocations = new AsyncInvocations(functions, clock);
  const scheduler = new Scheduler(clock, invocations, ...options);
  const { url, close } = await listen(endpoint(scheduler, new FaultScript(), clock));
  const client = new sdk.SchedulerClient({
    endpoint: url,
    region: REGION,
    maxAttempts: 1,
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  return {
    clock,
    functions,
    invocations,
    scheduler,
    client,
    url,
    async stop() {
      client.destroy();
      await close();
    },
  };
}

type SchedulerOptions =
  ConstructorParameters<typeof Scheduler> extends [infer _C, infer _I, ...infer Rest] ? Rest : never;

/** Makes a call by its action's name. Cases are malformed on purpose, so the SDK's types do not judge the input. */
export async function call(
  client: sdk.SchedulerClient,
  action: string,
  input: Readonly<Record<string, unknown>>,
): Promise<Outcome> {
  const command: unknown = Reflect.get(sdk, `${action}Command`);
  if (typeof command !== 'function') throw new Error(`The SDK has no command for ${action}.`);
  try {
    return { ok: await client.send(Reflect.construct(command, [input])) };
  } catch (error) {
    if (!(error instanceof sdk.SchedulerServiceException)) throw error;
    return { error: { code: error.name, message: error.message, httpStatus: error.$metadata.httpStatusCode } };
  }
}
