import type { Context } from 'hono';
import { answer, deviceItem, noContent } from '../answers.ts';
import type { Operation } from '../operation.ts';
import { notFound } from '../refusal.ts';
import { addressedUser, id, requester } from '../request.ts';
import type { World } from '../world.ts';

/** The vendor documents two spellings for one's own devices. */
const SCOPES = ['/api/v1/user', '/api/v1/user/my', '/api/v1/user/{user_id}'] as const;

export const deviceOperations: readonly Operation[] = SCOPES.flatMap((scope): Operation[] => [
  { method: 'GET', template: `${scope}/mfa/trusted_device`, kind: 'read', handle: list },
  { method: 'DELETE', template: `${scope}/mfa/trusted_device/{device_id}`, kind: 'other', handle: remove },
]);

function list(world: World, c: Context): Response {
  const user = addressedUser(world, c, requester(world, c));
  const trusted = user.devices.filter(({ deletedAt }) => deletedAt === undefined);
  return answer(
    world,
    trusted.map((device) => deviceItem(world, device)),
  );
}

function remove(world: World, c: Context): Response {
  const user = addressedUser(world, c, requester(world, c));
  const deviceId = id(c, 'device_id');
  const device = user.devices.find((candidate) => candidate.id === deviceId && candidate.deletedAt === undefined);
  if (device === undefined) throw notFound('Trusted device');
  world.accounts.deleteDevice(user, device);
  return noContent();
}
