import { Hono } from 'hono';
import { functionArn } from '../account.ts';
import type { Service } from '../service.ts';
import type { AsyncInvocations } from './async-invocations.ts';
import type { DurableExecutions } from './durable-executions.ts';
import { durableOperation, durableRoutes } from './durable-service.ts';
import { refusal, unsupported } from './refusal.ts';
import type { FunctionRegistry, InvocationResult } from './registry.ts';

/**
 * The Invoke call of Lambda's API, for the functions of the registry; and what looks after executions of durable ones.
 * https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html
 */
export class InvokeService implements Service {
  readonly name = 'lambda';
  readonly #registry: FunctionRegistry;
  readonly #queue: AsyncInvocations;
  readonly #executions: DurableExecutions;
  readonly #app = new Hono();

  constructor(registry: FunctionRegistry, queue: AsyncInvocations, executions: DurableExecutions) {
    this.#registry = registry;
    this.#queue = queue;
    this.#executions = executions;
    this.#app.route('/', durableRoutes(executions));
    this.#app.post('/2015-03-31/functions/:name/invocations', ({ req }) => this.#invoke(req.param('name'), req.raw));
    this.#app.notFound(({ req }) => unsupported(`expected POST .../invocations, got ${req.method} ${req.path}`));
  }

  operation(request: Request): string {
    return durableOperation(request) ?? 'Invoke';
  }

  async handle(request: Request): Promise<Response> {
    return this.#app.fetch(request);
  }

  async #invoke(name: string, request: Request): Promise<Response> {
    for (const header of ['x-amz-log-type', 'x-amz-client-context']) {
      const value = request.headers.get(header);
      if (value !== null && value !== 'None') return unsupported(`the header ${header} is not supported`);
    }
    const arn = this.#resolve(name, new URL(request.url).searchParams.get('Qualifier'));
    if (arn instanceof Response) return arn;
    const text = await request.text();
    const event = parseEvent(text);
    if (event instanceof Response) return event;

    const type = request.headers.get('x-amz-invocation-type') ?? 'RequestResponse';
    const execution = request.headers.get('x-amz-durable-execution-name');
    if (this.#executions.aliasOf(arn) !== undefined && type !== 'DryRun') {
      return this.#begin(arn, execution, type, text);
    }
    if (execution !== null) return unsupported('expected no execution name, since the function is not durable');
    if (type === 'RequestResponse') return answer(await this.#registry.invoke(arn, event.value));
    // "Validate parameter values and verify that the user or role has permission" (API reference, InvocationType).
    if (type === 'DryRun') return new Response(null, { status: 204 });
    if (type !== 'Event')
      return unsupported(`expected the invocation type RequestResponse, Event or DryRun, got ${type}`);
    this.#queue.enqueue(arn, event.value);
    return new Response(null, { status: 202 });
  }

  /** https://docs.aws.amazon.com/lambda/latest/dg/durable-invoking.html */
  #begin(arn: string, name: string | null, type: string, payload: string): Response {
    if (type !== 'Event') return unsupported(`expected a durable function to be invoked as Event, got ${type}`);
    if (name === null) return unsupported('expected a name for the durable execution');
    if (!/^[A-Za-z0-9_-]{1,64}$/.test(name)) {
      return refusal(400, 'InvalidParameterValueException', `the execution name ${name} is not valid`);
    }
    const record = this.#executions.start(arn, name, payload);
    if (record === undefined) {
      return refusal(409, 'DurableExecutionAlreadyStartedException', `the execution ${name} has another payload`);
    }
    return new Response(null, { status: 202, headers: { 'X-Amz-Durable-Execution-Arn': record.arn } });
  }

  /**
   * A name, or a full or partial ARN, each with or without `:$LATEST`: functions of the embedded account have no other version,
   * and a durable one is invoked by its alias alone.
   */
  #resolve(name: string, qualifierOfQuery: string | null): string | Response {
    const match = /^(?<base>.+:function:)?(?<short>[A-Za-z0-9_-]{1,64})(?::(?<qualifier>[^:]+))?$/.exec(name);
    const { base = '', short = name, qualifier = qualifierOfQuery ?? '$LATEST' } = match?.groups ?? {};
    const arn = functionArn(short);
    const alias = this.#executions.aliasOf(arn);
    const isThere = this.#registry.has(arn) || alias !== undefined;
    if (isThere && arn.endsWith(`${base}${short}`) && qualifier === (alias ?? '$LATEST')) return arn;
    const sought = base.startsWith('arn:') ? `${base}${short}` : arn;
    const suffix = qualifier === '$LATEST' ? '' : `:${qualifier}`;
    return refusal(404, 'ResourceNotFoundException', `Function not found: ${sought}${suffix}`);
  }
}

function parseEvent(body: string): { readonly value: unknown } | Response {
  // An invocation without a payload gives the handler an empty object.
  if (body === '') return { value: {} };
  try {
    return { value: JSON.parse(body) };
  } catch {
    return refusal(400, 'InvalidRequestContentException', 'Could not parse request body into json');
  }
}

function answer(result: InvocationResult): Response {
  const headers = new Headers({ 'X-Amz-Executed-Version': '$LATEST' });
  if (result.ok) return Response.json(result.payload, { headers });
  headers.set('X-Amz-Function-Error', 'Unhandled');
  const { errorType, errorMessage, trace } = result;
  return Response.json({ errorType, errorMessage, trace }, { headers });
}
