import type { Context } from 'hono';
import type * as z from 'zod';
import { ROLES, type UserRecord } from './records.ts';
import {
  type ErrorCode,
  forbidden,
  invalid,
  invalidToken,
  malformed,
  nested,
  notFound,
  tokenExpired,
} from './refusal.ts';
import type { World } from './world.ts';

/** The user whose `auth_token` the request carries. @throws Refusal */
export function requester(world: World, c: Context): UserRecord {
  const jwt = /^Bearer (\S+)$/.exec(c.req.header('authorization') ?? '')?.[1];
  if (jwt === undefined) throw invalidToken();
  const read = world.jwts.read(jwt, 'auth', world.serverClock.now());
  if (read === 'expired') throw tokenExpired();
  const user = read === 'garbled' ? undefined : world.accounts.byId(read.userId);
  if (user === undefined) throw invalidToken();
  return user;
}

/** The user that `{user_id}` names: the requester (`my`, own id) or, for an administrator, another one of the organisation. */
export function addressedUser(world: World, c: Context, asking: UserRecord): UserRecord {
  const text = c.req.param('user_id');
  if (text === undefined) return asking;
  const user = world.accounts.byId(id(c, 'user_id'));
  if (user === undefined || user.organisation.id !== asking.organisation.id) throw notFound('User');
  const administers = asking.roles.some((role) => ROLES[role] <= ROLES.Administrator);
  if (user !== asking && !administers) throw forbidden();
  return user;
}

/** An id in the path; the vendor types them as floats, so `717.0` is one. @throws Refusal */
export function id(c: Context, name: string): number {
  const text = c.req.param(name) ?? '';
  if (!/^\d{1,15}(\.0)?$/.test(text)) throw malformed(`${name} must be a number`);
  return Number(text);
}

/** The body as JSON. @throws Refusal with 400 where it is none, or says that it is none */
export async function json(c: Context): Promise<unknown> {
  const type = c.req.header('content-type') ?? '';
  if (!/^application\/json(;\s*charset=utf-8)?$/i.test(type)) throw malformed('Content-Type must be application/json');
  try {
    return await c.req.json();
  } catch {
    throw malformed('The body must be JSON');
  }
}

/** The body in the expected shape. @throws Refusal with 400 where it is not JSON, 422 and nested errors where the shape is another */
export async function body<Shape extends z.ZodType>(c: Context, shape: Shape): Promise<z.output<Shape>> {
  const raw = await json(c);
  const result = shape.safeParse(raw);
  if (result.success) return result.data;
  throw invalid(
    result.error.issues.map((issue) => {
      const field = [...issue.path, ...(issue.code === 'unrecognized_keys' ? issue.keys : [])].join('.');
      return nested(errorCode(issue, raw), field, issue.message);
    }),
  );
}

function errorCode(issue: z.core.$ZodIssue, raw: unknown): ErrorCode {
  if (issue.code === 'invalid_value') return 1401;
  return issue.code === 'invalid_type' && isMissing(raw, issue.path) ? 1402 : 1403;
}

function isMissing(raw: unknown, path: readonly PropertyKey[]): boolean {
  let value = raw;
  for (const name of path) {
    value = typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
  }
  return value === undefined;
}
