import { Hono } from 'hono';
import * as z from 'zod';
import { type Listening, listen } from '../service.ts';
import { FunctionError } from './function-error.ts';

/** One event on its way to the function and back. `deadline` is epoch milliseconds of the clock that the process lives in. */
export interface Invocation {
  readonly requestId: string;
  readonly functionArn: string;
  readonly event: unknown;
  readonly deadline: number;
  readonly resolve: (payload: unknown) => void;
  readonly reject: (error: FunctionError) => void;
}

const ErrorReport = z.object({
  errorType: z.string(),
  errorMessage: z.string(),
  trace: z.array(z.string()).default([]),
});

/**
 * The Lambda Runtime API as one function process meets it, on loopback: one invocation at a time.
 * https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html
 */
export class RuntimeApi {
  #waiting: ((invocation: Invocation) => void) | undefined;
  #offered: Invocation | undefined;
  #running: Invocation | undefined;

  listen(): Promise<Listening> {
    const app = this.#app();
    return listen(async (request) => app.fetch(request));
  }

  /** Hands the invocation to the process: now if it waits for one, else as soon as it asks. */
  offer(invocation: Invocation): void {
    if (this.#waiting === undefined) {
      this.#offered = invocation;
    } else {
      this.#waiting(invocation);
      this.#waiting = undefined;
    }
  }

  /** The invocation that has been offered and not answered. */
  get open(): Invocation | undefined {
    return this.#running ?? this.#offered;
  }

  #app(): Hono {
    const app = new Hono().basePath('/2018-06-01/runtime');
    app.get('/invocation/next', async () => {
      const invocation = await this.#next();
      return new Response(JSON.stringify(invocation.event), {
        headers: {
          'Content-Type': 'application/json',
          'Lambda-Runtime-Aws-Request-Id': invocation.requestId,
          'Lambda-Runtime-Deadline-Ms': String(invocation.deadline),
          'Lambda-Runtime-Invoked-Function-Arn': invocation.functionArn,
        },
      });
    });
    app.post('/invocation/:requestId/response', async (c) => {
      const text = await c.req.text();
      if (text === '') return c.json({ errorType: 'InvalidPayload', errorMessage: 'expected JSON, got nothing' }, 400);
      return this.#finish(c.req.param('requestId'), (invocation) => invocation.resolve(JSON.parse(text)));
    });
    app.post('/invocation/:requestId/error', async (c) => {
      const error = await failure(c.req.raw);
      return this.#finish(c.req.param('requestId'), (invocation) => invocation.reject(error));
    });
    app.post('/init/error', async (c) => {
      this.open?.reject(await failure(c.req.raw));
      return c.json({ status: 'OK' }, 202);
    });
    return app;
  }

  async #next(): Promise<Invocation> {
    this.#running = this.#offered ?? (await new Promise<Invocation>((resolve) => (this.#waiting = resolve)));
    this.#offered = undefined;
    return this.#running;
  }

  #finish(requestId: string, end: (invocation: Invocation) => void): Response {
    const running = this.#running;
    if (running?.requestId !== requestId) {
      const errorMessage = `expected the answer to ${running?.requestId ?? 'no invocation'}, got one to ${requestId}`;
      return Response.json({ errorType: 'InvalidRequestID', errorMessage }, { status: 400 });
    }
    this.#running = undefined;
    end(running);
    return Response.json({ status: 'OK' }, { status: 202 });
  }
}

async function failure(request: Request): Promise<FunctionError> {
  const { errorType, errorMessage, trace } = ErrorReport.parse(await request.json());
  return new FunctionError(errorType, errorMessage, trace);
}
