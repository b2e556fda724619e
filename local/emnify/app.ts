import { type Context, Hono } from 'hono';
import { LinearRouter } from 'hono/router/linear-router';
import type { Limits } from './limits.ts';
import { type Operation, routePath } from './operation.ts';
import { Refusal, tooManyRequests } from './refusal.ts';
import { applicationTokenOperations } from './routes/application-tokens.ts';
import { authenticateOperations } from './routes/authenticate.ts';
import { deviceOperations } from './routes/devices.ts';
import { keyOperations } from './routes/keys.ts';
import { userOperations } from './routes/users.ts';
import type { World } from './world.ts';

/** Everything the simulator can do; of two templates that fit a path, the first one counts. */
export const OPERATIONS: readonly Operation[] = [
  ...authenticateOperations,
  ...keyOperations,
  ...deviceOperations,
  ...applicationTokenOperations,
  ...userOperations,
];

/** The API over the world. What it does not have is refused with 501, so that a wrong path cannot pass for "not found". */
export function emnifyApp(world: World, limits: Limits): Hono {
  // Nothing is built before the first request: a story of milliseconds has a simulator of its own.
  const app = new Hono({ router: new LinearRouter() });
  for (const operation of OPERATIONS) {
    app.on(operation.method, routePath(operation), (c) => {
      const wait = limits.take(operation.kind, world.clock.now(), world.switches);
      if (wait !== undefined) {
        throw tooManyRequests(world.switches.retryAfterHeader ? Math.ceil(wait / 1000) : undefined);
      }
      return operation.handle(world, c);
    });
  }
  app.notFound((c) => unsupported(c, 'this call is not part of it'));
  app.onError((error, c) => {
    if (!(error instanceof Refusal)) return unsupported(c, `it failed: ${error.stack}`);
    const { status, body, headers } = error;
    return new Response(body === '' ? null : body, { status, headers });
  });
  return app;
}

function unsupported(c: Context, reason: string): Response {
  return new Response(`emnify simulator: ${c.req.method} ${c.req.path}: ${reason}`, { status: 501 });
}
