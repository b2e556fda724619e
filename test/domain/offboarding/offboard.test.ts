import { describe, expect, it } from 'vitest';
import { BadCredentials, Unavailable } from '../../../functions/domain/emnify-errors.ts';
import { UserId } from '../../../functions/domain/identifiers.ts';
import { offboard } from '../../../functions/domain/offboarding/offboard.ts';
import { type OffboardingAnswer, parseOffboardingRequest } from '../../../functions/domain/offboarding/request.ts';
import { CREDENTIALS_VERSION, DAY, EnrolledUser, FIRST, KEY_SECRET, NEXT, version } from '../support/enrolled-user.ts';
import { CALL } from '../support/fake-emnify.ts';
import { failing } from '../support/remote.ts';

const CREDENTIALS = 'emnify-mfa/robot/credentials';
const MINUTE = 60_000;
const UNTIL = '2026-12-23T09:00:10.000Z';

/** What was changed, in order. */
let changes: string[];

async function leave(user: EnrolledUser, deleteKeys = false): Promise<OffboardingAnswer> {
  changes = [];
  const schedules = {
    removeAll: async (slug: string, keyIds: Iterable<number>) => {
      changes.push(`schedules of ${slug} and keys ${[...keyIds].join()}`);
      return ['daily-robot'];
    },
  };
  const lifecycle = {
    cancelRotation: async (name: string) => void changes.push(`cancel ${name}`),
    scheduleDeletion: async (name: string, days: number) => {
      changes.push(`delete ${name} in ${days} days`);
      return user.clock.now() + days * DAY;
    },
  };
  const request = parseOffboardingRequest({ user: 'robot', deleteKeys });
  return offboard(request, { ...user.ports, lifecycle, schedules }, { secretPrefix: 'emnify-mfa' });
}

/** Key 15 is superseded, key 20 current, and no rotation is under way. */
function twoKeys(): EnrolledUser {
  const user = new EnrolledUser();
  user.secret.versions.delete(NEXT);
  user.addVersion(version('older'), ['AWSPREVIOUS'], user.keyValue(15));
  user.emnify.addKey(15, 'active', 40 * DAY);
  return user;
}

function ago({ clock }: EnrolledUser, ms: number): string {
  return new Date(clock.now() - ms).toISOString();
}

describe('offboarding without deleting keys', () => {
  it('ends rotation, then schedules, then the secrets, the credentials last', async () => {
    const user = twoKeys();
    const answer = await leave(user);

    expect(changes).toEqual([
      `cancel ${KEY_SECRET}`,
      'schedules of robot and keys 20,15',
      `delete ${KEY_SECRET} in 30 days`,
      `delete ${CREDENTIALS} in 30 days`,
    ]);
    expect(answer).toEqual({
      user: 'robot',
      rotationCancelled: true,
      schedules: ['daily-robot'],
      keys: { deleted: [], left: [15, 20] },
      secrets: [
        { name: KEY_SECRET, recoverableUntil: UNTIL },
        { name: CREDENTIALS, recoverableUntil: UNTIL },
      ],
    });
    expect(user.emnify.remote.calls).toEqual([]);
  });

  it('tells each thing that it did', async () => {
    const user = twoKeys();
    await leave(user);

    expect(user.journal.entries).toEqual([
      { event: 'hold-raised', user: 'robot', outcome: 'ok', reason: expect.stringMatching(/^being offboarded/) },
      { event: 'rotation-cancelled', user: 'robot', outcome: 'ok' },
      { event: 'schedule-deleted', user: 'robot', outcome: 'ok', reason: 'daily-robot' },
      ...[KEY_SECRET, CREDENTIALS].map((name) => ({
        event: 'secret-deletion-scheduled',
        user: 'robot',
        outcome: 'ok',
        reason: `${name}, recoverable until ${UNTIL}`,
      })),
    ]);
  });

  it('leaves a rotation that is off as it is', async () => {
    const user = twoKeys();
    user.secret.facts = { rotationEnabled: false };

    expect((await leave(user)).rotationCancelled).toBe(false);
    expect(changes).not.toContain(`cancel ${KEY_SECRET}`);
  });

  it('goes on where an earlier call has deleted the key secret already', async () => {
    const user = twoKeys();
    user.secret.facts = { awaitsDeletion: true };
    const answer = await leave(user);

    expect(changes).toEqual(['schedules of robot and keys ', `delete ${CREDENTIALS} in 30 days`]);
    expect(answer.keys).toEqual({ deleted: [] });
    expect(answer.secrets[0]).toEqual({ name: KEY_SECRET });
  });

  it('knows of a key secret that awaits deletion that its keys are gone where its tag says so', async () => {
    const user = twoKeys();
    user.secret.facts = { awaitsDeletion: true };
    user.setTag('keys-deleted', UNTIL);

    expect((await leave(user)).keys).toEqual({ deleted: [], left: [] });
  });

  it('removes such a tag of an earlier life of the secret', async () => {
    const user = twoKeys();
    user.setTag('keys-deleted', UNTIL);
    await leave(user);

    expect(user.tag('keys-deleted')).toBeUndefined();
    expect(user.journal.events()).toContain('keys-deleted-tag-removed');
  });

  it('removes what there is where there is no key secret', async () => {
    const user = twoKeys();
    user.store.secrets.delete(KEY_SECRET);

    expect(await leave(user)).toMatchObject({ rotationCancelled: false, keys: { deleted: [], left: [] } });
    expect(changes.at(-1)).toBe(`delete ${CREDENTIALS} in 30 days`);
  });

  it('is refused for a user of whom there is nothing', async () => {
    const user = twoKeys();
    user.store.secrets.clear();

    await expect(leave(user)).rejects.toThrow(`there is neither ${KEY_SECRET} nor ${CREDENTIALS}`);
    expect(changes).toEqual([]);
  });

  it('leaves keys that the first rotation would have taken over to whoever made them', async () => {
    const user = twoKeys();
    user.secret.versions.clear();
    user.addVersion(FIRST, ['AWSCURRENT'], '{"state":"enrolled","takeOver":[20]}');

    expect((await leave(user)).keys).toEqual({ deleted: [], left: [] });
  });
});

describe('offboarding with deleting keys', () => {
  it('deletes those that are ours, the current one last, and never another', async () => {
    const user = twoKeys();
    user.emnify.addKey(99, 'active', 90 * DAY);
    const answer = await leave(user, true);

    expect(user.emnify.remote.calls.filter((call) => call.startsWith('deleteKey'))).toEqual([
      'deleteKey 15',
      'deleteKey 20',
    ]);
    expect(answer.keys).toEqual({ deleted: [15, 20], left: [], remaining: [99] });
    expect(user.journal.of('managed-key-deleted')).toMatchObject([
      { keyId: 15, outcome: 'ok' },
      { keyId: 20, outcome: 'ok' },
    ]);
  });

  it('puts on record that none is left, before the secrets go', async () => {
    const user = twoKeys();
    await leave(user, true);

    expect(user.tag('keys-deleted')).toBe('2026-11-23T09:00:10.000Z');
    expect(user.journal.of('keys-deleted-tag-set')).toMatchObject([{ outcome: 'ok' }]);
  });

  it('does not say what remains where emnify shows no list', async () => {
    const user = twoKeys();
    user.emnify.showsKeys = false;

    expect((await leave(user, true)).keys).toEqual({ deleted: [15, 20], left: [] });
  });

  it.each<[string, string, (user: EnrolledUser) => void]>([
    ['a version cannot be read', `version ${FIRST}`, (user) => user.addVersion(FIRST, ['AWSCURRENT'], 'not JSON')],
    ['a tag cannot be read', 'tag emnify-mfa:proven', (user) => user.setTag('proven', 'yes')],
    [
      'the credentials are of another account',
      'sign in as emnify user 8',
      (user) => {
        user.emnify.userId = UserId.parse(8);
      },
    ],
    [
      'the key secret is deleted',
      `expected ${KEY_SECRET}, to delete keys`,
      (user) => {
        user.secret.facts = { awaitsDeletion: true };
      },
    ],
    [
      'there are no credentials',
      `expected ${CREDENTIALS}, to delete keys`,
      (user) => void user.store.secrets.delete(CREDENTIALS),
    ],
    [
      'the credentials are deleted',
      `expected ${CREDENTIALS}, to delete keys`,
      (user) => {
        user.store.secret(CREDENTIALS).facts = { awaitsDeletion: true };
      },
    ],
    ['a hold is in force', 'held until an operator releases it', (user) => user.setTag('hold', 'operator')],
  ])('changes nothing where %s', async (_what, message, prepare) => {
    const user = twoKeys();
    prepare(user);

    await expect(leave(user, true)).rejects.toThrow(message);
    expect(changes).toEqual([]);
    expect(user.emnify.ids('active')).toEqual([20, 15]);
  });

  it.each<[string, (user: EnrolledUser) => void]>([
    [
      'a rotation that was under way has stored another key',
      (user) =>
        user.emnify.remote.after('deleteKey', () => user.addVersion(NEXT, ['AWSPENDING'], user.keyValue(30), MINUTE)),
    ],
    ['emnify still shows one', (user) => user.emnify.remote.after('deleteKey', () => user.emnify.addKey(15, 'active'))],
  ])('keeps the secrets where %s', async (_what, prepare) => {
    const user = twoKeys();
    prepare(user);

    await expect(leave(user, true)).rejects.toThrow(/^robot: key (30|15) is there still or anew/);
    expect(changes.filter((change) => change.startsWith('delete'))).toEqual([]);
    expect(user.tag('keys-deleted')).toBeUndefined();
  });

  it.each<[string, (user: EnrolledUser) => void]>([
    [
      'sent a password or code that was not answered',
      (user) => user.setTag('attempts', `unanswered=1 refused=0 at=${ago(user, MINUTE - 1)}`),
    ],
    ['has no value yet', (user) => user.addVersion(NEXT, ['AWSPENDING'], undefined, MINUTE - 1)],
    ['has stored its key', (user) => user.addVersion(NEXT, ['AWSPENDING'], user.keyValue(30), MINUTE - 1)],
  ])('waits a minute for a rotation that %s, whether or not keys are deleted', async (_what, prepare) => {
    for (const deleteKeys of [false, true]) {
      const user = twoKeys();
      prepare(user);

      await expect(leave(user, deleteKeys)).rejects.toThrow(/^robot: a rotation was under way a moment ago/);
      expect(user.tag('offboarding')).toBe(deleteKeys ? 'delete-keys' : 'keep-keys');
      expect(user.emnify.ids('active')).toEqual([20, 15]);
      expect(changes).toEqual([`cancel ${KEY_SECRET}`, expect.stringMatching(/^schedules of robot/)]);

      user.clock.advance(1);
      const { keys } = await leave(user, deleteKeys);
      expect(keys.deleted.concat(keys.left ?? [])).toEqual(expect.arrayContaining([15, 20]));
    }
  });

  it('lets nothing be sent by a rotation that is under way, from before it is turned off', async () => {
    const user = twoKeys();
    user.addVersion(NEXT, ['AWSPENDING'], undefined, 2 * MINUTE);
    let rotating: Promise<unknown> | undefined;
    user.emnify.remote.before('deleteKey', () => {
      rotating = user.step('createSecret');
    });
    await leave(user, true);

    expect(await rotating).toMatchObject({
      kind: 'hold-in-force',
      message: expect.stringContaining('being offboarded'),
    });
    expect(user.sent()).toEqual([]);
  });

  it.each([
    ['of an operator', 'operator'],
    ['of a lockout', 'lockout until=2026-11-23T10:00:00Z'],
    ['of refused credentials', `credentials version=${CREDENTIALS_VERSION}`],
  ])('keeps the hold %s, and sends nothing under it, also where it is asked for the keys then', async (_what, hold) => {
    const user = twoKeys();
    user.setTag('hold', hold);
    user.emnify.remote.before('authenticate', failing(new Unavailable('sent under a hold', CALL)));
    await leave(user);
    // As if it had stopped before the secrets went.
    user.secret.facts = {};
    await expect(leave(user, true)).rejects.toMatchObject({ kind: 'hold-in-force' });

    expect(user.tag('hold')).toBe(hold);
    expect(user.emnify.remote.calls).toEqual([]);
  });

  it('keeps a refusal that it meets itself on record', async () => {
    const user = twoKeys();
    user.setTag('offboarding', 'delete-keys');
    user.emnify.remote.before('authenticate', failing(new BadCredentials('refused', CALL)));
    await expect(leave(user, true)).rejects.toMatchObject({ kind: 'bad-credentials' });
    await expect(leave(user, true)).rejects.toMatchObject({ kind: 'hold-in-force' });

    expect(user.emnify.remote.calls).toEqual(['authenticate']);
  });

  it('stops at a hold that an operator sets while it signs in', async () => {
    const user = twoKeys();
    user.emnify.remote.after('user', () => user.setTag('hold', 'operator'));
    await expect(leave(user, true)).rejects.toMatchObject({ kind: 'hold-in-force' });

    expect(user.tag('hold')).toBe('operator');
    expect(user.emnify.ids('active')).toEqual([20, 15]);
  });

  it('goes on after a failure where it stopped', async () => {
    const user = twoKeys();
    user.emnify.remote.before('deleteKey', () => undefined);
    user.emnify.remote.before('deleteKey', failing(new Unavailable('down', CALL)));
    await expect(leave(user, true)).rejects.toThrow('down');

    expect((await leave(user, true)).keys.deleted).toEqual([15, 20]);
    expect(user.journal.of('managed-key-deleted').map(({ keyId, outcome }) => `${keyId} ${outcome}`)).toEqual([
      '15 ok',
      '15 skipped',
      '20 ok',
    ]);
  });

  it('asks emnify nothing once its keys are deleted and the key secret awaits deletion', async () => {
    const user = twoKeys();
    user.secret.facts = { awaitsDeletion: true };
    user.setTag('keys-deleted', UNTIL);

    expect((await leave(user, true)).keys).toEqual({ deleted: [], left: [] });
    expect(user.emnify.remote.calls).toEqual([]);
  });
});

describe('an offboarding request', () => {
  it.each([undefined, {}, { user: 'Robot' }, { user: 'robot', deleteKeys: 'yes' }, { user: 'robot', more: 1 }])(
    'is refused as %j',
    (event) => {
      expect(() => parseOffboardingRequest(event)).toThrow(/^offboarding request: .*"deleteKeys"\?: boolean\}$/);
    },
  );
});
