import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { KeyId } from '../../functions/domain/identifiers.ts';
import { parseMemory, readMemory } from '../../functions/domain/memory.ts';
import { Secret } from '../../functions/domain/secret.ts';
import { formatKeyValue, parseCredentials, parseKeyValue } from '../../functions/domain/secret-values.ts';
import { SUPERSEDED_TAG_PREFIX } from '../../functions/domain/tag-names.ts';
import { CANARY, harmless, manyTimes, refused } from './support/harm.ts';
import { asJson, damaged, garbled, hostileJson, hostileText } from './support/inputs.ts';

const CREDENTIALS = {
  applicationToken: `token-${CANARY}`,
  username: 'robot@example.com',
  password: `${CANARY} password`,
  passwordFormat: 'plain',
};
const KEY = {
  userId: 7,
  keyId: 717,
  secretKey: 'JBSWY3DPEHPK3PXP',
  otpauth: `otpauth://totp/emnify:${CANARY}?secret=JBSWY3DPEHPK3PXP`,
  algorithm: 'SHA1',
  digits: 6,
  period: 30,
  createdAt: '2026-11-23T09:00:00.000Z',
};
const ENROLLED = { state: 'enrolled', takeOver: [701, 702] };

const READERS = {
  credentials: (text: string) => parseCredentials(Secret.of(text), 'emnify-mfa/alice/credentials'),
  key: (text: string) => parseKeyValue(Secret.of(text), 'emnify-mfa/alice/key'),
};

describe('the value of a secret', () => {
  for (const [name, read] of Object.entries(READERS)) {
    it(`of anything at all is no ${name}, and nothing of it is told`, async () => {
      await manyTimes(hostileJson, async (json) => {
        for (const text of [asJson(json), asJson({ [CANARY]: json }), asJson([CANARY, json])]) {
          expect(await refused(() => read(text))).toMatchObject({ kind: 'unreadable-state' });
        }
      });
    });

    it(`that is text of no meaning is no ${name}`, async () => {
      await manyTimes(hostileText, async (text) => {
        expect(await refused(() => read(`${text}${CANARY}`))).toMatchObject({ kind: 'unreadable-state' });
      });
    });
  }

  it('that was cut, recoded or said twice is refused without its text', async () => {
    const pairs = fc.oneof(
      garbled(asJson(CREDENTIALS)).map((text) => ['credentials', text] as const),
      garbled(asJson(KEY)).map((text) => ['key', text] as const),
    );
    await manyTimes(pairs, async ([reader, text]) => {
      expect(await refused(() => READERS[reader](text))).toMatchObject({ kind: 'unreadable-state' });
    });
  });

  it('is refused with one damaged member, or was not damaged after all', async () => {
    const texts = fc.oneof(
      damaged(CREDENTIALS).map((value) => ['credentials', asJson(value)] as const),
      damaged(KEY).map((value) => ['key', asJson(value)] as const),
      damaged(ENROLLED).map((value) => ['key', asJson(value)] as const),
    );
    await manyTimes(texts, async ([reader, text]) => {
      const outcome = await harmless(() => READERS[reader](text));
      if ('error' in outcome) expect(outcome.error).toMatchObject({ kind: 'unreadable-state' });
    });
  });

  it('that is accepted as a key is written again as it was read', async () => {
    await manyTimes(damaged(KEY).map(asJson), async (text) => {
      const read = () => parseKeyValue(Secret.of(text), 'x');
      const outcome = await harmless(read);
      if ('error' in outcome) return;
      const written = formatKeyValue(outcome.value);
      expect(formatKeyValue(parseKeyValue(written, 'x')).reveal()).toBe(written.reveal());
    });
  });
});

describe('the tags that are the memory', () => {
  const tagNames = fc.oneof(
    fc.constantFrom('emnify-mfa:attempts', 'emnify-mfa:hold', 'emnify-mfa:proven'),
    fc
      .oneof(hostileText, fc.constantFrom('717', '0717', '7e2', '-1', '9007199254740993'))
      .map((id) => `${SUPERSEDED_TAG_PREFIX}${id}`.slice(0, 128)),
    hostileText.map((text) => text.slice(0, 128)),
  );
  const tagValues = fc.oneof(
    hostileText,
    fc.constantFrom(
      'none',
      'operator',
      'unanswered=999999 refused=999999 at=9999-12-31T23:59:59Z',
      'unanswered=1 refused=0 at=0000-01-01T00:00:00Z',
      'lockout until=9999-12-31T23:59:59.999Z',
      `credentials version=${'v'.repeat(65)}`,
      '2026-11-23T09:00:00Z',
      CANARY,
    ),
  );
  const tags = fc.array(fc.tuple(tagNames, tagValues), { maxLength: 50 }).map((entries) => new Map(entries));

  it('are read, or refused with a sentence that tells none of their values', async () => {
    await manyTimes(tags, async (map) => {
      const outcome = await harmless(() => parseMemory(map));
      if ('error' in outcome) expect(outcome.error).toMatchObject({ kind: 'unreadable-state' });
    });
  });

  it('never make a deadline, a key or a number of attempts that is none', async () => {
    await manyTimes(tags, async (map) => {
      const { memory, unreadable } = readMemory(map);
      for (const [id, deadline] of memory.superseded) {
        expect(KeyId.safeParse(id).success).toBe(true);
        expect(deadline).not.toBeNaN();
      }
      const { unanswered, refused: no, at } = memory.attempts;
      expect([unanswered, no, at].every(Number.isSafeInteger)).toBe(true);
      if (unreadable.length > 0) await refused(() => parseMemory(map));
    });
  });

  it('are a hold where the hold or the attempts are nonsense', async () => {
    const nonsense = hostileText.filter((text) => text !== 'none' && text !== 'operator');
    await manyTimes(nonsense, (text) => {
      for (const tag of ['emnify-mfa:attempts', 'emnify-mfa:hold']) {
        expect(readMemory(new Map([[tag, text]])).memory.hold).toEqual({ kind: 'operator' });
      }
    });
  });
});
