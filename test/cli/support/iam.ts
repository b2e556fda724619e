import * as z from 'zod';
import { ACCOUNT, ENCRYPTION_KEY_ARN, functionArn, REGION } from '../../../local/account.ts';
import type { CallFacts } from '../../../local/faults.ts';
import { callerOf } from '../../../local/iam/calls.ts';
import type { IamRequest } from '../../../local/iam/evaluate.ts';
import { secretsManagerRequests } from '../../../local/iam/secrets-manager.ts';
import type { EmbeddedStack } from '../../../local/stack.ts';

export type Asked = IamRequest;

const Logs = z.object({ logGroupName: z.string(), logStreamName: z.string().optional() });

const KEY_ALIAS = 'alias/emnify-mfa';

/** What AWS asks IAM for a call of the command; nothing for those of functions, which sign as themselves. @param request is read */
export async function askedOfIam(
  stack: EmbeddedStack,
  { service, operation, path }: CallFacts,
  request: Request,
): Promise<readonly Asked[]> {
  if (callerOf(request) !== ACCOUNT) return [];
  const on = (action: string, resource: string) => [{ action, resource, context: {} }];
  switch (service) {
    case 'secretsmanager':
      return secretsManagerRequests(stack, operation, await request.json()).map(withKeyOfAlias);
    case 'lambda':
      return lambdaRequests(operation, decodeURIComponent(path), new URL(request.url).searchParams.get('Qualifier'));
    case 'logs': {
      const { logGroupName, logStreamName } = Logs.parse(await request.json());
      const stream = operation === 'FilterLogEvents' ? '*' : `log-stream:${logStreamName}`;
      return on(`logs:${operation}`, `arn:aws:logs:${REGION}:${ACCOUNT}:log-group:${logGroupName}:${stream}`);
    }
    case 'sns':
      return on(`sns:${operation}`, new URLSearchParams(await request.text()).get('TopicArn') ?? '');
    // Needs no permission (STS API reference, GetCallerIdentity).
    case 'sts':
    case 'emnify':
      return [];
    default:
      throw new Error(`expected no call of ${service}, got ${operation}`);
  }
}

function lambdaRequests(operation: string, path: string, qualifier: string | null): readonly Asked[] {
  const rest = path.split('/').slice(3);
  const resource =
    operation === 'GetDurableExecution' || operation === 'StopDurableExecution'
      ? rest.join('/').replace(/\/stop$/, '')
      : `${functionArn(rest[0] ?? '')}${qualifier === null ? '' : `:${qualifier}`}`;
  return [{ action: operation === 'Invoke' ? 'lambda:InvokeFunction' : `lambda:${operation}`, resource, context: {} }];
}

/** The command names the key by its alias; IAM is asked about the key. */
function withKeyOfAlias(asked: Asked): Asked {
  if (asked.resource !== KEY_ALIAS) return asked;
  return { ...asked, resource: ENCRYPTION_KEY_ARN };
}
