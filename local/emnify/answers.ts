import { type ApplicationTokenRecord, type DeviceRecord, type KeyRecord, ROLES, type UserRecord } from './records.ts';
import type { World } from './world.ts';

export const KEY_STATUSES = [
  { id: 0, description: 'Activation Pending' },
  { id: 1, description: 'Active' },
] as const;
export const KEY_TYPES = [{ id: 0, description: 'Time-Based One-Time Password' }] as const;

/** A JSON answer, with ids in the form that the switch asks for. */
export function answer({ switches }: World, value: unknown, status = 200): Response {
  const text = JSON.stringify(value);
  return new Response(switches.floatIds ? text.replaceAll(/"id":(\d+)/g, '"id":$1.0') : text, {
    status,
    headers: { 'content-type': 'application/json;charset=UTF-8' },
  });
}

export function noContent(): Response {
  return new Response(null, { status: 204 });
}

/** The key as its creation shows it, the secret included. */
export function createdKey(world: World, key: KeyRecord): object {
  return { ...keyItem(world, key, 'all'), secret_key: key.secretKey, otpauth: key.otpauth };
}

export function userItem(world: World, user: UserRecord): object {
  const { id, username, name, organisation, roles } = user;
  const { listedKeys, keyFields } = world.switches;
  const keys = user.keys.filter(
    ({ state }) => (state === 'active' && listedKeys !== 'none') || (state === 'pending' && listedKeys === 'all'),
  );
  return {
    id,
    username,
    name,
    created: world.serverClock.iso(user.createdAt),
    status: { id: 1, description: 'Active' },
    organisation,
    roles: roles.map((role) => ({ id: ROLES[role], name: role })),
    ...(listedKeys === 'absent' ? {} : { mfa: keys.map((key) => keyItem(world, key, keyFields)) }),
  };
}

export function deviceItem(world: World, device: DeviceRecord): object {
  return {
    id: device.id,
    operating_system: device.operatingSystem,
    browser: device.browser,
    activation_date: world.serverClock.iso(device.activatedAt),
  };
}

export function tokenItem(world: World, token: ApplicationTokenRecord): object {
  const revoked = token.revokedAt !== undefined;
  return {
    id: token.id,
    description: token.description,
    created: world.serverClock.iso(token.createdAt),
    status: revoked ? { id: 1, description: 'Revoked' } : { id: 0, description: 'Activated' },
    ...(token.expiresAt === undefined ? {} : { expiry_date: new Date(token.expiresAt).toISOString() }),
    ...(token.ip === undefined ? {} : { ip: token.ip }),
  };
}

function keyItem(world: World, key: KeyRecord, fields: World['switches']['keyFields']): object {
  const bare = { id: key.id };
  if (fields === 'id-only') return bare;
  const dateless = { ...bare, status: KEY_STATUSES[key.state === 'active' ? 1 : 0], type: KEY_TYPES[0] };
  if (fields === 'no-dates') return dateless;
  return {
    ...dateless,
    creation_date: world.serverClock.iso(key.createdAt),
    ...(key.activatedAt === undefined ? {} : { activation_date: world.serverClock.iso(key.activatedAt) }),
  };
}
