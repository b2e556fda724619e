import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MOST_USERS } from '../../../functions/domain/fleet/request.ts';
import { type Enrolled, orderRoster } from '../../../functions/domain/fleet/roster.ts';
import { UserSlug } from '../../../functions/domain/identifiers.ts';

const request = { run: 'breach', reason: 'a test' };

function enrolled(users: readonly string[]): Enrolled[] {
  return users.map((user, index) => ({
    user: UserSlug.parse(user),
    keyAt: index * 1_000,
    isOfRun: false,
    isHeld: false,
  }));
}

const slugs = (...users: readonly string[]) => users.map((user) => UserSlug.parse(user));
const order = (roster: readonly Enrolled[]) => roster.map(({ user }) => user);

describe('the order of a run', () => {
  it('goes from the oldest key to the newest', () => {
    const [first, second, third] = enrolled(['carol', 'alice', 'bob']);
    if (first === undefined || second === undefined || third === undefined) throw new Error('three');

    expect(order(orderRoster(request, [third, first, second]))).toEqual(['carol', 'alice', 'bob']);
  });

  it('begins with those who were given priority, as given', () => {
    const roster = orderRoster({ ...request, priority: slugs('bob', 'alice') }, enrolled(['carol', 'alice', 'bob']));

    expect(order(roster)).toEqual(['bob', 'alice', 'carol']);
  });

  it('holds everybody once, and does not depend on the order of the list', () => {
    const fleet = fc.uniqueArray(fc.record({ user: fc.stringMatching(/^[a-z]{1,4}$/), keyAt: fc.nat(3) }), {
      selector: ({ user }) => user,
      minLength: 1,
    });
    fc.assert(
      fc.property(fleet, fc.infiniteStream(fc.nat()), (members, random) => {
        const all = members.map(({ user, keyAt }) => ({
          user: UserSlug.parse(user),
          keyAt,
          isOfRun: false,
          isHeld: false,
        }));
        const shuffled = all.map((member) => ({ member, at: random.next().value ?? 0 })).sort((a, b) => a.at - b.at);
        const roster = orderRoster(request, all);
        expect(
          orderRoster(
            request,
            shuffled.map(({ member }) => member),
          ),
        ).toEqual(roster);
        expect(new Set(order(roster))).toEqual(new Set(all.map(({ user }) => user)));
        expect(roster.map(({ keyAt }) => keyAt)).toEqual(roster.map(({ keyAt }) => keyAt).sort((a, b) => a - b));
      }),
    );
  });

  it('names the chosen users who are not enrolled, ten at most', () => {
    const users = slugs(...Array.from({ length: 12 }, (_, index) => `nobody-${index}`));

    expect(() => orderRoster({ ...request, users }, enrolled(['alice']))).toThrow('nobody-9 and 2 more');
  });

  it('refuses priority for somebody who is not in the run', () => {
    const chosen = { ...request, users: slugs('alice'), priority: slugs('bob') };

    expect(() => orderRoster(chosen, enrolled(['alice', 'bob']))).toThrow('bob');
  });

  it('refuses more users than one run may have, and a fleet of none', () => {
    const many = enrolled(Array.from({ length: MOST_USERS + 1 }, (_, index) => `user-${index}`));

    expect(() => orderRoster(request, many)).toThrow(`at most ${MOST_USERS} users`);
    expect(order(orderRoster({ ...request, users: slugs('user-3') }, many))).toEqual(['user-3']);
    expect(() => orderRoster(request, [])).toThrow('there is none');
  });
});
