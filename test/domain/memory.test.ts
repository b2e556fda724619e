import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Attempts, NO_ATTEMPTS, type Offboarding, type StoredHold } from '../../functions/domain/attempts.ts';
import { UnreadableState } from '../../functions/domain/errors.ts';
import { KeyId, VersionId } from '../../functions/domain/identifiers.ts';
import { applyChange, type Memory, type MemoryChange, parseMemory, tagsOf } from '../../functions/domain/memory.ts';

const EMPTY: Memory = { attempts: NO_ATTEMPTS, hold: undefined, proven: undefined, superseded: new Map() };

const instants = fc
  .date({ min: new Date('2000-01-01T00:00:00Z'), max: new Date('9999-12-31T23:59:59Z'), noInvalidDate: true })
  .map((date) => date.getTime());
const keyIds = fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }).map((id) => KeyId.parse(id));
const versionIds = fc.stringMatching(/^[A-Za-z0-9_.-]{32,64}$/).map((id) => VersionId.parse(id));
const counts = fc.integer({ min: 0, max: 999_999 });
const attempts: fc.Arbitrary<Attempts> = fc
  .record({ unanswered: counts, refused: counts, at: instants })
  .map((one) => (one.unanswered + one.refused === 0 ? NO_ATTEMPTS : one));
const holds: fc.Arbitrary<StoredHold | undefined> = fc.oneof(
  fc.constant(undefined),
  fc.constant<StoredHold>({ kind: 'operator' }),
  versionIds.map((refusedVersion): StoredHold => ({ kind: 'credentials', refusedVersion })),
  instants.map((until): StoredHold => ({ kind: 'code', until })),
  instants.map((until): StoredHold => ({ kind: 'lockout', until })),
);
const proofs = fc.record({ keyId: keyIds, versionId: versionIds, at: instants });
const memories: fc.Arbitrary<Memory> = fc
  .tuple(
    fc.record({
      attempts,
      hold: holds,
      proven: fc.option(keyIds, { nil: undefined }),
      superseded: fc.array(fc.tuple(keyIds, instants), { maxLength: 4 }).map((entries) => new Map(entries)),
    }),
    fc.record(
      { proof: proofs, owner: versionIds, offboarding: fc.constantFrom<Offboarding>('delete-keys', 'keep-keys') },
      { requiredKeys: [] },
    ),
  )
  .map(([memory, others]) => ({ ...memory, ...others }));

/** The change that writes all of a memory. */
function all({ attempts, hold, proven, superseded, offboarding = undefined, ...others }: Memory): MemoryChange {
  return {
    attempts,
    hold: hold ?? 'none',
    offboarding: offboarding ?? 'none',
    superseded,
    ...(proven === undefined ? {} : { proven }),
    ...others,
  };
}

describe('what a rotation remembers', () => {
  it('is read back from tags as it was written', () => {
    fc.assert(
      fc.property(memories, (memory) => {
        expect(parseMemory(tagsOf(all(memory)))).toEqual(memory);
      }),
    );
  });

  it('is after a change what its tags say then', () => {
    fc.assert(
      fc.property(memories, memories, (memory, next) => {
        const tags = new Map([...tagsOf(all(memory)), ...tagsOf(all(next))]);
        expect(applyChange(memory, all(next))).toEqual(parseMemory(tags));
      }),
    );
  });

  it('stays as it is where a change says nothing', () => {
    fc.assert(
      fc.property(memories, (memory) => {
        expect(applyChange(memory, {})).toEqual(memory);
        expect(tagsOf({}).size).toBe(0);
      }),
    );
  });

  it('is nothing where there are no tags but those of others', () => {
    expect(parseMemory(new Map([['app', 'none of ours']]))).toEqual(EMPTY);
  });

  it('fits into tags as Secrets Manager allows them', () => {
    // aws-model, Tag: 128 and 256 characters of letters, digits, white space and _.:/=+-@
    fc.assert(
      fc.property(memories, (memory) => {
        for (const [key, value] of tagsOf(all(memory))) {
          expect(key).toMatch(/^[\p{L}\p{Z}\p{N}_.:/=+\-@]{1,128}$/u);
          expect(value).toMatch(/^[\p{L}\p{Z}\p{N}_.:/=+\-@]{1,256}$/u);
        }
      }),
    );
  });

  it('is never made of nonsense: what is accepted means what it says', () => {
    const words = fc.constantFrom(
      'none',
      'operator',
      'code',
      'until=',
      'version=',
      'unanswered=1',
      'refused=2',
      'key=7',
      'at=',
    );
    const nonsense = fc.oneof(
      fc.string(),
      fc.array(fc.oneof(words, fc.string(), instants.map(String)), { maxLength: 4 }),
    );
    const names = fc.constantFrom('attempts', 'hold', 'proven', 'proof', 'superseded/', 'superseded/717');
    fc.assert(
      fc.property(names, nonsense, (name, value) => {
        const text = Array.isArray(value) ? value.join(' ') : value;
        const tags = new Map([[`emnify-mfa:${name}`, text]]);
        try {
          const memory = parseMemory(tags);
          expect(text === 'none' || tagsOf(all(memory)).get(`emnify-mfa:${name}`) === text).toBe(true);
        } catch (error) {
          expect(error).toBeInstanceOf(UnreadableState);
        }
      }),
      { numRuns: 500 },
    );
  });

  it.each(['2026-02-30T08:00:00Z', '2025-02-29T08:00Z', '2026-04-31T08:00:00.000Z', '2026-11-02T24:00:00Z'])(
    'does not take a day for another: %s',
    (day) => {
      expect(() => parseMemory(new Map([['emnify-mfa:superseded/717', day]]))).toThrow(UnreadableState);
    },
  );

  it.each(['2026-11-23T09:00Z', '2026-11-23T09:00:00Z', '2026-11-23T09:00:00.000Z'])(
    'takes an instant as an operator writes it: %s',
    (instant) => {
      const { superseded } = parseMemory(new Map([['emnify-mfa:superseded/717', instant]]));
      expect([...superseded]).toEqual([[717, Date.UTC(2026, 10, 23, 9)]]);
    },
  );
});
