import * as sdk from '@aws-sdk/client-scheduler';
import { REGION } from '../../../local/account.ts';
import { VirtualClock } from '../../../local/clock.ts';
import { FaultScript } from '../../../local/faults.ts';
import { AsyncInvocations } from '../../../local/lambda/async-invocations.ts';
import { FunctionRegistry } from '../../../local/lambda/registry.ts';
import { Scheduler, type SchedulerHooks } from '../../../local/scheduler/scheduler.ts';
import type { SchedulerSwitches } from '../../../local/scheduler/switches.ts';
import { endpoint, listen } from '../../../local/service.ts';
import type { Outcome } from '../../support/case-table/run.ts';

/** The stand-in on loopback HTTP with the real SDK client before it. */
export async function startScheduler(
  start: string,
  switches: Partial<SchedulerSwitches> = {},
  hooks: SchedulerHooks = {},
) {
  const clock = new VirtualClock(Date.parse(start));
  const functions = new FunctionRegistry();
  const invocations = new AsyncInvocations(functions, clock);
  const scheduler = new Scheduler(clock, invocations, switches, hooks);
  const script = new FaultScript();
  const { url, close } = await listen(endpoint(scheduler, script, clock));
  const client = new sdk.SchedulerClient({
    endpoint: url,
    region: REGION,
    maxAttempts: 2,
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  return {
    clock,
    functions,
    invocations,
    scheduler,
    script,
    client,
    url,
    async stop() {
      client.destroy();
      await close();
    },
  };
}

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
