import { text } from 'node:stream/consumers';
import * as z from 'zod';
import { createDependencies } from '../../functions/rotate-fleet/dependencies.ts';
import { runFleet } from '../../functions/rotate-fleet/handler.ts';
import { systemClock } from '../../functions/shared/system-clock.ts';
import { DurableExecution } from './durable-execution.ts';
import { quietEdge } from './quiet-edge.ts';

const Operation = z.looseObject({
  Id: z.string(),
  Type: z.enum(['EXECUTION', 'STEP', 'WAIT', 'CONTEXT', 'CALLBACK', 'CHAINED_INVOKE']),
  Status: z.enum(['STARTED', 'SUCCEEDED', 'FAILED', 'PENDING', 'READY', 'CANCELLED', 'STOPPED', 'TIMED_OUT']),
  StartTimestamp: z.string(),
});

// Every step has its result, so that nothing is called.
const operations = z.array(Operation).parse(JSON.parse(await text(process.stdin)));
const dependencies = createDependencies({}, { edge: quietEdge(), secretsManager: { region: 'eu-central-1' } });
const code = (event: unknown, context: Parameters<typeof runFleet>[1]) => runFleet(event, context, dependencies);
const ending = await DurableExecution.resumed(code, systemClock, operations).run();
if (ending.status !== 'SUCCEEDED') throw new Error(`the replay ended ${JSON.stringify(ending)}`);
const peakMb = Math.round(process.resourceUsage().maxRSS / 1024);
process.stdout.write(JSON.stringify({ peakMb, operations: operations.length }));
