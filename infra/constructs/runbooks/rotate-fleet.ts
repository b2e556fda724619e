import { allow } from '../allow.ts';
import { functionArn, functionName } from '../deployment.ts';
import { LIVE } from '../rotate-fleet.ts';
import type { Approval } from './approval.ts';
import type { Definition, Setting } from './definition.ts';
import { REASON, RUN } from './parameters.ts';
import { last } from './steps.ts';

export function rotateFleet({ scope, deployment }: Setting, approval: Approval): Definition {
  return {
    slug: 'rotate-fleet',
    description: 'Replaces the key of every enrolled user, paced below the limit of emnify, after approval',
    parameters: { Run: RUN, Reason: REASON },
    steps: [
      approval.step('Rotate the MFA keys of all users, run {{ Run }}: {{ Reason }}'),
      last({
        name: 'Start',
        action: 'aws:invokeLambdaFunction',
        inputs: {
          FunctionName: functionName(deployment, 'rotate-fleet'),
          // A durable execution that may take days is started by an alias, and not waited for.
          Qualifier: LIVE,
          InvocationType: 'Event',
          LogType: 'None',
          InputPayload: { run: '{{ Run }}', reason: '{{ Reason }}' },
        },
      }),
    ],
    policies: {
      ...approval.policies,
      StartRotateFleet: allow(['lambda:InvokeFunction'], `${functionArn(scope, deployment, 'rotate-fleet')}:${LIVE}`),
    },
  };
}
