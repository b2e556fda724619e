import { Hono } from 'hono';
import { functionArn } from '../account.ts';
import type { DurableExecutionRecord, DurableExecutions } from './durable-executions.ts';
import { refusal, unsupported } from './refusal.ts';

const VERSION = '/2025-12-01';

/** The parameters that ListDurableExecutionsByFunction has and this stand-in has not. */
const UNSUPPORTED = ['Qualifier', 'StartedAfter', 'StartedBefore', 'ReverseOrder', 'Marker', 'MaxItems'];

/** Which action a request is; undefined where it is none of durable executions. */
export function durableOperation({ method, url }: Request): string | undefined {
  const { pathname } = new URL(url);
  if (!pathname.startsWith(VERSION)) return undefined;
  if (method === 'GET') {
    return pathname.endsWith('/durable-executions') ? 'ListDurableExecutionsByFunction' : 'GetDurableExecution';
  }
  return 'StopDurableExecution';
}

/**
 * The three actions by which somebody looks after durable executions.
 * https://docs.aws.amazon.com/lambda/latest/api/API_ListDurableExecutionsByFunction.html
 */
export function durableRoutes(executions: DurableExecutions): Hono {
  const app = new Hono().basePath(VERSION);

  app.get('/functions/:name/durable-executions', ({ req }) => {
    const given = Object.keys(req.query()).filter((name) => UNSUPPORTED.includes(name));
    if (given.length > 0) return unsupported(`the parameters ${given.join(', ')} are not supported`);
    const arn = functionArn(req.param('name'));
    if (executions.aliasOf(arn) === undefined) {
      return refusal(404, 'ResourceNotFoundException', `Function not found: ${arn}`);
    }
    const statuses = req.queries('Statuses') ?? [];
    const name = req.query('DurableExecutionName');
    const listed = executions
      .of(arn)
      .filter((record) => name === undefined || record.name === name)
      .map(summary)
      .filter(({ Status }) => statuses.length === 0 || statuses.includes(Status));
    return Response.json({ DurableExecutions: listed });
  });

  app.get('/durable-executions/:arn', ({ req }) => {
    const record = executions.find(req.param('arn'));
    return record === undefined ? unknown(req.param('arn')) : Response.json(details(record));
  });

  app.post('/durable-executions/:arn/stop', ({ req }) => {
    const record = executions.find(req.param('arn'));
    if (record === undefined) return unknown(req.param('arn'));
    if (record.ending === undefined) executions.stop(record);
    return Response.json({ StopTimestamp: seconds(record.endedAt) });
  });
  return app;
}

function unknown(arn: string): Response {
  return refusal(404, 'ResourceNotFoundException', `Durable execution not found: ${arn}`);
}

function summary({ arn, name, functionArn: FunctionArn, startedAt, endedAt, ending }: DurableExecutionRecord) {
  return {
    DurableExecutionArn: arn,
    DurableExecutionName: name,
    FunctionArn,
    Status: ending?.status ?? 'RUNNING',
    StartTimestamp: seconds(startedAt),
    ...(endedAt === undefined ? {} : { EndTimestamp: seconds(endedAt) }),
  };
}

function details(record: DurableExecutionRecord) {
  const { ending, payload } = record;
  return {
    ...summary(record),
    InputPayload: payload,
    Version: '1',
    ...(ending?.status === 'SUCCEEDED' ? { Result: JSON.stringify(ending.result) } : {}),
    ...(ending?.status === 'FAILED'
      ? { Error: { ErrorType: ending.errorType, ErrorMessage: ending.errorMessage } }
      : {}),
  };
}

/** As the API writes instants: seconds with a fraction. */
function seconds(instant = 0): number {
  return instant / 1_000;
}
