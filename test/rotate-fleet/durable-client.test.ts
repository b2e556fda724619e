import { OperationAction, OperationType } from '@aws-sdk/client-lambda';
import { describe, expect, it } from 'vitest';
import { LambdaClient } from '#client-lambda';
import { createDurableClient } from '../../functions/rotate-fleet/durable-client.ts';
import { LambdaClient as NoLambdaClient } from '../../functions/shared/no-default-lambda-client.ts';
import { EventStreamSerde, eventStreamSerdeProvider } from '../../functions/shared/no-event-streams.ts';

const ARN = 'arn:aws:lambda:eu-central-1:111122223333:function:f:1/durable-execution/run/1';

/** A client of Lambda whose calls end here. */
function clientOf(answer: unknown) {
  const sent: { readonly method: string; readonly path: string; readonly body: unknown }[] = [];
  const client = new LambdaClient({
    region: 'eu-central-1',
    credentials: { accessKeyId: 'id', secretAccessKey: 'secret' },
    requestHandler: {
      handle: async ({ method, path, body }: { method: string; path: string; body?: Uint8Array }) => {
        sent.push({ method, path, body: body === undefined ? undefined : JSON.parse(new TextDecoder().decode(body)) });
        const bytes = new TextEncoder().encode(JSON.stringify(answer));
        return { response: { statusCode: 200, headers: { 'content-type': 'application/json' }, body: bytes } };
      },
    },
  });
  return { durable: createDurableClient(client), sent };
}

describe('the client of checkpoints', () => {
  it('writes updates, and hands on the next token', async () => {
    const { durable, sent } = clientOf({ CheckpointToken: 'next', NewExecutionState: { Operations: [] } });
    const update = { Id: '1', Type: OperationType.STEP, Action: OperationAction.START };

    const answer = await durable.checkpoint({ DurableExecutionArn: ARN, CheckpointToken: 'token', Updates: [update] });

    expect(answer.CheckpointToken).toBe('next');
    expect(sent).toEqual([
      expect.objectContaining({
        body: { CheckpointToken: 'token', Updates: [update], ClientToken: expect.anything() },
      }),
    ]);
  });

  it('reads the operations, their times as dates', async () => {
    const operation = { Id: '1', Type: 'STEP', Status: 'SUCCEEDED', StartTimestamp: 1_795_510_800 };
    const { durable, sent } = clientOf({ Operations: [operation] });

    const { Operations } = await durable.getExecutionState({ DurableExecutionArn: ARN, CheckpointToken: 'token' });

    expect(Operations).toEqual([{ ...operation, StartTimestamp: new Date('2026-11-24T09:00:00Z') }]);
    expect(sent[0]?.method).toBe('GET');
  });
});

describe('what stands in the bundles for parts of the SDK', () => {
  it('says so when it is called after all', () => {
    expect(() => new NoLambdaClient()).toThrow('durable-client.ts');
    expect(() => new EventStreamSerde()).toThrow('bundling.ts');
    expect(() => eventStreamSerdeProvider()).toThrow('bundling.ts');
  });
});
