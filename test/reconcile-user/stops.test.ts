import { afterEach, expect, it } from 'vitest';
import { reconcile } from '../support/reconcile.ts';
import { World } from '../support/world.ts';

const DAY = 24 * 3_600_000;
const DELETE_DEVICE = 'DELETE /api/v1/user/my/mfa/trusted_device/{device_id}';

let world: World;
afterEach(async () => {
  expect(world.watch.violations).toEqual([]);
  await world.close();
});

it('sends nothing more once a deletion has met a lockout', async () => {
  world = await World.rotated();
  for (const age of [40, 50]) world.portal.addDevice({ activatedAt: world.stack.clock.now() - age * DAY });
  const body = JSON.stringify({ error_code: 1105, error_token: 'TooManyRequests', message: 'locked' });
  world.stack.script.add({ operation: DELETE_DEVICE, fault: { kind: 'answer', status: 401, body } });

  await expect(reconcile(world)).rejects.toMatchObject({ kind: 'locked-out' });
  expect(world.stack.script.calls.findLast(({ service }) => service === 'emnify')?.operation).toBe(DELETE_DEVICE);
  expect(world.calls(DELETE_DEVICE)).toBe(1);
  expect(world.tag('hold')).toMatch(/^lockout until=/);
});

it('respects a hold that an operator sets while emnify is read', async () => {
  world = await World.rotated();
  world.portal.addDevice({ activatedAt: world.stack.clock.now() - 40 * DAY });
  const act = () => world.setTag('hold', 'operator');
  world.stack.script.add({ operation: 'DescribeSecret', nth: 2, fault: { kind: 'meanwhile', when: 'before', act } });
  const { plan } = await reconcile(world);

  expect(plan.actions).toEqual([]);
  expect(plan.findings).toMatchObject([{ kind: 'hold-in-force' }]);
});

it('respects a hold that an operator sets between two deletions', async () => {
  world = await World.rotated();
  for (const age of [40, 50]) world.portal.addDevice({ activatedAt: world.stack.clock.now() - age * DAY });
  const act = () => world.setTag('hold', 'operator');
  world.stack.script.add({ operation: DELETE_DEVICE, nth: 1, fault: { kind: 'meanwhile', when: 'after', act } });

  await expect(reconcile(world)).rejects.toMatchObject({ kind: 'hold-in-force' });
  expect(world.calls(DELETE_DEVICE)).toBe(1);
});

it('takes a leftover AWSPENDING off first, so that ending the grace reaches the key that it shields', async () => {
  world = await World.rotated({ secretsManager: { clearsPendingOnSuccess: false } });
  await world.rotate();
  const leaked = world.currentKey;
  world.moveCurrentBack();
  const report = await reconcile(world, { endGrace: true });

  expect(report.done).toMatchObject([
    { action: { kind: 'drop-pending' } },
    { action: { kind: 'delete-key', keyId: leaked } },
  ]);
  expect(world.keys('active')).toEqual([world.currentKey]);
});

it('goes on with the other actions where one fails, and reports the failure', async () => {
  world = await World.rotated();
  for (const age of [40, 50]) world.portal.addDevice({ activatedAt: world.stack.clock.now() - age * DAY });
  world.stack.script.add({ operation: DELETE_DEVICE, nth: 1, fault: { kind: 'answer', status: 409 } });

  await expect(reconcile(world)).rejects.toMatchObject({ kind: 'conflict' });
  expect(world.account.devices.filter(({ deletedAt }) => deletedAt === undefined)).toHaveLength(1);
});
