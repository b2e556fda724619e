import { type DurableContext, DurableOperationError } from '@aws/durable-execution-sdk-js';
import { TryAgainLater } from '../domain/errors.ts';
import type { Checkpoints } from '../domain/fleet/ports.ts';
import type { Edge } from '../shared/edge.ts';
import { atTheEdge } from '../shared/invocation.ts';

/** How often a step is tried, a minute apart: a batch looks again at what the one before it did. */
const TRIES = 5;

/** Checkpoints of a durable execution. What a failed step leaves in one has passed the redactor. */
export function durably(context: DurableContext, edge: Edge): Checkpoints {
  return {
    async step(name, work) {
      try {
        return await context.step(name, () => atTheEdge(edge, work), {
          retryStrategy: (_, attempt) => ({ shouldRetry: attempt < TRIES, delay: { minutes: 1 } }),
        });
      } catch (error) {
        if (!(error instanceof DurableOperationError)) throw error;
        throw new TryAgainLater(
          `${name} failed ${TRIES} times, the last time with: ${error.message}; start the run again under the same name`,
        );
      }
    },
    async wait(name, seconds) {
      await context.wait(name, { seconds });
    },
  };
}
