import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { IssuedCode } from '../../functions/domain/issuing/request.ts';
import { codeAt } from '../../local/emnify/totp.ts';
import { leaks } from '../support/canary.ts';
import { issue } from '../support/enrolment.ts';
import { KnownSecrets } from '../support/known-secrets.ts';
import { World } from '../support/world.ts';

let world: World;
beforeEach(async () => {
  world = await World.rotated();
});
afterEach(async () => {
  expect(world.watch.violations).toEqual([]);
  await world.close();
});

const lines = () => world.output.map((line) => z.record(z.string(), z.unknown()).parse(JSON.parse(line)));

/** Moves the clock into the next time-step, to so many milliseconds after its begin. */
async function at(ms: number): Promise<number> {
  const step = Math.ceil(world.stack.clock.now() / 30_000) * 30_000;
  await world.stack.clock.advanceTo(step + ms);
  return step;
}

describe('a code for an operator', () => {
  it('is the one of AWSCURRENT’s key, with the end of its life', async () => {
    const step = await at(7_000);
    const answer = await issue(world);
    const key = world.account.keys.find(({ id }) => id === world.currentKey);

    expect(IssuedCode.parse(answer)).toEqual(answer);
    expect(answer).toEqual({
      code: key && codeAt(key, step),
      keyId: world.currentKey,
      validUntil: new Date(step + 30_000).toISOString(),
    });
  });

  it('reads one value, and asks nobody else', async () => {
    await issue(world);
    const calls = world.stack.script.calls.map(({ service, operation }) => [service, operation]);
    expect(calls).toEqual([['secretsmanager', 'GetSecretValue']]);
  });

  for (const [ms, from] of [
    [0, 0],
    [27_000, 0],
    [27_001, 30_000],
    [29_999, 30_000],
  ] as const) {
    it(`asked for ${ms} ms into a time-step is that of ${from === 0 ? 'this one' : 'the next, once it has begun'}`, async () => {
      const step = await at(ms);
      const { validUntil } = await issue(world);

      expect(validUntil).toBe(new Date(step + from + 30_000).toISOString());
      expect(world.stack.clock.now()).toBe(from === 0 ? step + ms : step + from);
    });
  }

  it('is on record with its reason, and counted, once', async () => {
    await issue(world, { reason: 'break-glass drill 42' });
    const records = lines().filter((line) => line['message'] === 'code-issued');

    expect(records).toMatchObject([
      { event: 'code-issued', user: 'alice', outcome: 'ok', keyId: world.currentKey, reason: 'break-glass drill 42' },
    ]);
    expect(lines().filter((line) => line['CodeIssued'] !== undefined)).toMatchObject([{ CodeIssued: 1 }]);
  });

  it('is shown in the answer and nowhere else, whatever the reason says', async () => {
    const secrets = new KnownSecrets(world.stack, world.subject);
    const key = world.account.keys.find(({ id }) => id === world.currentKey);
    const { code, ...rest } = await issue(world, { reason: `password=${world.account.password} ${key?.secretKey}` });
    const reason = `again, the code was ${code}`;
    await issue(world, { reason });

    const places = { rest, log: world.output, tags: world.secret.tags, asked: secrets.asked };
    expect(code).toMatch(/^\d{6}$/);
    expect(leaks(places, secrets.all())).toEqual([]);
  });
});

describe('no code is given, and none recorded,', () => {
  afterEach(() => {
    expect(lines().filter((line) => line['message'] === 'code-issued')).toEqual([]);
  });

  it('where the user is enrolled and has no key yet', async () => {
    await world.close();
    world = await World.start();
    await expect(issue(world)).rejects.toMatchObject({
      kind: 'operator-needed',
      message: expect.stringMatching(/has none yet; rotate the user first/),
    });
  });

  it('where nobody of that name is enrolled', async () => {
    await expect(issue(world, { user: 'nobody' })).rejects.toMatchObject({
      kind: 'operator-needed',
      message: expect.stringMatching(/emnify-mfa\/nobody\/key: expected a key/),
    });
  });

  it('where AWSCURRENT holds something that the rotation did not write', async () => {
    const SecretString = '{"secretKey":"not a key"}';
    world.stack.secretsManager.call('PutSecretValue', { SecretId: world.subject.keySecret, SecretString });
    await expect(issue(world)).rejects.toMatchObject({ kind: 'unreadable-state' });
  });

  it('where the secret awaits deletion', async () => {
    world.stack.secretsManager.call('DeleteSecret', { SecretId: world.subject.keySecret });
    await expect(issue(world)).rejects.toMatchObject({ kind: 'store-refused' });
  });

  it('where AWS is down', async () => {
    world.stack.script.add({ fault: { kind: 'answer', status: 503, body: '<html>down</html>' } });
    await expect(issue(world)).rejects.toMatchObject({ kind: 'store-unavailable' });
  });

  for (const [request, expected] of [
    [{ user: '../alice' }, /user: expected a slug/],
    [{ reason: undefined }, /reason: expected why/],
    [{ reason: '' }, /reason: expected why/],
    [{ reason: '   ' }, /reason: expected why/],
    [{ reason: 'x'.repeat(201) }, /reason: expected why/],
    [{ reason: 'one\ntwo' }, /reason: expected why/],
    [{ reason: 'bell\u0007' }, /reason: expected why/],
    [{ reason: 'right to left \u202e' }, /reason: expected why/],
    [{ reason: 'line\u2028separator' }, /reason: expected why/],
    [{ reason: 42 }, /reason: expected why/],
    [{ code: '123456' }, /unexpected: 1/],
  ] as const) {
    it(`for ${JSON.stringify(request).slice(0, 60)}`, async () => {
      await expect(issue(world, request)).rejects.toMatchObject({
        kind: 'invalid-input',
        message: expect.stringMatching(expected),
      });
      expect(world.stack.script.calls).toEqual([]);
    });
  }
});
