import { describe, expect, it } from 'vitest';
import type { RotationEvent, StepProgress } from '../../../local/secrets-manager/rotation/run.ts';
import { FIRST, MINUTE, NAME, SECOND, SECOND_TOKEN, START, standIn, THIRD } from './stand-in.ts';

const FOUR = ['createSecret', 'setSecret', 'testSecret', 'finishSecret'];

function failTimes(times: number, step: string): (event: { readonly Step: string }) => void {
  let left = times;
  return ({ Step }) => {
    if (Step !== step || left === 0) return;
    left -= 1;
    throw new TypeError('no luck');
  };
}

describe('A rotation', () => {
  it('answers before the function is called, with the pending version there and empty', async () => {
    const { manager, clock, events, rotate, truth } = standIn();
    expect(rotate(SECOND_TOKEN)).toMatchObject({ Name: NAME, VersionId: SECOND_TOKEN });
    expect(events).toEqual([]);
    expect(truth().holding('AWSPENDING')).toMatchObject({ id: SECOND_TOKEN, labels: ['AWSPENDING'] });
    expect(truth().holding('AWSPENDING')?.value).toBeUndefined();
    await clock.advance(0);
    expect(events).toHaveLength(4);
    expect(manager.call('GetSecretValue', { SecretId: NAME })).toMatchObject({ VersionId: SECOND_TOKEN });
  });

  it('goes on while the function lets time pass, and is over when it has settled', async () => {
    const world = standIn({ startDelayMs: 500 });
    world.meanwhile = () => world.clock.sleep(2 * SECOND);
    world.rotate(SECOND_TOKEN);
    await world.manager.rotationSettled(NAME);
    expect(world.events.map(({ at }) => at - START)).toEqual([500, 2500, 4500, 6500]);
    expect(world.clock.now() - START).toBe(8500);
    expect(world.truth().rotation?.lastRotatedAt).toBe(START + 8500);
  });

  it.each([
    [true, { AWSCURRENT: SECOND_TOKEN, AWSPREVIOUS: FIRST }],
    [false, { AWSCURRENT: SECOND_TOKEN, AWSPREVIOUS: FIRST, AWSPENDING: SECOND_TOKEN }],
  ])('that succeeds clears AWSPENDING: %s', async (clearsPendingOnSuccess, labels) => {
    const world = standIn({ clearsPendingOnSuccess });
    world.rotate(SECOND_TOKEN);
    await world.manager.rotationSettled(NAME);
    expect(world.labels()).toEqual(labels);
  });

  it('that fails is tried again from createSecret with the same token, at its spacing', async () => {
    const world = standIn({ retries: 2, spacingMs: 5 * MINUTE });
    world.meanwhile = failTimes(1, 'setSecret');
    world.rotate(SECOND_TOKEN);
    await world.manager.rotationSettled(NAME);
    expect(world.steps()).toEqual(['createSecret', 'setSecret', ...FOUR]);
    expect(new Set(world.events.map((event) => event.ClientRequestToken))).toEqual(new Set([SECOND_TOKEN]));
    expect(world.events.at(-1)?.at).toBe(START + 5 * MINUTE);
    expect(world.truth().attempts).toMatchObject([
      {
        number: 1,
        outcome: 'failed',
        error: 'TypeError: no luck',
        steps: [{ step: 'createSecret' }, { step: 'setSecret' }],
      },
      { number: 2, outcome: 'succeeded' },
    ]);
  });

  it.each([0, 3, 10])(
    'that never succeeds is given up after %i retries, its version still pending',
    async (retries) => {
      const world = standIn({ retries });
      world.meanwhile = failTimes(Number.POSITIVE_INFINITY, 'createSecret');
      world.rotate(SECOND_TOKEN);
      await world.manager.rotationSettled(NAME);
      expect(world.events).toHaveLength(retries + 1);
      expect(world.labels()).toEqual({ AWSCURRENT: FIRST, AWSPENDING: SECOND_TOKEN });
      expect(world.truth().rotation?.lastRotatedAt).toBeUndefined();
    },
  );

  it('is abandoned when AWSPENDING leaves its version', async () => {
    const world = standIn();
    const events: RotationEvent[] = [];
    world.manager.onEvent((event) => events.push(event));
    world.meanwhile = ({ Step, SecretId }) => {
      if (Step !== 'setSecret') return;
      const remove = { SecretId, VersionStage: 'AWSPENDING', RemoveFromVersionId: SECOND_TOKEN };
      world.manager.call('UpdateSecretVersionStage', remove);
      throw new Error('the key is gone');
    };
    world.rotate(SECOND_TOKEN);
    await world.manager.rotationSettled(NAME);
    expect(world.steps()).toEqual(['createSecret', 'setSecret']);
    expect(events.map(({ name }) => name)).toEqual(['RotationFailed', 'RotationAbandoned']);
  });

  it('is no success while AWSCURRENT is elsewhere, nor where createSecret leaves the version empty', async () => {
    const world = standIn({ retries: 0 });
    world.functions.define(world.lambda, async () => null);
    world.rotate(SECOND_TOKEN);
    await world.manager.rotationSettled(NAME);
    expect(world.truth().attempts).toMatchObject([{ outcome: 'failed', steps: [{ step: 'createSecret' }] }]);
  });

  it('tells each step as it starts and ends, and each attempt as it ends', async () => {
    const world = standIn();
    const progress: StepProgress[] = [];
    const events: RotationEvent[] = [];
    world.manager.onStep((step) => progress.push(structuredClone(step)));
    const deaf = world.manager.onEvent((event) => events.push(event));
    world.rotate(SECOND_TOKEN);
    await world.manager.rotationSettled(NAME);
    expect(progress.map(({ phase, record }) => `${phase} ${record.step}`)).toEqual(
      FOUR.flatMap((step) => [`start ${step}`, `end ${step}`]),
    );
    expect(events).toEqual([
      { name: 'RotationSucceeded', arn: world.truth().arn, secret: NAME, token: SECOND_TOKEN, at: START },
    ]);
    deaf();
    world.rotate(THIRD);
    await world.manager.rotationSettled(NAME);
    expect(events).toHaveLength(1);
  });

  it('that was asked for twice with one token is one rotation', async () => {
    const world = standIn();
    expect(world.rotate(SECOND_TOKEN)).toEqual(world.rotate(SECOND_TOKEN));
    await world.manager.rotationSettled(NAME);
    world.rotate(SECOND_TOKEN);
    await world.manager.rotationSettled(NAME);
    expect(world.steps()).toEqual(FOUR);
  });

  it.each([true, false])(
    'that is unfinished is tried again when another is asked for: %s',
    async (refusedRotateReattempts) => {
      const world = standIn({ retries: 0, refusedRotateReattempts });
      world.meanwhile = failTimes(1, 'createSecret');
      world.rotate(SECOND_TOKEN);
      await world.manager.rotationSettled(NAME);
      expect(() => world.rotate(THIRD)).toThrow(
        "A previous rotation isn't complete. That rotation will be reattempted.",
      );
      await world.manager.rotationSettled(NAME);
      expect(world.truth().holding('AWSCURRENT')?.id).toBe(refusedRotateReattempts ? SECOND_TOKEN : FIRST);
    },
  );

  it.each(['CancelRotateSecret', 'DeleteSecret'])('stops at %s: no further step, no retry', async (action) => {
    const world = standIn();
    const events: RotationEvent[] = [];
    world.manager.onEvent((event) => events.push(event));
    world.meanwhile = ({ Step }) => Step === 'setSecret' && world.manager.call(action, { SecretId: NAME });
    world.rotate(SECOND_TOKEN);
    await world.manager.rotationSettled(NAME);
    await world.clock.advance(90 * 24 * 60 * MINUTE);
    expect(world.steps()).toEqual(['createSecret', 'setSecret']);
    expect(events.map(({ name }) => name)).toEqual(['RotationAbandoned']);
  });

  it('whose step fails after a cancel is not tried again', async () => {
    const world = standIn();
    const events: RotationEvent[] = [];
    world.manager.onEvent((event) => events.push(event));
    world.meanwhile = () => {
      world.manager.call('CancelRotateSecret', { SecretId: NAME });
      throw new Error('too late');
    };
    world.rotate(SECOND_TOKEN);
    await world.manager.rotationSettled(NAME);
    await world.clock.advance(60 * MINUTE);
    expect(world.steps()).toEqual(['createSecret']);
    expect(events.map(({ name }) => name)).toEqual(['RotationAbandoned']);
  });

  it('lets the function put its value with the RotationToken it was given, and with no other', async () => {
    const world = standIn({ retries: 0 });
    const put = { SecretId: NAME, ClientRequestToken: SECOND_TOKEN, SecretString: 'x', VersionStages: ['AWSPENDING'] };
    world.functions.define(world.lambda, async (event) => {
      const { RotationToken } = Object(event);
      world.manager.call('PutSecretValue', { ...put, RotationToken });
    });
    world.rotate(SECOND_TOKEN);
    await world.manager.rotationSettled(NAME);
    expect(world.truth().holding('AWSPENDING')?.value).toEqual({ SecretString: 'x' });
    expect(() => world.manager.call('PutSecretValue', { ...put, RotationToken: 'x'.repeat(36) })).toThrow(
      'RotationToken',
    );
  });
});

describe('RotateImmediately=false', () => {
  it.each([
    ['current-value' as const, { SecretString: 'one' }],
    ['empty' as const, undefined],
  ])('runs testSecret alone against a version with %s, and takes that away again', async (probeVersion, value) => {
    const world = standIn({ probeVersion });
    const seen: unknown[] = [];
    world.meanwhile = () => seen.push(world.truth().holding('AWSPENDING')?.value);
    world.rotate(SECOND_TOKEN, { RotateImmediately: false });
    await world.manager.rotationSettled(NAME);
    expect(world.steps()).toEqual(['testSecret']);
    expect(seen).toEqual([value]);
    expect(world.truth().versions.map(({ id }) => id)).toEqual([FIRST]);
    expect(world.truth().rotation?.enabled).toBe(true);
  });

  it('is not tried again when it fails, and the schedule stands', async () => {
    const world = standIn();
    const events: RotationEvent[] = [];
    world.manager.onEvent((event) => events.push(event));
    world.meanwhile = failTimes(1, 'testSecret');
    world.rotate(SECOND_TOKEN, { RotateImmediately: false });
    await world.manager.rotationSettled(NAME);
    expect(events.map(({ name }) => name)).toEqual(['TestRotationFailed']);
    expect(world.labels()).toEqual({ AWSCURRENT: FIRST });
    expect(world.truth().rotation?.window).toBeDefined();
  });
});
