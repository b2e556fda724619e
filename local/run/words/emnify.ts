import * as z from 'zod';
import type { WitnessedCall } from '../../faults.ts';
import { fingerprintOf } from '../fingerprint.ts';
import { bodyAs } from './json.ts';

const NamedBySpec = z.object({ id: z.number(), description: z.string() });
const Key = z.object({ id: z.number(), status: NamedBySpec.optional(), secret_key: z.string().optional() });
const Devices = z.array(z.object({ id: z.number() }));
const User = z.object({ mfa: z.array(Key).optional() });
const Session = z.object({ auth_token: z.string().optional() });
const Failure = z.object({ error_token: z.string() });

type Words = (call: WitnessedCall) => Promise<string>;

const WORDS: Readonly<Record<string, Words>> = {
  'POST /api/v1/authenticate': async ({ answer }) =>
    (await bodyAs(Session, answer))?.auth_token === undefined
      ? 'password accepted, a code is asked for'
      : 'application token accepted: a session begins',
  'GET /api/v1/user/{id}': async ({ answer }) => listed((await bodyAs(User, answer))?.mfa),
  'POST /api/v1/user/mfa': async ({ answer }) => {
    const key = await bodyAs(Key, answer);
    const secret = key?.secret_key === undefined ? 'not shown' : fingerprintOf(key.secret_key);
    return `key ${key?.id} made; its secret (${secret}) shown once`;
  },
  'PATCH /api/v1/user/mfa/{key_id}': async ({ record }) => `code accepted: key ${lastPart(record.path)} is active`,
  'GET /api/v1/user/my/mfa/trusted_device': async ({ answer }) => trusted(await bodyAs(Devices, answer)),
  'DELETE /api/v1/user/my/mfa/trusted_device/{device_id}': async ({ record }) =>
    `device ${lastPart(record.path)} deleted`,
  'DELETE /api/v1/user/my/mfa/{key_id}': async ({ record }) => `key ${lastPart(record.path)} deleted`,
};

/** What a call of emnify did; an answer that is no success is told by the vendor's own name for it. */
export async function emnifyWords(call: WitnessedCall): Promise<string> {
  const { answer, record } = call;
  if (answer === undefined) return 'not answered';
  if (!answer.ok) return `refused: ${(await bodyAs(Failure, answer))?.error_token ?? 'no reason given'}`;
  return (await WORDS[record.operation]?.(call)) ?? 'answered';
}

function listed(keys: readonly z.output<typeof Key>[] | undefined): string {
  if (keys === undefined) return 'the user, without their keys';
  const each = keys.map(({ id, status }) => `${id} ${status?.id === 1 ? 'active' : 'pending'}`);
  return each.length === 0 ? 'no keys' : `keys: ${each.join(', ')}`;
}

function trusted(devices: z.output<typeof Devices> = []): string {
  return devices.length === 0 ? 'no trusted devices' : `trusted devices: ${devices.map(({ id }) => id).join(', ')}`;
}

function lastPart(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
