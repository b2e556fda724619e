import { describe, expect, it } from 'vitest';
import type { Fault } from '../../local/faults.ts';
import { reconcile } from '../support/reconcile.ts';
import { World, type WorldOptions } from '../support/world.ts';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

const page = { status: 503, body: '<html>Service Unavailable</html>', headers: { 'content-type': 'text/html' } };
const expired = {
  status: 401,
  body: JSON.stringify({ error_code: 1103, error_token: 'TokenExpired', message: 'expired' }),
};

const SESSION_EXPIRED: Fault = { kind: 'answer', ...expired };

/** What may happen to any one call. */
const FAULTS: Readonly<Record<string, Fault>> = {
  'is cut before it takes effect': { kind: 'cut-before' },
  'takes effect and its reply is lost': { kind: 'cut-after' },
  "is answered with a proxy's 503 page": { kind: 'answer', ...page },
  'is answered with 500': { kind: 'answer', status: 500 },
  'is throttled with 429': { kind: 'answer', status: 429 },
  'is answered that the session has expired': SESSION_EXPIRED,
  'is delivered twice': { kind: 'duplicate' },
};

/** The readings of the API that change which calls are made, or what they answer. */
const READINGS: Readonly<Record<string, WorldOptions>> = {
  'one pending key is allowed': { emnify: { singlePendingKey: true } },
  'one active key is allowed, under replace': { emnify: { singleActiveKey: true }, strategy: 'replace' },
  'the server is 90 s ahead': { emnify: { clockOffsetMs: 90_000 } },
  'key items carry no dates': { emnify: { keyFields: 'no-dates' } },
};

/** A rotation, and the daily runs that mend whatever a fault has stopped: each may fail, none may do harm. */
async function story(world: World): Promise<void> {
  if (world.secret.labels.get('AWSPENDING') === undefined) await world.rotate();
  for (let day = 1; day <= 3; day += 1) {
    await world.stack.clock.advance(DAY + MINUTE);
    await reconcile(world).catch(() => undefined);
    await world.stack.secretsManager.rotationSettled(world.subject.keySecret);
  }
}

async function cleanCalls(options: WorldOptions): Promise<readonly string[]> {
  const world = await World.rotated({ containers: 'fresh', ...options });
  await story(world);
  const calls = world.stack.script.calls.map(({ operation }) => operation);
  await world.close();
  return calls;
}

/** Plays the story with the fault at each of its calls, and looks at what the simulators really hold at the end. */
async function everywhere(fault: Fault, options: WorldOptions, mayRemain: readonly string[] = []): Promise<number> {
  const calls = await cleanCalls(options);
  for (const [index, call] of calls.entries()) {
    // On a call without a session it says that the application token has expired: a hold, and rightly so.
    if (fault === SESSION_EXPIRED && !call.includes('/user')) continue;
    const world = await World.rotated({ containers: 'fresh', ...options });
    const before = world.currentKey;
    world.stack.script.add({ nth: index + 1, fault });
    await story(world);
    if (options.strategy === 'replace' && world.tag('attempts') !== 'none') {
      // A call that was never answered may have made a key that no list shows: an operator has to look before the gap is opened.
      world.setTag('attempts', 'none');
      await story(world);
    }
    const { plan } = await reconcile(world, { dryRun: true });

    const where = `call ${index + 1}, ${call}`;
    const findings = plan.findings.map(({ kind }) => kind).filter((kind) => !mayRemain.includes(kind));
    expect(world.watch.violations, where).toEqual([]);
    const actions = mayRemain.includes('rotation-stuck') ? [] : plan.actions;
    expect({ actions, findings }, where).toEqual({ actions: [], findings: [] });
    expect(world.keys('active'), where).toEqual([world.currentKey]);
    if (!mayRemain.includes('undated-key')) {
      expect(world.currentKey, where).not.toBe(before);
      expect(world.keys('pending'), where).toEqual([]);
      const pending = world.secret.labels.get('AWSPENDING');
      expect([undefined, world.secret.labels.get('AWSCURRENT')], where).toContain(pending);
    }
    await world.close();
  }
  return calls.length;
}

describe('whatever happens to any one call of a rotation and of the reconciles after it', () => {
  for (const [what, fault] of Object.entries(FAULTS)) {
    it(`all ends well where the call ${what}`, { timeout: 120_000 }, async () => {
      expect(await everywhere(fault, {})).toBeGreaterThan(40);
    });
  }
});

describe('under the readings of the API that matter', () => {
  for (const [reading, options] of Object.entries(READINGS)) {
    for (const kind of ['cut-before', 'cut-after'] as const) {
      it(`all ends well where ${reading} and any one call is ${kind}`, { timeout: 120_000 }, async () => {
        // Without dates nobody can tell an orphan from a key that is being stored: it is reported, and left to a person.
        const mayRemain = reading.includes('dates')
          ? ['undated-key', 'rotation-stuck', 'rotation-overdue']
          : ['clock-skew'];
        expect(await everywhere({ kind }, options, mayRemain)).toBeGreaterThan(40);
      });
    }
  }
});
