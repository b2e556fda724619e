import * as z from 'zod';
import { ACCOUNT, functionArn, REGION } from '../account.ts';
import type { CallFacts } from '../faults.ts';
import { inputOf } from '../scheduler/routes.ts';
import type { EmbeddedStack } from '../stack.ts';
import type { IamRequest } from './evaluate.ts';
import { secretsManagerRequests } from './secrets-manager.ts';

const Schedule = z.looseObject({
  Name: z.string().optional(),
  GroupName: z.string().default('default'),
  Target: z.looseObject({ RoleArn: z.string() }).optional(),
});

/** Who signed a call: the access key id, which in the embedded stack is the function's name. */
export function callerOf(request: Request): string | undefined {
  return /Credential=([^/]+)\//.exec(request.headers.get('authorization') ?? '')?.[1];
}

/**
 * What AWS asks IAM before it performs a call: for the call itself, and for what AWS then does as the caller.
 * @param request is read: hand over a clone
 */
export async function iamRequests(
  stack: EmbeddedStack,
  { service, operation, path }: CallFacts,
  request: Request,
): Promise<readonly IamRequest[]> {
  switch (service) {
    case 'secretsmanager':
      return secretsManagerRequests(stack, operation, await request.json());
    case 'scheduler':
      return schedulerRequests(operation, Schedule.parse(await inputOf(request)));
    case 'lambda': {
      const name = decodeURIComponent(path.split('/')[3] ?? '');
      const resource = name.startsWith('arn:') ? name : functionArn(name);
      return [{ action: 'lambda:InvokeFunction', resource, context: {} }];
    }
    case 'emnify':
      return [];
    default:
      throw new Error(`what IAM is asked for a call of ${service} is not known here: no function is meant to make one`);
  }
}

/** https://docs.aws.amazon.com/scheduler/latest/UserGuide/setting-up.html: whoever names a role must be allowed to pass it on. */
function schedulerRequests(operation: string, { Name, GroupName, Target }: z.output<typeof Schedule>): IamRequest[] {
  const resource = `arn:aws:scheduler:${REGION}:${ACCOUNT}:schedule/${GroupName}/${Name ?? '*'}`;
  const asked = { action: `scheduler:${operation}`, resource: Name === undefined ? '*' : resource, context: {} };
  if (Target === undefined) return [asked];
  const context = { 'iam:PassedToService': 'scheduler.amazonaws.com' };
  return [asked, { action: 'iam:PassRole', resource: Target.RoleArn, context }];
}
