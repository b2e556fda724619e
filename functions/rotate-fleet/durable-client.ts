import type { DurableExecutionClient } from '@aws/durable-execution-sdk-js';
import { CheckpointDurableExecutionCommand, GetDurableExecutionStateCommand, LambdaClient } from '#client-lambda';

/** Those of the library's own client, milliseconds. */
const TIMEOUTS = {
  connectionTimeout: 5_000,
  socketTimeout: 50_000,
  requestTimeout: 55_000,
  throwOnRequestTimeout: true,
};

/**
 * Reads and writes checkpoints. The library's own client would do the same, but loads the whole client of Lambda at run time, so that
 * no bundler can leave out what is not used.
 * @param client for tests
 */
export function createDurableClient(client = new LambdaClient({ requestHandler: TIMEOUTS })): DurableExecutionClient {
  return {
    getExecutionState: (request) => client.send(new GetDurableExecutionStateCommand(request)),
    checkpoint: (request) => client.send(new CheckpointDurableExecutionCommand(request)),
  };
}
