import { Hono } from 'hono';
import { functionArn } from '../account.ts';
import type { Service } from '../service.ts';
import type { AsyncInvocations } from './async-invocations.ts';
import type { FunctionRegistry, InvocationResult } from './registry.ts';

/**
 * The Invoke call of Lambda's API, for the functions of the registry.
 * https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html
 */
export class InvokeService implements Service {
  readonly name = 'lambda';
  readonly #registry: FunctionRegistry;
  readonly #queue: AsyncInvocations;
  readonly #app = new Hono();

  constructor(registry: FunctionRegistry, queue: AsyncInvocations) {
    this.#registry = registry;
    this.#queue = queue;
    this.#app.post('/2015-03-31/functions/:name/invocations', ({ req }) => this.#invoke(req.param('name'), req.raw));
    this.#app.notFound(({ req }) => unsupported(`expected POST .../invocations, got ${req.method} ${req.path}`));
  }

  operation(): string {
    return 'Invoke';
  }

  async handle(request: Request): Promise<Response> {
    return this.#app.fetch(request);
  }

  async #invoke(name: string, request: Request): Promise<Response> {
    for (const header of ['x-amz-log-type', 'x-amz-client-context', 'x-amz-durable-execution-name']) {
      const value = request.headers.get(header);
      if (value !== null && value !== 'None') return unsupported(`the header ${header} is not supported`);
    }
    const arn = this.#resolve(name, new URL(request.url).searchParams.get('Qualifier'));
    if (arn instanceof Response) return arn;
    const event = parseEvent(await request.text());
    if (event instanceof Response) return event;

    const type = request.headers.get('x-amz-invocation-type') ?? 'RequestResponse';
    if (type === 'RequestResponse') return answer(await this.#registry.invoke(arn, event.value));
    // "Validate parameter values and verify that the user or role has permission" (API reference, InvocationType).
    if (type === 'DryRun') return new Response(null, { status: 204 });
    if (type !== 'Event')
      return unsupported(`expected the invocation type RequestResponse, Event or DryRun, got ${type}`);
    this.#queue.enqueue(arn, event.value);
    return new Response(null, { status: 202 });
  }

  /** A name, or a full or partial ARN, each with or without `:$LATEST`: functions of the embedded account have no other version. */
  #resolve(name: string, qualifierOfQuery: string | null): string | Response {
    const match = /^(?<base>.+:function:)?(?<short>[A-Za-z0-9_-]{1,64})(?::(?<qualifier>[^:]+))?$/.exec(name);
    const { base = '', short = name, qualifier = qualifierOfQuery ?? '$LATEST' } = match?.groups ?? {};
    const arn = functionArn(short);
    const exists = this.#registry.has(arn) && arn.endsWith(`${base}${short}`) && qualifier === '$LATEST';
    if (exists) return arn;
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

function refusal(status: number, type: string, message: string): Response {
  return Response.json({ Type: 'User', Message: message }, { status, headers: { 'X-Amzn-ErrorType': type } });
}

/** AWS may well know it, the stand-in does not: said with a code that AWS never uses, and a status that the SDK does not retry. */
function unsupported(message: string): Response {
  return refusal(400, 'NotSupportedByStandIn', `The local stand-in of Lambda: ${message}`);
}
