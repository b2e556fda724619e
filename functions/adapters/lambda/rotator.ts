import * as z from 'zod/mini';
import { InvokeCommand, type LambdaClient } from '#client-lambda';
import type { Rotator } from '../../domain/ports.ts';
import { callAws } from '../aws-call.ts';

/** What Lambda returns of a function's error: only its name is read. */
const FunctionError = z.object({ errorType: z.string().check(z.regex(/^[A-Za-z.]{1,80}$/)) });

/** @param functionArn of `rotate-key` */
export function createRotator({
  client,
  functionArn,
}: {
  readonly client: LambdaClient;
  readonly functionArn: string;
}): Rotator {
  return {
    async finish(secretArn, versionId) {
      const event = { Step: 'finishSecret', SecretId: secretArn, ClientRequestToken: versionId };
      const command = new InvokeCommand({ FunctionName: functionArn, Payload: JSON.stringify(event) });
      const { FunctionError: failed, Payload } = await callAws('Invoke', { write: true }, command, (it) =>
        client.send(it),
      );
      return failed === undefined ? undefined : nameOf(Payload?.transformToString());
    },
  };
}

function nameOf(payload: string | undefined): string {
  try {
    return FunctionError.parse(JSON.parse(payload ?? '')).errorType;
  } catch {
    return 'unnamed error';
  }
}
