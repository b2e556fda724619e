import { describe, expect, it } from 'vitest';
import { InvalidInput } from '../../../functions/domain/errors.ts';
import { MOST_USERS, parseFleetRequest } from '../../../functions/domain/fleet/request.ts';

const run = 'breach-2026-11';
const reason = 'the vendor reported a leak';

function slugs(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `user-${index}`);
}

describe('a fleet request', () => {
  it('names a run and a reason; every enrolled user is meant', () => {
    expect(parseFleetRequest({ run, reason })).toEqual({ run, reason });
  });

  it('may choose users, and who goes first', () => {
    const request = { run, reason, users: ['alice', 'bob'], priority: ['bob'] };

    expect(parseFleetRequest(request)).toEqual(request);
  });

  it(`may choose up to ${MOST_USERS} users`, () => {
    expect(parseFleetRequest({ run, reason, users: slugs(MOST_USERS) }).users).toHaveLength(MOST_USERS);
  });

  it('of more users is refused, and told why', () => {
    const users = slugs(MOST_USERS + 1);

    expect(() => parseFleetRequest({ run, reason, users })).toThrow('one address may authenticate 100 times');
  });

  it.each([
    ['no name', { reason }, 'run'],
    ['a name with a slash', { run: 'a/b', reason }, 'run'],
    ['no reason', { run }, 'reason'],
    ['an empty reason', { run, reason: '  ' }, 'reason'],
    ['a reason of two lines', { run, reason: 'a\nb' }, 'reason'],
    ['an empty list', { run, reason, users: [] }, 'users'],
    ['a user twice', { run, reason, users: ['alice', 'alice'] }, 'users'],
    ['a user that is no slug', { run, reason, priority: ['Alice'] }, 'priority'],
    ['a member nobody knows', { run, reason, force: true }, 'unexpected'],
    ['text', 'everything', 'JSON object'],
  ])('with %s is refused', (_, event, named) => {
    expect(() => parseFleetRequest(event)).toThrow(InvalidInput);
    expect(() => parseFleetRequest(event)).toThrow(named);
  });
});
