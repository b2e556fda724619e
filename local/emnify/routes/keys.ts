import type { Context } from 'hono';
import * as z from 'zod';
import { answer, createdKey, KEY_STATUSES, KEY_TYPES, noContent } from '../answers.ts';
import { acceptsCode, obstacleToActivating, obstacleToCreating } from '../key-rules.ts';
import { accepted, admit, refused } from '../lockout.ts';
import type { Operation } from '../operation.ts';
import { sha1 } from '../password.ts';
import type { KeyRecord, UserRecord } from '../records.ts';
import { badCredentials, conflict, invalid, nested, notFound, type Refusal, wrongPassword } from '../refusal.ts';
import { addressedUser, body, id, requester } from '../request.ts';
import type { World } from '../world.ts';

const Creation = z.strictObject({
  type: z.strictObject({ id: z.literal(0) }),
  password: z.string().min(1),
});
const Activation = z.strictObject({
  status: z.strictObject({ id: z.literal(1) }),
  code: z.string().regex(/^\d{6,8}$/, 'expected a code of digits'),
});

export const keyOperations: readonly Operation[] = [
  { method: 'POST', template: '/api/v1/user/mfa', kind: 'other', handle: create },
  { method: 'GET', template: '/api/v1/user/mfa/status', kind: 'read', handle: lookup(KEY_STATUSES) },
  { method: 'GET', template: '/api/v1/user/mfa/type', kind: 'read', handle: lookup(KEY_TYPES) },
  { method: 'PATCH', template: '/api/v1/user/mfa/{key_id}', kind: 'other', handle: activate },
  { method: 'DELETE', template: '/api/v1/user/my/mfa/{key_id}', kind: 'other', handle: remove },
  { method: 'DELETE', template: '/api/v1/user/{user_id}/mfa/{key_id}', kind: 'other', handle: remove },
];

async function create(world: World, c: Context): Promise<Response> {
  const user = requester(world, c);
  const { password } = await body(c, Creation);
  admit(world, user, 'password');
  const obstacle = obstacleToCreating(user, world.switches);
  if (obstacle !== undefined && world.switches.conflictCheck === 'before-password') throw conflict(obstacle);
  if (password !== (world.switches.passwordForm === 'sha1' ? sha1(user.password) : user.password)) {
    refused(world, user, 'password');
    throw passwordRefusal(world);
  }
  accepted(world, user, 'password', true);
  if (obstacle !== undefined) throw conflict(obstacle);
  return answer(world, createdKey(world, world.accounts.createKey(user, world.switches)));
}

function passwordRefusal({ switches }: World): Refusal {
  switch (switches.wrongPassword) {
    case 'refused-422':
      return invalid([nested(1401, 'password', 'The password is wrong')]);
    case 'empty-401':
      return badCredentials();
    case 'invalid-credentials-401':
      return wrongPassword();
  }
}

async function activate(world: World, c: Context): Promise<Response> {
  const user = requester(world, c);
  const { code } = await body(c, Activation);
  admit(world, user, 'code');
  const key = existingKey(user, id(c, 'key_id'));
  if (key.state === 'active') throw conflict('The MFA key is already activated');
  const obstacle = obstacleToActivating(user, world.switches);
  // Not a 409: on this call the documents give that to a key that is active already.
  if (obstacle !== undefined) throw invalid([nested(1406, 'status', obstacle)]);
  if (!acceptsCode(world, key, code)) {
    refused(world, user, 'code');
    throw invalid([nested(1401, 'code', 'The code is wrong or has expired')]);
  }
  accepted(world, user, 'code', true);
  world.accounts.activateKey(user, key);
  return noContent();
}

function remove(world: World, c: Context): Response {
  const user = addressedUser(world, c, requester(world, c));
  world.accounts.deleteKey(user, existingKey(user, id(c, 'key_id')));
  return noContent();
}

function lookup(entries: readonly object[]): Operation['handle'] {
  return (world, c) => {
    requester(world, c);
    return answer(world, entries);
  };
}

function existingKey(user: UserRecord, keyId: number): KeyRecord {
  const key = user.keys.find((candidate) => candidate.id === keyId && candidate.state !== 'deleted');
  if (key === undefined) throw notFound('MFA key');
  return key;
}
