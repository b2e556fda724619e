import { inspect } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Secret } from '../../functions/domain/secret.ts';
import { Redactor } from '../../functions/shared/redaction.ts';

const CANARY = 'Kanarienvogel+im/Käfig"7';

function knowing(...values: readonly string[]): Redactor {
  const redactor = new Redactor();
  for (const value of values) redactor.remember(Secret.of(value));
  return redactor;
}

function printed(value: unknown, redactor = knowing(CANARY)): string {
  return JSON.stringify(redactor.clean(value)) ?? 'undefined';
}

describe('a secret that was remembered', () => {
  it.each([
    ['as a string', CANARY],
    ['inside a sentence', `refused ${CANARY}!`],
    ['in other case', `x${CANARY.toUpperCase()}x`],
    ['URL-encoded', `https://example.com/?q=${encodeURIComponent(CANARY)}`],
    ['as JSON text', `{"x":${JSON.stringify(CANARY)}}`],
    ['in an object', { a: { b: { c: CANARY } } }],
    ['in an array', [[CANARY]]],
    ['in a Map', new Map([['a', new Map([['b', CANARY]])]])],
    ['as a key of a Map', new Map([[CANARY, 1]])],
    ['as a member name', { [CANARY]: 1 }],
    ['in a Set', new Set([CANARY])],
    ['in a symbol', Symbol(CANARY)],
    ['in a boxed string', Object(CANARY)],
    ['in a URL', new URL(`https://u:${encodeURIComponent(CANARY)}@example.com/`)],
    ['behind toJSON', { toJSON: () => ({ a: CANARY }) }],
    ['behind a getter', Object.defineProperty({}, 'a', { enumerable: true, get: () => CANARY })],
    ['in an object without prototype', Object.assign(Object.create(null), { a: CANARY })],
    ['in an error', new Error(CANARY)],
    ['in the cause of a cause', new Error('a', { cause: new Error('b', { cause: { c: CANARY } }) })],
    ['as what an error carries', Object.assign(new Error('a'), { request: { body: CANARY }, $metadata: { CANARY } })],
    ['in bytes', new TextEncoder().encode(CANARY)],
    ['in a function', Object.assign(() => CANARY, { CANARY })],
  ])('does not leave %s', (_, value) => {
    expect(printed(value).toLowerCase()).not.toContain('kanarienvogel');
  });

  it('does not leave as a number', () => {
    expect(printed({ value: 204816, other: 717 }, knowing('204816'))).toBe('{"value":"[redacted]","other":717}');
  });

  it('that begins like another one leaves no rest', () => {
    expect(knowing('hunter', 'hunter-and-more').text('see hunter-and-more')).toBe('see [redacted]');
  });

  it('that is shorter than 4 characters is hidden where it stands alone, and words that contain it stay readable', () => {
    expect(knowing('ab').clean(['ab', 'about'])).toEqual(['[redacted]', 'about']);
  });

  it('with characters that mean something in a pattern is hidden', () => {
    const nasty = 'a.b*c+(d)[e]{f}|g^h$i\\j/k-l?';

    expect(knowing(nasty).text(`x ${nasty} y aXb`)).toBe('x [redacted] y aXb');
  });

  it('is forgotten only after hundreds of others', () => {
    const redactor = knowing('first-secret', ...Array.from({ length: 150 }, (_, n) => `secret-number-${n}`));

    expect(redactor.text('first-secret')).toBe('[redacted]');
    for (let n = 150; n < 600; n += 1) redactor.remember(Secret.of(`secret-number-${n}`));
    expect(redactor.text('first-secret')).toBe('first-secret');
    expect(redactor.text('secret-number-599')).toBe('[redacted]');
  });

  it('does not leave whatever it is and wherever it stands', () => {
    // Without brackets, so that none can be made of the mark's own ends.
    const secrets = fc.stringMatching(/^[!-Z^-~]{4,40}$/).filter((text) => !'redacted'.includes(text.toLowerCase()));
    fc.assert(
      fc.property(secrets, fc.string(), fc.string(), (secret, before, after) => {
        const text = knowing(secret).text(`${before}${secret}${after}`);

        expect(text.toLowerCase()).not.toContain(secret.toLowerCase());
      }),
    );
  });
});

describe('a value that resists', () => {
  const redactor = new Redactor();

  it('does so without harm: getters that throw', () => {
    const value = Object.defineProperty({ a: 1 }, 'b', {
      enumerable: true,
      get: () => {
        throw new Error(CANARY);
      },
    });

    expect(redactor.clean(value)).toEqual({ a: 1, b: '[unreadable]' });
  });

  it('does so without harm: an error whose message cannot be read', () => {
    const error = Object.defineProperty(new Error('x'), 'message', {
      get: () => {
        throw new Error(CANARY);
      },
    });

    expect(redactor.clean(error)).toMatchObject({ name: 'Error', message: '[unreadable]' });
  });

  it('does so without harm: a revoked proxy, a toJSON that throws', () => {
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    const thrower = {
      toJSON: () => {
        throw new Error(CANARY);
      },
    };

    expect(redactor.clean([proxy, thrower])).toEqual(['[unreadable]', '[unreadable]']);
  });

  it('does so without harm: cycles, also through errors', () => {
    const error: Error = new Error('round');
    const value = { error, self: {} };
    value.self = value;
    error.cause = value;

    expect(redactor.clean(value)).toEqual({
      error: { name: 'Error', message: 'round', stack: expect.any(String), cause: '[circular]' },
      self: '[circular]',
    });
  });

  it('is shown twice where it stands twice without being inside itself', () => {
    const shared = { a: 1 };

    expect(redactor.clean([shared, shared])).toEqual([{ a: 1 }, { a: 1 }]);
  });

  it('does so without harm: great depth', () => {
    let value: object = {};
    for (let depth = 0; depth < 50_000; depth += 1) value = { value };

    expect(inspect(redactor.clean(value), { depth: null })).toContain('[too deep]');
  });

  it('is always turned into JSON', () => {
    fc.assert(
      fc.property(fc.anything({ withMap: true, withSet: true, withDate: true, withBigInt: true }), (value) => {
        expect(() => JSON.stringify(redactor.clean(value))).not.toThrow();
      }),
    );
  });
});
