import type { Context } from 'hono';
import { answer, userItem } from '../answers.ts';
import type { Operation } from '../operation.ts';
import { notFound } from '../refusal.ts';
import { requester } from '../request.ts';
import type { World } from '../world.ts';

export const userOperations: readonly Operation[] = [
  { method: 'GET', template: '/api/v1/user/my', recordedAs: '/api/v1/user/{id}', kind: 'other', handle: retrieve },
  { method: 'GET', template: '/api/v1/user/{id}', kind: 'other', handle: retrieve },
];

function retrieve(world: World, c: Context): Response {
  const asking = requester(world, c);
  const name = c.req.param('id');
  if (name === undefined) return answer(world, userItem(world, asking));
  const user = /^\d+(\.0)?$/.test(name) ? world.accounts.byId(Number(name)) : world.accounts.byUsername(name);
  if (user === undefined || user.organisation.id !== asking.organisation.id) throw notFound('User');
  return answer(world, userItem(world, user));
}
