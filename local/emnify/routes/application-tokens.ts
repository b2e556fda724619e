import type { Context } from 'hono';
import * as z from 'zod';
import { answer, noContent, tokenItem } from '../answers.ts';
import type { Operation } from '../operation.ts';
import { conflict, notFound } from '../refusal.ts';
import { body, id, requester } from '../request.ts';
import type { World } from '../world.ts';

const Creation = z.strictObject({
  description: z.string(),
  expiry_date: z.optional(z.union([z.iso.date(), z.iso.datetime({ offset: true })])),
  ip: z.optional(z.union([z.ipv4(), z.cidrv4()])),
});
const Revocation = z.strictObject({ status: z.strictObject({ id: z.literal(1) }) });

export const applicationTokenOperations: readonly Operation[] = [
  { method: 'GET', template: '/api/v1/application_token', kind: 'read', handle: list },
  { method: 'POST', template: '/api/v1/application_token', kind: 'other', handle: create },
  { method: 'PATCH', template: '/api/v1/application_token/{token_id}', kind: 'other', handle: revoke },
];

function list(world: World, c: Context): Response {
  const { applicationTokens } = requester(world, c);
  return answer(
    world,
    applicationTokens.map((token) => tokenItem(world, token)),
  );
}

async function create(world: World, c: Context): Promise<Response> {
  const user = requester(world, c);
  const { description, expiry_date, ip } = await body(c, Creation);
  const { token } = world.accounts.createToken(user, {
    description,
    ...(expiry_date === undefined ? {} : { expiresAt: Date.parse(expiry_date) }),
    ...(ip === undefined ? {} : { ip }),
  });
  return answer(world, { application_token: token });
}

async function revoke(world: World, c: Context): Promise<Response> {
  const user = requester(world, c);
  await body(c, Revocation);
  const tokenId = id(c, 'token_id');
  const token = user.applicationTokens.find((candidate) => candidate.id === tokenId);
  if (token === undefined) throw notFound('Application token');
  if (token.revokedAt !== undefined) throw conflict('The application token is already revoked');
  world.accounts.revokeToken(user, token);
  return noContent();
}
