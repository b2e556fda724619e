import type { Fault } from '../../local/faults.ts';
import type { World } from '../support/world.ts';
import type { Story } from './run.ts';

export const AUTHENTICATE = 'POST /api/v1/authenticate';
export const POST = 'POST /api/v1/user/mfa';
export const PATCH = 'PATCH /api/v1/user/mfa/{key_id}';
export const DELETE = 'DELETE /api/v1/user/my/mfa/{key_id}';
export const MINUTE = 60_000;

/** Every call that a rotation makes. */
export const OPERATIONS = [
  AUTHENTICATE,
  'GET /api/v1/user/{id}',
  POST,
  PATCH,
  'DescribeSecret',
  'GetSecretValue',
  'TagResource',
  'PutSecretValue',
  'UpdateSecretVersionStage',
];

/** A warm container would not have to. */
export const SIGNING_IN = { containers: 'fresh' } as const;

/** Step by step twice over, with the holds and waits of a failure in between, and once more when the fault is over. */
export async function climb(world: World, token = world.beginByHand()): Promise<void> {
  await world.step('createSecret', token);
  await world.step('createSecret', token);
  await world.stack.clock.advance(2 * MINUTE);
  await world.step('finishSecret', token);
  world.stack.script.clear();
  await world.stack.clock.advance(61 * MINUTE);
  await world.step('finishSecret', token);
}

/** The fault on the first two calls of this name. */
export function faulty(operation: string, fault: Fault): Story {
  return {
    options: SIGNING_IN,
    act: async (world) => {
      world.stack.script.add({ operation, nth: 1, times: 2, fault });
      await climb(world);
    },
  };
}
