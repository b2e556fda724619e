import { GetCallerIdentityCommand, type STSClient } from '@aws-sdk/client-sts';
import * as z from 'zod';
import { callAws } from '../../functions/adapters/aws-call.ts';

const Identity = z.object({ Arn: z.string(), Account: z.string() });

/** Whose credentials the command works with. */
export interface Caller {
  readonly arn: string;
  readonly account: string;
}

/** The part of the cloud that an ARN is in. */
export function partitionOf(arn: string): string {
  return arn.split(':')[1] ?? 'aws';
}

/** Asks once. @throws AwsError */
export function callerOf(client: STSClient): () => Promise<Caller> {
  let asked: Promise<Caller> | undefined;
  return () => {
    asked ??= ask(client);
    return asked;
  };
}

async function ask(client: STSClient): Promise<Caller> {
  const command = new GetCallerIdentityCommand({});
  const answer = await callAws('GetCallerIdentity', { write: false }, command, (it) => client.send(it));
  const { Arn, Account } = Identity.parse(answer);
  return { arn: Arn, account: Account };
}
