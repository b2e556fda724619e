import { describe, expect, it } from 'vitest';
import { byUrgency, userStatus } from '../../../cli/model/user-status.ts';
import { UserSlug, VersionId } from '../../../functions/domain/identifiers.ts';
import type { SecretDescription } from '../../../functions/domain/ports.ts';

const NOW = Date.parse('2026-11-24T12:00:00Z');
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const [FIRST, SECOND] = ['1', '2'].map((digit) => VersionId.parse(digit.repeat(36)));
const alice = UserSlug.parse('alice');

/** Rotated ten days ago, the next in fifty, but for what is said. */
function listed(facts: Partial<SecretDescription> & { readonly withTags?: Readonly<Record<string, string>> } = {}) {
  const { withTags = {}, ...rest } = facts;
  const key: SecretDescription = {
    arn: 'arn:aws:secretsmanager:eu-central-1:111122223333:secret:emnify-mfa/alice/key-AbCdEf',
    name: 'emnify-mfa/alice/key',
    labels: new Map(FIRST === undefined ? [] : [[FIRST, new Set(['AWSCURRENT'])]]),
    tags: new Map(Object.entries(withTags)),
    rotationEnabled: true,
    awaitsDeletion: false,
    lastRotatedAt: NOW - 10 * DAY,
    nextRotationAt: NOW + 50 * DAY,
    rotationPeriodMs: 60 * DAY,
    ...rest,
  };
  return { user: alice, key, ...(FIRST === undefined ? {} : { credentialsVersion: FIRST }) };
}

function pendingLabels(): SecretDescription['labels'] {
  if (FIRST === undefined || SECOND === undefined) throw new Error('expected two version ids');
  return new Map([
    [FIRST, new Set(['AWSCURRENT'])],
    [SECOND, new Set(['AWSPENDING'])],
  ]);
}

describe('the status of a user', () => {
  it('is ok where the key is young and nothing is under way', () => {
    expect(userStatus(listed(), undefined, NOW)).toMatchObject({ state: 'ok', attention: [] });
  });

  it('is rotating while a version waits, and needs attention once it has waited a quarter of an hour', () => {
    const user = listed({ labels: pendingLabels() });
    expect(userStatus(user, NOW - 60_000, NOW)).toMatchObject({ state: 'rotating', attention: [] });
    const stuck = userStatus(user, NOW - 16 * 60_000, NOW);
    expect(stuck.state).toBe('attention');
    expect(stuck.attention).toEqual(['a rotation has stopped half-way']);
    expect(stuck.next).toBe('recover alice');
  });

  it.each<[string, ReturnType<typeof listed>, string]>([
    ['a hold', listed({ withTags: { 'emnify-mfa:hold': 'operator' } }), 'held until an operator'],
    [
      'two unanswered attempts',
      listed({ withTags: { 'emnify-mfa:attempts': 'unanswered=2 refused=0 at=2026-11-24T11:30:00Z' } }),
      'one more failure could lock',
    ],
    ['a tag that cannot be read', listed({ withTags: { 'emnify-mfa:proven': 'yes' } }), 'emnify-mfa:proven'],
    ['rotation that is off', listed({ rotationEnabled: false }), 'rotation is off'],
    ['a key that is too old', listed({ lastRotatedAt: NOW - 62 * DAY }), 'the key is 62 days old, and 60 are allowed'],
    ['a rotation that did not happen', listed({ nextRotationAt: NOW - 2 * DAY }), 'did not happen'],
    [
      'a key that should be retired',
      listed({ withTags: { 'emnify-mfa:superseded/701': '2026-11-22T00:00:00Z' } }),
      'superseded key 701',
    ],
  ])('needs attention for %s', (_, user, words) => {
    const { state, attention } = userStatus(user, undefined, NOW);
    expect(state).toBe('attention');
    expect(attention.join('\n')).toContain(words);
  });

  it('needs attention where there are credentials and no enrolment', () => {
    expect(userStatus({ user: alice }, undefined, NOW)).toMatchObject({
      attention: ['credentials are stored, and the user is not enrolled'],
      next: 'enroll alice --keep-credentials',
    });
  });

  describe('of a rotation that Secrets Manager did not bring to its end itself', () => {
    const seen = (version: string | undefined, at: string) => ({
      'emnify-mfa:proof': `key=702 version=${version} at=${at}`,
    });

    it('counts from when the current key was seen active, of which LastRotatedDate does not know', () => {
      const user = listed({ lastRotatedAt: NOW - 62 * DAY, withTags: seen(FIRST, '2026-11-24T11:00:00Z') });
      const { state, rotatedAt } = userStatus(user, undefined, NOW);
      expect(state).toBe('ok');
      expect(rotatedAt).toBe(NOW - HOUR);
    });

    it('counts as rotated also where it was the first', () => {
      const { lastRotatedAt: _, ...key } = listed({ withTags: seen(FIRST, '2026-11-24T11:00:00Z') }).key;
      expect(userStatus({ ...listed(), key }, undefined, NOW)).toMatchObject({ state: 'ok', rotatedAt: NOW - HOUR });
    });

    it('does not count from another key, nor from one that was seen before', () => {
      const before = NOW - 10 * DAY;
      for (const tags of [seen(SECOND, '2026-11-24T11:00:00Z'), seen(FIRST, '2026-11-01T11:00:00Z')]) {
        expect(userStatus(listed({ withTags: tags }), undefined, NOW).rotatedAt).toBe(before);
      }
    });
  });

  it('no longer counts a credentials hold once there are others', () => {
    const hold = { 'emnify-mfa:hold': `credentials version=${SECOND}` };
    expect(userStatus(listed({ withTags: hold }), undefined, NOW).state).toBe('ok');
  });

  it('puts those first that need attention', () => {
    const well = userStatus(listed(), undefined, NOW);
    const troubled = { ...userStatus({ user: UserSlug.parse('zoe') }, undefined, NOW) };
    expect([well, troubled].toSorted(byUrgency).map(({ user }) => user)).toEqual(['zoe', 'alice']);
  });
});
