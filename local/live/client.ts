import ky, { isHTTPError } from 'ky';
import * as z from 'zod';
import type { Breakage } from './breakages.ts';
import type { LiveState } from './state.ts';

const Now = z.object({ now: z.number() });
/** A simulated account, with credentials that only the stack knows. */
export const Account = z.object({
  user: z.string(),
  username: z.string(),
  password: z.string(),
  applicationToken: z.string(),
});
export type Account = z.infer<typeof Account>;

const Broken = z.object({ done: z.string(), newToken: z.string().optional() });
const Refusal = z.object({ error: z.string() });

/** The running stack, as the command works with it. */
export interface LiveClient {
  /** The stack's time, epoch milliseconds. */
  now(): Promise<number>;
  /** Those that may be enrolled. */
  accounts(): Promise<readonly Account[]>;
  /** @param duration ISO 8601 @returns the stack's time then */
  advance(duration: string): Promise<number>;
  /** @returns what was done, as a sentence */
  break(what: Breakage, user: string): Promise<z.infer<typeof Broken>>;
  stop(): Promise<void>;
}

/** The stack refused, in its words; or it does not answer: it was killed, and its file is still there. */
export class LiveStackRefused extends Error {
  override readonly name = 'LiveStackRefused';
}

export function liveClient({ control, controlToken }: LiveState): LiveClient {
  // Two months pass in seconds, and yet not in ky's ten.
  const api = ky.create({
    prefix: control,
    headers: { authorization: `Bearer ${controlToken}` },
    timeout: 120_000,
    retry: 0,
  });
  return {
    now: async () => (await answer(Now, () => api.get('now'))).now,
    accounts: () => answer(z.array(Account), () => api.get('accounts')),
    advance: async (duration) => (await answer(Now, () => api.post('advance', { json: { duration } }))).now,
    break: (what, user) => answer(Broken, () => api.post('break', { json: { what, user } })),
    stop: async () => {
      await answer(z.object({}), () => api.post('stop'));
    },
  };
}

async function answer<T>(schema: z.ZodType<T>, send: () => Promise<Response>): Promise<T> {
  try {
    return schema.parse(await (await send()).json());
  } catch (error) {
    const said = isHTTPError(error) ? Refusal.safeParse(error.data).data?.error : undefined;
    throw new LiveStackRefused(said ?? 'the embedded stack does not answer; start it again: emnify-mfa local start');
  }
}
