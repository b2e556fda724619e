import * as z from 'zod';
import type { WitnessedCall } from '../../faults.ts';
import { bodyAs } from './json.ts';

const Event = z.object({ Step: z.string() });

/** What an invocation of one function by another did. */
export async function lambdaWords({ request, answer }: WitnessedCall): Promise<string> {
  if (answer === undefined) return 'not answered';
  if (!answer.ok) return 'refused';
  const ended = answer.headers.has('x-amz-function-error') ? 'failed' : 'ended well';
  return `rotate-key: ${(await bodyAs(Event, request))?.Step ?? 'no step'} ${ended}`;
}
