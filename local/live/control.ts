import { timingSafeEqual } from 'node:crypto';
import { Hono } from 'hono';
import * as z from 'zod';
import { durationMs } from '../../functions/shared/duration.ts';
import { type Listening, listen } from '../service.ts';
import { BREAKAGES, breakFor } from './breakages.ts';
import type { LiveStack } from './live-stack.ts';

const Advance = z.object({ duration: z.string().refine((text) => durationMs(text) > 0) });
const Break = z.object({ what: z.enum(BREAKAGES), user: z.string() });

/**
 * The endpoint by which the command asks the time of the stack and moves it, breaks something, or ends it.
 * @param stop resolves once nobody finds the stack any more; what is left of it ends after that
 */
export async function serveControl(live: LiveStack, token: string, stop: () => Promise<void>): Promise<Listening> {
  const app = new Hono();
  app.use(async ({ req, text }, next) => {
    if (!isSame(req.header('authorization') ?? '', `Bearer ${token}`)) return text('wrong token', 403);
    return next();
  });
  app.get('/now', (c) => c.json({ now: live.now() }));
  app.get('/accounts', (c) => c.json(live.currentAccounts()));
  app.post('/advance', async (c) => {
    const { duration } = Advance.parse(await c.req.json());
    await live.advance(durationMs(duration));
    return c.json({ now: live.now() });
  });
  app.post('/break', async (c) => {
    const { what, user } = Break.parse(await c.req.json());
    return c.json(await breakFor(live, what, user));
  });
  app.post('/stop', async (c) => {
    await stop();
    return c.json({});
  });
  app.onError((error, c) => c.json({ error: error.message }, 400));
  return listen(async (request) => app.fetch(request));
}

function isSame(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.length === b.length && timingSafeEqual(a, b);
}
