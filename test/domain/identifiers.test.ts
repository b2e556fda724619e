import { describe, expect, it } from 'vitest';
import { DeviceId, KeyId, UserId, UserSlug, VersionId } from '../../functions/domain/identifiers.ts';

describe.each([
  ['a key', KeyId],
  ['a device', DeviceId],
  ['a user', UserId],
])('the id of %s', (_what, Id) => {
  it.each([1, 717.0, Number.MAX_SAFE_INTEGER])('may be %d', (id) => {
    expect(Id.parse(id)).toBe(id);
  });

  it.each([0, -1, 1.5, Number.MAX_SAFE_INTEGER + 1, Number.NaN, Number.POSITIVE_INFINITY, '7', null])(
    'is not %s',
    (id) => {
      expect(() => Id.parse(id)).toThrow('expected a positive whole number');
    },
  );
});

describe('a slug', () => {
  it.each(['a', '7', 'ops-eu-1', 'x'.repeat(63)])('may be %s', (slug) => {
    expect(UserSlug.parse(slug)).toBe(slug);
  });

  it.each(['', '-a', 'Ops', 'a/b', 'a b', 'a\n', 'x'.repeat(64)])('is not %j', (slug) => {
    expect(() => UserSlug.parse(slug)).toThrow('expected a slug');
  });
});

describe('the id of a version', () => {
  it.each(['x'.repeat(32), 'x'.repeat(64), '11111111-1111-4111-8111-111111111111'])('may be %s', (id) => {
    expect(VersionId.parse(id)).toBe(id);
  });

  it.each(['x'.repeat(31), 'x'.repeat(65), `${'x'.repeat(32)}\n`, `${'x'.repeat(32)}/`])('is not %j', (id) => {
    expect(() => VersionId.parse(id)).toThrow('expected a ClientRequestToken');
  });
});
