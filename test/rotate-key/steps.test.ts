import { afterEach, describe, expect, it } from 'vitest';
import { RotationError } from '../../functions/domain/errors.ts';
import { ROTATE_KEY_ARN } from '../../local/subject.ts';
import { World } from '../support/world.ts';
import { refusalOf } from './unchanged.ts';

const AUTHENTICATE = 'POST /api/v1/authenticate';
const POST = 'POST /api/v1/user/mfa';
const STEPS = ['createSecret', 'setSecret', 'testSecret', 'finishSecret'] as const;
const MINUTE = 60_000;

let world: World;
afterEach(async () => {
  expect(world.watch.violations).toEqual([]);
  await world.close();
});

const emnifyCalls = () => world.stack.script.calls.filter(({ service }) => service === 'emnify').length;

describe('the steps', () => {
  it('are known in both spellings', async () => {
    world = await World.rotated();
    const token = world.beginByHand();
    for (const step of ['create_secret', 'set_secret', 'test_secret', 'finish_secret']) {
      expect(await world.step(step, token)).toBeUndefined();
    }
    expect(world.secret.labels.get('AWSCURRENT')).toBe(token);
    expect(world.calls(POST)).toBe(1);
  });

  it('may begin with any but testSecret, which alone is a probe', async () => {
    for (const first of ['createSecret', 'setSecret', 'finishSecret']) {
      world = await World.rotated();
      const token = world.beginByHand();
      expect(await world.step(first, token)).toBeUndefined();
      expect(world.tag('proven')).toBe(String(world.keys('active').at(-1)));
      if (first !== 'finishSecret') await world.close();
    }
  });

  it('do nothing once the version is promoted, whichever comes again', async () => {
    world = await World.rotated();
    const token = await world.rotate();
    const before = emnifyCalls();
    const versions = JSON.stringify(world.secret.versions.map(({ id, labels }) => ({ id, labels })));
    for (const step of STEPS) expect(await world.step(step, token)).toBeUndefined();

    expect(emnifyCalls()).toBe(before);
    expect(JSON.stringify(world.secret.versions.map(({ id, labels }) => ({ id, labels })))).toBe(versions);
  });

  it('look for themselves at a proof that is older than a quarter of an hour', async () => {
    world = await World.rotated();
    const token = world.beginByHand();
    await world.step('createSecret', token);
    const fresh = emnifyCalls();
    await world.stack.clock.advance(14 * MINUTE);
    await world.step('testSecret', token);
    expect(emnifyCalls()).toBe(fresh);

    await world.stack.clock.advance(2 * MINUTE);
    expect(await world.step('finishSecret', token)).toBeUndefined();
    expect(emnifyCalls()).toBeGreaterThan(fresh);
    expect(world.secret.labels.get('AWSCURRENT')).toBe(token);
  });

  it('do not promote a key that was proven and then deleted by hand', async () => {
    world = await World.rotated();
    const before = world.currentKey;
    const token = world.beginByHand();
    await world.step('createSecret', token);
    const [, proven = 0] = world.keys('active');
    world.watch.byHand(proven);
    world.portal.deleteKey(proven);
    await world.stack.clock.advance(16 * MINUTE);

    expect(await world.step('finishSecret', token)).toMatchObject({ kind: 'pending-key-gone' });
    expect(world.currentKey).toBe(before);
  });
});

describe('a probe (RotateImmediately=false)', () => {
  for (const probeVersion of ['current-value', 'empty'] as const) {
    for (const begin of ['enrolled', 'rotated'] as const) {
      it(`signs in and changes nothing for a user who is ${begin}, with a version of ${probeVersion}`, async () => {
        const options = { containers: 'fresh', secretsManager: { probeVersion } } as const;
        world = await (begin === 'rotated' ? World.rotated(options) : World.start(options));
        const { tags, labels } = world.secret;
        const keys = structuredClone(world.account.keys);
        world.stack.secretsManager.call('RotateSecret', {
          SecretId: world.subject.keySecret,
          RotationLambdaARN: ROTATE_KEY_ARN,
          RotationRules: { AutomaticallyAfterDays: 60 },
          RotateImmediately: false,
        });
        await world.stack.secretsManager.rotationSettled(world.subject.keySecret);

        expect(world.secret.attempts.at(-1)?.steps.map(({ step }) => step)).toEqual(['testSecret']);
        expect(world.errors).toEqual([]);
        expect(world.calls(AUTHENTICATE)).toBe(1);
        expect(emnifyCalls()).toBe(1);
        expect(world.account.keys).toEqual(keys);
        expect(world.secret.tags).toEqual(tags);
        expect(world.secret.labels.get('AWSCURRENT')).toBe(labels.get('AWSCURRENT'));
      });
    }
  }

  it('fails under a hold, without a call to emnify', async () => {
    world = await World.rotated();
    const token = world.beginByHand();
    world.setTag('hold', 'operator');
    const refusal = await refusalOf(world, async () => {
      throw await world.step('testSecret', token);
    });

    expect(refusal).toMatchObject({ kind: 'hold-in-force', emnifyCalls: 0, changed: false });
    expect(refusal.message).toContain('emnify-mfa release');
  });
});

describe('a key that was proven, and then lost its label by hand', () => {
  it('is superseded by the next rotation', async () => {
    world = await World.rotated();
    const token = world.beginByHand();
    await world.step('createSecret', token);
    const stray = Number(world.tag('proven'));
    const take = { SecretId: world.subject.keySecret, VersionStage: 'AWSPENDING', RemoveFromVersionId: token };
    world.stack.secretsManager.call('UpdateSecretVersionStage', take);
    world.watch.byHand(stray);

    const next = world.beginByHand();
    await world.step('createSecret', next);
    const deadline = new Date(world.stack.clock.now() + 24 * 60 * MINUTE).toISOString();
    expect(world.tag(`superseded/${stray}`)).toBe(deadline);
    expect(world.tag('proven')).not.toBe(String(stray));
    expect(await world.step('finishSecret', next)).toBeUndefined();
    expect(world.keys('active')).toContain(stray);
  });
});

describe('stale reads of the secret', () => {
  for (const step of STEPS) {
    for (const reads of [1, 2, 3, 5]) {
      it(`at ${step} (${reads}) end well`, async () => {
        world = await World.rotated({ containers: 'fresh' });
        const token = world.beginByHand();
        for (const earlier of STEPS.slice(0, STEPS.indexOf(step))) {
          expect(await world.step(earlier, token)).toBeUndefined();
        }
        world.stack.secretsManager.serveStale(world.subject.keySecret, { reads });
        const error = await world.step(step, token);
        expect(error === undefined || error instanceof RotationError).toBe(true);
        // Two minutes later every read tells what is.
        await world.stack.clock.advance(2 * MINUTE);
        world.stack.secretsManager.serveStale(world.subject.keySecret, { reads: 0 });

        expect(await world.step('finishSecret', token)).toBeUndefined();
        expect(world.secret.labels.get('AWSCURRENT')).toBe(token);
        expect(world.keys('pending')).toEqual([]);
        expect(world.keys('active')).toHaveLength(2);
        expect(world.keys('active')).toContain(world.currentKey);
      });
    }
  }
});
