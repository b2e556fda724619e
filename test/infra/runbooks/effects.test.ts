import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Operator } from './operator.ts';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const PUT = 'PutSecretValue';

let operator: Operator;
beforeEach(async () => {
  operator = await Operator.start();
});
afterEach(async () => {
  expect(operator.watch.violations).toEqual([]);
  expect(operator.leaks()).toEqual([]);
  await operator.close();
});

/** Secrets Manager gives the rotation up with its version stored nowhere. */
async function stuckRotation(): Promise<string> {
  const fault = { kind: 'answer', status: 500 } as const;
  operator.stack.script.add({ operation: PUT, nth: 1, times: 200, fault });
  const version = await operator.rotate();
  operator.stack.script.clear();
  await operator.stack.clock.advance(5 * MINUTE);
  expect(operator.secret.labels.get('AWSCURRENT')).not.toBe(version);
  return version;
}

describe('looking', () => {
  test('audit-user says what would be done, and changes nothing', async () => {
    operator.stack.emnify.portal(operator.subject.username).addDevice({ activatedAt: 0 });
    const before = operator.state;
    const { status, steps } = await operator.run('audit-user');
    expect(status).toBe('Success');
    expect(String(steps.at(-1)?.outputs['Payload'])).toMatch(/"dryRun":true.*"kind":"delete-device"/);
    expect(operator.state).toEqual(before);
  });

  test.each(['reconcile-user', 'offboard-user'])('%s only looks, unless told otherwise', async (slug) => {
    operator.stack.emnify.portal(operator.subject.username).addDevice({ activatedAt: 0 });
    const before = operator.state;
    const { status, steps } = await operator.run(slug);
    expect(status).toBe('Success');
    expect(String(steps.at(-1)?.outputs['Payload'])).toMatch(/"dryRun":true.*"done":\[\]/);
    expect(operator.state).toEqual(before);
  });
});

test('a secret in the history of an execution would be noticed', async () => {
  const { password } = operator.stack.emnify.user(operator.subject.username);
  await operator.run('hold-user', { Reason: password });
  expect(operator.leaks().join()).toMatch(/executions.*holds a password/);
  operator.executions.length = 0;
});

describe('reconcile-user', () => {
  test('does what the daily run would do', async () => {
    operator.stack.emnify.portal(operator.subject.username).addDevice({ activatedAt: 0 });
    const { status } = await operator.run('reconcile-user', { DryRun: 'false' });
    expect(status).toBe('Success');
    const { devices } = operator.stack.emnify.user(operator.subject.username);
    expect(devices.filter(({ deletedAt }) => deletedAt === undefined)).toEqual([]);
  });
});

describe('rotate-user', () => {
  test('replaces the key by a version named after the execution; the one before keeps its grace', async () => {
    const before = operator.currentKey;
    const { id, status, steps } = await operator.run('rotate-user');
    expect(status).toBe('Success');
    expect(operator.secret.labels.get('AWSCURRENT')).toBe(id);
    expect(operator.activeKeys).toEqual([before, operator.currentKey]);
    expect(operator.secret.tags.get(`emnify-mfa:superseded/${before}`)).toBeDefined();
    expect(steps.map(({ name }) => name)).toEqual(['RequestRotation', 'GiveTime', 'Finish', 'ChooseGrace', 'Audit']);
  });

  test('is undone as its page says: AWSCURRENT moves back, and the newer key becomes the superseded one', async () => {
    const before = operator.currentKey;
    await operator.run('rotate-user');
    const [after, { labels }] = [operator.currentKey, operator.secret];
    operator.stack.secretsManager.call('UpdateSecretVersionStage', {
      SecretId: operator.subject.keySecret,
      VersionStage: 'AWSCURRENT',
      RemoveFromVersionId: labels.get('AWSCURRENT'),
      MoveToVersionId: labels.get('AWSPREVIOUS'),
    });
    expect(await operator.run('reconcile-user', { DryRun: 'false' })).toMatchObject({ status: 'Success' });
    expect(operator.currentKey).toBe(before);
    expect(operator.secret.tags.get(`emnify-mfa:superseded/${after}`)).toBeDefined();
    expect(operator.activeKeys).toEqual([before, after]);
  });

  test('after a leak ends the grace at once: no key but the new one is left', async () => {
    const leaked = operator.currentKey;
    operator.watch.graceIsEnded();
    const { status } = await operator.run('rotate-user', { EndGrace: 'true' });
    expect(status).toBe('Success');
    expect(operator.currentKey).not.toBe(leaked);
    expect(operator.activeKeys).toEqual([operator.currentKey]);
  });

  test('started again under the same id, as after a lost reply, rotates no second time', async () => {
    const { id } = await operator.run('rotate-user');
    const keys = operator.stack.emnify.user(operator.subject.username).keys.length;
    await operator.run('rotate-user', {}, { id });
    expect(operator.secret.labels.get('AWSCURRENT')).toBe(id);
    expect(operator.stack.emnify.user(operator.subject.username).keys).toHaveLength(keys);
  });

  test('finishes itself what Secrets Manager has not brought to its end', async () => {
    operator.stack.secretsManager.behaviour.retries = 0;
    operator.stack.script.add({ operation: PUT, nth: 1, times: 4, fault: { kind: 'answer', status: 500 } });
    const { id, status } = await operator.run('rotate-user');
    expect(operator.secret.attempts.at(-1)).toMatchObject({ outcome: 'failed' });
    expect(status).toBe('Success');
    expect(operator.secret.labels.get('AWSCURRENT')).toBe(id);
  });

  test('fails under a hold, and sends nothing to emnify', async () => {
    await operator.run('hold-user');
    const { status, steps } = await operator.run('rotate-user', { EndGrace: 'true' });
    expect(status).toBe('Failed');
    expect(steps.at(-1)).toMatchObject({ name: 'Finish', failure: expect.stringMatching(/^Error: HoldInForce: /) });
    expect(operator.stack.script.calls.filter(({ service }) => service === 'emnify')).toEqual([]);
  });

  test('costs nobody the current key where a step does not fail with its function', async () => {
    const before = operator.currentKey;
    operator.stack.script.add({ operation: PUT, nth: 1, times: 200, fault: { kind: 'answer', status: 500 } });
    const { steps } = await operator.run('rotate-user', { EndGrace: 'true' }, { functionErrors: 'pass' });
    expect(steps.find(({ name }) => name === 'Finish')?.outputs).toMatchObject({ FunctionError: 'Unhandled' });
    expect(operator.currentKey).toBe(before);
    expect(operator.activeKeys).toContain(before);
  });

  test('begins no second rotation while one has stopped: that is taken up first', async () => {
    const version = await stuckRotation();
    const { status, steps } = await operator.run('rotate-user');
    expect(status).toBe('Failed');
    expect(steps).toMatchObject([{ name: 'RequestRotation', failure: expect.stringContaining('previous rotation') }]);
    await operator.run('recover-rotation', { Version: version });
    expect(await operator.run('rotate-user')).toMatchObject({ status: 'Success' });
  });

  test('refuses a user who is not enrolled', async () => {
    const { status, steps } = await operator.run('rotate-user', { User: 'nobody' });
    expect(status).toBe('Failed');
    expect(steps).toMatchObject([{ name: 'RequestRotation' }]);
  });
});

describe('recover-rotation', () => {
  test('takes up at once what the daily run would find a quarter of an hour later', async () => {
    const version = await stuckRotation();
    const { status } = await operator.run('recover-rotation', { Version: version });
    expect(status).toBe('Success');
    expect(operator.secret.labels.get('AWSCURRENT')).toBe(version);
    expect(operator.activeKeys).toContain(operator.currentKey);
  });

  test('refuses a version that no rotation is about', async () => {
    const before = operator.state;
    const { status, steps } = await operator.run('recover-rotation', { Version: '0'.repeat(32) });
    expect(status).toBe('Failed');
    expect(steps.at(-1)?.failure).toMatch(/NotRotatable: .*expected version 0+ to hold AWSPENDING/);
    expect(operator.state).toEqual(before);
  });
});

describe('hold-user and release-user', () => {
  test('nothing is sent for a held user, and after the release everything goes on', async () => {
    expect(await operator.run('hold-user')).toMatchObject({ status: 'Success' });
    expect(operator.secret.tags.get('emnify-mfa:hold')).toBe('operator');
    const audit = await operator.run('audit-user');
    expect(String(audit.steps.at(-1)?.outputs['Payload'])).toContain('"kind":"hold-in-force"');
    expect(operator.stack.script.calls.filter(({ service }) => service === 'emnify')).toEqual([]);

    expect(await operator.run('release-user')).toMatchObject({ status: 'Success' });
    expect(operator.secret.tags.has('emnify-mfa:hold')).toBe(false);
    expect(await operator.run('rotate-user')).toMatchObject({ status: 'Success' });
  });

  test('a release leaves on record what was sent and not accepted, and may be repeated', async () => {
    const Tags = [{ Key: 'emnify-mfa:attempts', Value: 'unanswered=1 refused=1 at=2026-11-02T08:00:00Z' }];
    operator.stack.secretsManager.call('TagResource', { SecretId: operator.subject.keySecret, Tags });
    await operator.run('hold-user');
    await operator.run('release-user');
    expect(await operator.run('release-user')).toMatchObject({ status: 'Success' });
    expect(operator.secret.tags.get('emnify-mfa:attempts')).toBe(Tags[0]?.Value);
  });
});

describe('offboard-user', () => {
  test('does nothing that is not approved', async () => {
    const before = operator.state;
    const { status, steps } = await operator.run('offboard-user', { DryRun: 'false', DeleteKeys: 'true' });
    expect(status).toBe('Failed');
    expect(steps.at(-1)).toMatchObject({ name: 'Approve', failure: 'Error: an approver rejected it' });
    expect(operator.state).toEqual(before);
  });

  test('once approved removes secrets that can be restored, and leaves the keys; again, it finds nothing left to do', async () => {
    const requests: string[] = [];
    const approve = ({ message }: { readonly message: string }) => {
      requests.push(message);
      return 'Approve' as const;
    };
    const keys = operator.activeKeys;
    expect(await operator.run('offboard-user', { DryRun: 'false' }, { approve })).toMatchObject({ status: 'Success' });
    expect(requests).toEqual(['Offboard alice, delete its keys at emnify: false. a test (CASE-7)']);
    expect(operator.secret.deletionAt).toBe(operator.stack.clock.now() + 30 * DAY);
    expect(operator.secret.rotation?.enabled).toBe(false);
    expect(operator.stack.scheduler.schedules).toEqual([]);
    expect(operator.activeKeys).toEqual(keys);
    expect(await operator.run('offboard-user', { DryRun: 'false' }, { approve })).toMatchObject({ status: 'Success' });
  });

  test('deletes the managed keys where that is asked for, too', async () => {
    for (const key of operator.activeKeys) operator.watch.byHand(key);
    const inputs = { DryRun: 'false', DeleteKeys: 'true' };
    const { status } = await operator.run('offboard-user', inputs, { approve: () => 'Approve' });
    expect(status).toBe('Success');
    expect(operator.activeKeys).toEqual([]);
  });
});

describe('rotate-fleet', () => {
  test('does nothing that is not approved', async () => {
    const before = operator.state;
    const { status, steps } = await operator.run('rotate-fleet', { Run: 'breach-7' });
    expect(status).toBe('Failed');
    expect(steps).toMatchObject([{ name: 'Approve', failure: 'Error: an approver rejected it' }]);
    await operator.stack.clock.advance(10 * MINUTE);
    expect(operator.state).toEqual(before);
  });

  test('once approved rotates every user, and under the same name nobody a second time', async () => {
    const before = operator.currentKey;
    const start = () => operator.run('rotate-fleet', { Run: 'breach-7' }, { approve: () => 'Approve' });
    expect(await start()).toMatchObject({ status: 'Success' });
    await operator.stack.clock.advance(10 * MINUTE);
    const rotated = operator.currentKey;
    expect(rotated).not.toBe(before);
    await start();
    await operator.stack.clock.advance(10 * MINUTE);
    expect(operator.currentKey).toBe(rotated);
    expect(operator.stack.invocations.failures).toEqual([]);
  });
});
