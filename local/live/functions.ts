import { randomUUID } from 'node:crypto';
import type { Context } from 'aws-lambda';
import { createDependencies as createEnrollUser } from '../../functions/enroll-user/dependencies.ts';
import { enrolUser } from '../../functions/enroll-user/handler.ts';
import { createDependencies as createIssueCode } from '../../functions/issue-code/dependencies.ts';
import { issueUserCode } from '../../functions/issue-code/handler.ts';
import { createDependencies as createOffboardUser } from '../../functions/offboard-user/dependencies.ts';
import { offboardUser } from '../../functions/offboard-user/handler.ts';
import { createDependencies as createReconcileUser } from '../../functions/reconcile-user/dependencies.ts';
import { reconcileUser } from '../../functions/reconcile-user/handler.ts';
import { createDependencies as createRotateFleet } from '../../functions/rotate-fleet/dependencies.ts';
import { runFleet } from '../../functions/rotate-fleet/handler.ts';
import { createDependencies as createRotateKey } from '../../functions/rotate-key/dependencies.ts';
import { rotateKey } from '../../functions/rotate-key/handler.ts';
import type { Edge } from '../../functions/shared/edge.ts';
import { ENCRYPTION_KEY_ARN, functionArn } from '../account.ts';
import { DurableExecution } from '../fleet/durable-execution.ts';
import type { FunctionCode } from '../lambda/registry.ts';
import { containers } from '../run/container.ts';
import { FunctionOutput } from '../run/function-output.ts';
import type { EmbeddedStack } from '../stack.ts';
import { RECONCILE_USER_ARN, ROTATE_KEY_ARN } from '../subject.ts';

/** The functions' own code in this process, on the stack's clock; what each prints is in its log group. */
export function defineFunctions(stack: EmbeddedStack): void {
  const output = new FunctionOutput();
  const environment = { ...stack.environment(), ROTATE_KEY_ARN, ENCRYPTION_KEY_ARN };
  // Each function signs as itself, so that its calls can be told from the operator's.
  const surroundingsOf = (folder: string) => ({
    clock: stack.clock,
    secretsManager: stack.clientConfig('secretsmanager', `emnify-mfa-${folder}`),
    lambda: stack.clientConfig('lambda', `emnify-mfa-${folder}`),
    scheduler: stack.clientConfig('scheduler', `emnify-mfa-${folder}`),
  });
  const define = <T extends Edge>(arn: string, start: () => T, handle: (event: unknown, it: T) => Promise<unknown>) => {
    const container = containers(stack.clock, start);
    const name = arn.slice(functionArn('').length);
    const code: FunctionCode = (event) =>
      output.capture(
        () => {
          const it = container();
          it.logger.addContext(contextOf(arn, name));
          return handle(event, it);
        },
        (text) => stack.logs.print(`/aws/lambda/${name}`, text),
      );
    stack.logs.create(`/aws/lambda/${name}`);
    stack.functions.define(arn, code);
  };
  define(ROTATE_KEY_ARN, () => createRotateKey(environment, surroundingsOf('rotate-key')), rotateKey);
  define(RECONCILE_USER_ARN, () => createReconcileUser(environment, surroundingsOf('reconcile-user')), reconcileUser);
  define(
    functionArn('emnify-mfa-enroll-user'),
    () => createEnrollUser(environment, surroundingsOf('enroll-user')),
    enrolUser,
  );
  define(
    functionArn('emnify-mfa-offboard-user'),
    () => createOffboardUser(environment, surroundingsOf('offboard-user')),
    offboardUser,
  );
  define(
    functionArn('emnify-mfa-issue-code'),
    () => createIssueCode(environment, surroundingsOf('issue-code')),
    issueUserCode,
  );
  const fleetLog = '/aws/lambda/emnify-mfa-rotate-fleet';
  stack.logs.create(fleetLog);
  stack.executions.define(functionArn('emnify-mfa-rotate-fleet'), {
    alias: 'live',
    begin: (payload, clock) =>
      new DurableExecution(
        (event, context) =>
          output.capture(
            () => runFleet(event, context, createRotateFleet(environment, surroundingsOf('rotate-fleet'))),
            (text) => stack.logs.print(fleetLog, text),
          ),
        clock,
        payload,
      ),
  });
}

/** What the logger takes from an invocation's context, so that its lines can be told apart by request. */
function contextOf(invokedFunctionArn: string, functionName: string): Context {
  return {
    awsRequestId: randomUUID(),
    functionName,
    invokedFunctionArn,
    functionVersion: '$LATEST',
    memoryLimitInMB: '512',
    logGroupName: `/aws/lambda/${functionName}`,
    logStreamName: '[$LATEST]',
    callbackWaitsForEmptyEventLoop: true,
    getRemainingTimeInMillis: () => 60_000,
    done() {},
    fail() {},
    succeed() {},
  };
}
