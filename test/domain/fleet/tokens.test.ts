import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rotationToken, rotationTokens } from '../../../functions/domain/fleet/tokens.ts';
import { UserSlug } from '../../../functions/domain/identifiers.ts';

const ALICE = UserSlug.parse('alice');
const run = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/);
const user = fc.stringMatching(/^[a-z0-9][a-z0-9-]{0,62}$/).map((slug) => UserSlug.parse(slug));

describe('the token of a rotation in a run', () => {
  it('is always the same, so that a run can be told by it years later', () => {
    expect(rotationToken('breach', ALICE, 1)).toBe('5ef39909-bae0-5bdc-b768-d545445d8a4c');
  });

  it('is a UUID of version 5', () => {
    fc.assert(
      fc.property(run, user, fc.constantFrom(1, 2), (name, slug, attempt) => {
        expect(rotationToken(name, slug, attempt)).toMatch(
          /^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
        );
      }),
    );
  });

  it('is another one for another run, user or attempt', () => {
    fc.assert(
      fc.property(
        fc.tuple(run, user, fc.constantFrom(1, 2)),
        fc.tuple(run, user, fc.constantFrom(1, 2)),
        (one, other) => {
          const same = JSON.stringify(one) === JSON.stringify(other);
          expect(rotationToken(...one) === rotationToken(...other)).toBe(same);
        },
      ),
    );
  });

  it('is one of two, one for each attempt', () => {
    expect(rotationTokens('breach', ALICE)).toEqual(
      new Set([rotationToken('breach', ALICE, 1), rotationToken('breach', ALICE, 2)]),
    );
  });
});
