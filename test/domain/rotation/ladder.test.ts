import { describe, expect, it } from 'vitest';
import { StoreUnavailable } from '../../../functions/domain/store-errors.ts';
import { EnrolledUser, FIRST, NEXT } from '../support/enrolled-user.ts';
import { failing } from '../support/remote.ts';

const MINUTE = 60_000;
const STEPS = ['createSecret', 'setSecret', 'testSecret', 'finishSecret'] as const;

async function rotated(user = new EnrolledUser()): Promise<EnrolledUser> {
  for (const step of STEPS) expect(await user.step(step)).toBeUndefined();
  return user;
}

describe('a rotation in which nothing goes wrong', () => {
  it('ends with the new key active and current, and the old one still alive', async () => {
    const user = await rotated();

    expect(user.store.holder('emnify-mfa/robot/key', 'AWSCURRENT')).toBe(NEXT);
    expect(user.emnify.ids('active')).toEqual([20, 30]);
    expect(user.emnify.ids('pending')).toEqual([]);
    expect(user.secret.versions.get(NEXT)?.text).toContain('"keyId":30');
  });

  it('authenticates once, sends the password once and one code', async () => {
    const user = await rotated();

    expect(user.emnify.remote.calls).toEqual(['authenticate', 'user', 'createKey', 'activateKey 30', 'user']);
  });

  it('leaves a memory of the proof, of no attempt, and of when the old key may go', async () => {
    const user = await rotated();

    expect(user.tag('proven')).toBe('30');
    expect(user.tag('proof')).toBe(`key=30 version=${NEXT} at=2026-11-23T09:00:10.000Z`);
    expect(user.tag('attempts')).toBe('none');
    expect(user.tag('superseded/20')).toBe('2026-11-24T09:00:10.000Z');
    expect(user.retirements).toEqual(['20 2026-11-24T09:00:10.000Z']);
  });

  it('tells each rung in order, with what it did on the way', async () => {
    const user = await rotated();

    expect(user.journal.of('rung-reached').map(({ rung, keyId }) => `${rung} ${keyId}`)).toEqual([
      'stored 30',
      'activated 30',
      'proven 30',
      'promoted 30',
    ]);
    expect(user.journal.of('key-created')).toMatchObject([{ outcome: 'ok', keyId: 30, step: 'createSecret' }]);
    expect(user.journal.of('key-activated')).toMatchObject([{ outcome: 'ok', keyId: 30, version: NEXT }]);
    expect(user.journal.of('retirement-scheduled')).toMatchObject([{ outcome: 'ok', keyId: 20 }]);
    expect(user.journal.of('key-superseded')).toMatchObject([
      { outcome: 'ok', keyId: 20, reason: 'may be retired after 2026-11-24T09:00:10.000Z' },
    ]);
    expect(user.journal.of('step-finished').map(({ step, outcome }) => [step, outcome])).toEqual(
      STEPS.map((step) => [step, 'ok']),
    );
  });

  it('never tells where its secrets are kept, beside what a journal has members for', async () => {
    const user = await rotated();

    for (const entry of user.journal.entries) {
      expect(Object.keys(entry)).not.toContain('keySecretId');
      expect(Object.keys(entry)).not.toContain('credentialsId');
    }
  });

  it('raises the attempts before a password and before a code, and tells of both', async () => {
    const user = new EnrolledUser();
    const onRecord: (string | undefined)[] = [];
    user.emnify.remote.before('createKey', () => onRecord.push(user.tag('attempts')));
    user.emnify.remote.before('activateKey', () => onRecord.push(user.tag('attempts')));
    await user.step('createSecret');

    const one = 'unanswered=1 refused=0 at=2026-11-23T09:00:10.000Z';
    expect(onRecord).toEqual([one, one]);
    expect(user.journal.of('attempt-raised')).toHaveLength(2);
  });
});

describe('the steps after the one that climbed', () => {
  it('send nothing to emnify and read no value', async () => {
    const user = new EnrolledUser();
    await user.step('createSecret');
    user.emnify.remote.calls.length = 0;
    user.store.remote.calls.length = 0;
    await user.step('setSecret');
    await user.step('testSecret');

    expect(user.emnify.remote.calls).toEqual([]);
    expect(user.store.remote.calls).toEqual(['describe emnify-mfa/robot/key', 'describe emnify-mfa/robot/key']);
  });

  it('look again where the proof is a quarter of an hour old', async () => {
    const user = new EnrolledUser();
    await user.step('createSecret');
    user.emnify.remote.calls.length = 0;
    user.clock.advance(15 * MINUTE - 1);
    await user.step('setSecret');
    expect(user.emnify.remote.calls).toEqual([]);

    user.clock.advance(1);
    await user.step('setSecret');
    expect(user.emnify.remote.calls).toEqual(['authenticate', 'user']);
  });

  it.each([
    ['of another version', `key=20 version=${FIRST} at=2026-11-23T09:00:10.000Z`, '20'],
    ['of another key than the proven one', `key=21 version=${NEXT} at=2026-11-23T09:00:10.000Z`, '20'],
  ])('rely on no proof %s', async (_which, proof, proven) => {
    const user = new EnrolledUser();
    user.setTag('proof', proof);
    user.setTag('proven', proven);
    await user.step('createSecret');

    expect(user.emnify.ids('active')).toEqual([20, 30]);
  });

  it('promote by finishSecret alone where no step came before it', async () => {
    const user = new EnrolledUser();

    expect(await user.step('finishSecret')).toBeUndefined();
    expect(user.store.holder('emnify-mfa/robot/key', 'AWSCURRENT')).toBe(NEXT);
  });

  it('do nothing once the version is current, also for the last step delivered twice', async () => {
    const user = await rotated();
    user.store.remote.calls.length = 0;
    user.emnify.remote.calls.length = 0;
    for (const step of STEPS) expect(await user.step(step)).toBeUndefined();

    expect(user.emnify.remote.calls).toEqual([]);
    expect(user.store.remote.calls.filter((call) => !call.startsWith('describe'))).toEqual([]);
  });
});

describe('a step that fails', () => {
  it('is told with the kind of the error and how long it took, and thrown', async () => {
    const user = new EnrolledUser();
    const down = new StoreUnavailable('down', 'DescribeSecret', 'InternalServiceError');
    user.store.remote.before('describe', () => {
      user.clock.advance(1_500);
      throw down;
    });

    expect(await user.step('createSecret')).toBe(down);
    expect(user.journal.of('step-finished')).toEqual([
      {
        event: 'step-finished',
        user: 'robot',
        step: 'createSecret',
        version: NEXT,
        durationMs: 1_500,
        outcome: 'failed',
        reason: 'store-unavailable',
      },
    ]);
  });

  it('is told as unexpected where the error is none of ours', async () => {
    const user = new EnrolledUser();
    user.store.remote.before('describe', failing(new TypeError('a bug')));
    await user.step('createSecret');

    expect(user.journal.of('step-finished')).toMatchObject([{ outcome: 'failed', reason: 'unexpected-failure' }]);
  });
});
