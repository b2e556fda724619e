import { describe, expect, it } from 'vitest';
import {
  BadCredentials,
  Conflict,
  LockedOut,
  NotFound,
  OutcomeUnknown,
  Refused,
  SessionExpired,
  Throttled,
  Unavailable,
} from '../../../functions/domain/emnify-errors.ts';
import { CREDENTIALS_VERSION, EnrolledUser, HOUR, NEXT, version } from '../support/enrolled-user.ts';
import { CALL } from '../support/fake-emnify.ts';
import { failing } from '../support/remote.ts';

const MINUTE = 60_000;

describe('a refused password', () => {
  it.each([
    ['refused', new Refused('password', CALL)],
    ['unauthorised', new BadCredentials('password', CALL)],
  ])('that is %s holds until there are other credentials', async (_how, answer) => {
    const user = new EnrolledUser();
    user.emnify.remote.before('createKey', failing(answer));

    expect(await user.step('createSecret')).toBe(answer);
    expect(user.tag('hold')).toBe(`credentials version=${CREDENTIALS_VERSION}`);
    expect(user.tag('attempts')).toBe('unanswered=0 refused=1 at=2026-11-23T09:00:10.000Z');
    expect(user.journal.of('hold-raised')).toMatchObject([
      { outcome: 'ok', reason: expect.stringMatching(/^emnify refused the stored credentials/) },
    ]);

    user.clock.advance(24 * HOUR);
    user.emnify.remote.calls.length = 0;
    expect(await user.step('createSecret')).toMatchObject({
      kind: 'hold-in-force',
      message: expect.stringMatching(/^robot: emnify refused/),
    });
    expect(user.emnify.remote.calls).toEqual([]);

    user.writeCredentials(version('corrected'));
    expect(await user.step('createSecret')).toBeUndefined();
    expect(user.tag('hold')).toBe('none');
  });
});

describe('a refused application token', () => {
  it('holds likewise, and counts as no attempt', async () => {
    const user = new EnrolledUser();
    user.emnify.remote.before('authenticate', failing(new BadCredentials('token', CALL)));

    expect(await user.step('createSecret')).toMatchObject({ kind: 'bad-credentials' });
    expect(user.tag('hold')).toBe(`credentials version=${CREDENTIALS_VERSION}`);
    expect(user.tag('attempts')).toBeUndefined();
  });
});

describe('a lockout', () => {
  it.each(['authenticate', 'user', 'createKey', 'activateKey'])('met by %s holds until its end', async (operation) => {
    const user = new EnrolledUser();
    const until = user.clock.now() + 10 * MINUTE;
    user.emnify.remote.before(operation, failing(new LockedOut('locked', CALL, until)));

    expect(await user.step('createSecret')).toMatchObject({ kind: 'locked-out' });
    expect(user.tag('hold')).toBe(`lockout until=${new Date(until).toISOString()}`);
    user.emnify.remote.calls.length = 0;
    expect(await user.step('createSecret')).toMatchObject({ kind: 'hold-in-force' });
    expect(user.emnify.remote.calls).toEqual([]);
  });
});

describe('an answer that judged neither password nor code', () => {
  it.each([
    new NotFound('x', CALL),
    new SessionExpired('x', CALL),
    new Throttled('x', CALL),
    new Unavailable('x', CALL),
  ])('takes the attempt off the record again: $kind', async (answer) => {
    const user = new EnrolledUser();
    user.emnify.remote.before('createKey', failing(answer));

    expect(await user.step('createSecret')).toBe(answer);
    expect(user.tag('attempts')).toBe('none');
    expect(user.tag('hold')).toBeUndefined();
    expect(user.journal.of('attempt-settled')).toMatchObject([
      { outcome: 'ok', reason: 'neither password nor code was judged' },
    ]);
  });

  it('leaves the attempts of before as they were', async () => {
    const user = new EnrolledUser();
    const before = 'unanswered=1 refused=0 at=2026-11-23T07:00:00.000Z';
    user.setTag('attempts', before);
    user.emnify.remote.before('createKey', failing(new Throttled('x', CALL)));
    await user.step('createSecret');

    expect(user.tag('attempts')).toBe(before);
  });
});

describe('an outcome that nobody knows', () => {
  it('stays on record, is tried once more, and then holds for an hour', async () => {
    const user = new EnrolledUser();
    user.emnify.remote.before('createKey', failing(new OutcomeUnknown('cut', CALL)));
    user.emnify.remote.before('createKey', failing(new OutcomeUnknown('cut', CALL)));
    await user.step('createSecret');
    expect(user.tag('attempts')).toBe('unanswered=1 refused=0 at=2026-11-23T09:00:10.000Z');
    await user.step('createSecret');
    expect(await user.step('createSecret')).toMatchObject({ kind: 'hold-in-force' });
    expect(user.sent()).toHaveLength(2);

    user.clock.advance(HOUR);
    expect(await user.step('createSecret')).toBeUndefined();
  });
});

describe('a refused code', () => {
  const refusing = (answer: Error): EnrolledUser => {
    const user = new EnrolledUser();
    user.emnify.remote.before('activateKey', failing(answer));
    return user;
  };

  it('holds for ten minutes, and the second time until an operator releases it', async () => {
    const user = refusing(new Refused('code', CALL));
    user.emnify.remote.before('activateKey', failing(new Refused('code', CALL)));

    expect(await user.step('createSecret')).toMatchObject({ kind: 'refused' });
    expect(user.tag('hold')).toBe('code until=2026-11-23T09:10:10.000Z');
    expect(user.tag('attempts')).toBe('unanswered=0 refused=1 at=2026-11-23T09:00:10.000Z');
    expect(await user.step('createSecret')).toMatchObject({ kind: 'hold-in-force' });

    user.clock.advance(10 * MINUTE);
    await user.step('createSecret');
    expect(user.tag('hold')).toBe('operator');
    user.clock.advance(48 * HOUR);
    expect(await user.step('createSecret')).toMatchObject({
      kind: 'hold-in-force',
      message: expect.stringMatching(/emnify-mfa release/),
    });
  });

  it.each([new Refused('code', CALL), new BadCredentials('code', CALL)])(
    'is none where the list shows the key active: $kind',
    async (answer) => {
      const user = refusing(answer);
      user.addVersion(NEXT, ['AWSPENDING'], user.keyValue(25));
      user.emnify.addKey(25, 'pending');
      user.emnify.remote.before('activateKey', () => undefined);
      const activated = user.emnify.keys.map((key) => ({ ...key, status: 'active' as const }));
      user.emnify.remote.after('user', () => {
        user.emnify.keys = activated;
      });

      expect(await user.step('createSecret')).toBeUndefined();
      expect(user.tag('hold')).toBeUndefined();
      expect(user.journal.of('key-activated')).toEqual([]);
      expect(user.journal.of('rung-reached').map(({ rung }) => rung)).toEqual(['activated', 'proven']);
    },
  );

  it('that met a conflict was accepted before: a key activates once', async () => {
    const user = refusing(new Conflict('already active', CALL));
    user.emnify.remote.before('activateKey', () => undefined);
    user.emnify.showsKeys = false;

    expect(await user.step('createSecret')).toBeUndefined();
    expect(user.tag('proven')).toBe('30');
    expect(user.tag('attempts')).toBe('none');
  });
});

describe('a key that emnify does not know when its code comes', () => {
  const gone = (): EnrolledUser => {
    const user = new EnrolledUser();
    user.emnify.remote.before('activateKey', failing(new NotFound('no such key', CALL)));
    return user;
  };

  it('makes the version worthless: AWSPENDING is taken off, and a new rotation starts afresh', async () => {
    const user = gone();
    user.emnify.remote.before('activateKey', () => undefined);
    user.addVersion(NEXT, ['AWSPENDING'], user.keyValue(25));

    expect(await user.step('createSecret')).toMatchObject({
      kind: 'pending-key-gone',
      message: expect.stringMatching(/^key 25 of robot /),
    });
    expect(user.secret.versions.get(NEXT)?.labels).toEqual(new Set());
    expect(user.journal.of('pending-key-gone')).toMatchObject([{ outcome: 'ok', keyId: 25 }]);
    expect(user.tag('attempts')).toBe('none');
  });

  it('is looked at again where the list shows it', async () => {
    const user = gone();

    expect(await user.step('createSecret')).toMatchObject({
      kind: 'try-again-later',
      message: expect.stringMatching(/and lists it/),
    });
    expect(user.secret.versions.get(NEXT)?.labels).toEqual(new Set(['AWSPENDING']));
  });
});

describe('an activation that was accepted and that the list denies', () => {
  it.each<[string, RegExp, (user: EnrolledUser) => void]>([
    ['pending', /lists it as pending/, (user) => user.emnify.addKey(30, 'pending')],
    ['missing', /does not list it/, () => undefined],
  ])('is not proven while the key is %s', async (_how, message, add) => {
    const user = new EnrolledUser();
    user.emnify.remote.after('activateKey', () => {
      user.emnify.keys = user.emnify.keys.filter(({ id }) => id !== 30);
      add(user);
    });

    expect(await user.step('createSecret')).toMatchObject({
      kind: 'try-again-later',
      message: expect.stringMatching(message),
    });
    expect(user.tag('proven')).toBeUndefined();
  });
});
