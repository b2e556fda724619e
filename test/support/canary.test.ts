import { describe, expect, it, test } from 'vitest';
import { leaks } from './canary.ts';

const secret = 'Kanarien+Vogel/23 ü';
const named = [{ name: 'the canary', text: secret }];
const found = (value: unknown) => leaks({ place: value }, named);

class Hidden extends Error {
  readonly request: object;
  constructor(request: object) {
    super('nothing to see');
    Object.defineProperty(this, 'secretly', { value: request, enumerable: false });
    this.request = {};
  }
}

function withStack(stack: string): Error {
  const error = new Error('nothing to see');
  error.stack = stack;
  return error;
}

describe('The canary checker finds a secret', () => {
  const inside = `before ${secret} after`;
  const planted: Readonly<Record<string, unknown>> = {
    'in a text': inside,
    'in a message': new Error(inside),
    'in a stack': withStack(inside),
    'in a cause': new Error('outer', { cause: new Error('inner', { cause: { deep: inside } }) }),
    'in an aggregate': new AggregateError([new Error(inside)], 'several'),
    'in an own property': Object.assign(new Error('x'), { body: inside }),
    'in a property that is not enumerable': new Hidden({ headers: [inside] }),
    'in a symbol property': { [Symbol('hidden')]: inside },
    'in the name of a property': { [inside]: 1 },
    'in a map of tags': new Map([['emnify-mfa:hold', inside]]),
    'in a key of a map': new Map([[inside, 1]]),
    'in a set': new Set([inside]),
    'in bytes': { body: Buffer.from(`x${secret}`, 'latin1') },
    'behind a toJSON': { toJSON: () => inside },
    'behind a custom inspection': { [Symbol.for('nodejs.util.inspect.custom')]: () => inside },
    'in what refers to itself': (() => {
      const loop: Record<string, unknown> = { inside };
      loop['self'] = loop;
      return loop;
    })(),
    'in a line of metrics': `{"_aws":{"Timestamp":1},"service":${JSON.stringify(secret)}}`,
    'in other case': inside.toUpperCase(),
    'URL-encoded': `https://host/?password=${encodeURIComponent(secret)}&x=1`,
    'in a form': new URLSearchParams({ password: secret }).toString(),
    'as hex': Buffer.from(secret).toString('hex'),
  };
  for (const [where, value] of Object.entries(planted)) {
    it(where, () => {
      expect(found(value)).not.toEqual([]);
    });
  }

  for (const before of ['', 'a', 'ab', 'abc']) {
    it(`in the base64 of a text that begins with "${before}"`, () => {
      const bytes = Buffer.from(`${before}${secret}${before}`);
      expect(found(bytes.toString('base64'))).toEqual(['place holds the canary, in base64']);
      expect(found(new Error(bytes.toString('base64url')))).not.toEqual([]);
    });
  }
});

describe('The canary checker', () => {
  it('never shows what it found', () => {
    expect(JSON.stringify(found({ a: new Error(secret) }))).not.toContain(secret);
  });

  it('finds nothing where there is nothing', () => {
    expect(
      found({ a: new Error('no bird'), b: [1, null, undefined, () => 1], c: new Map([[1, new Set([2n])]]) }),
    ).toEqual([]);
  });

  it('looks into what cannot be made a text of', () => {
    const bare: unknown = Object.assign(Object.create(null), { deep: [secret] });
    expect(found(bare)).not.toEqual([]);
  });

  it('goes on past a getter that throws', () => {
    const value = Object.defineProperty({}, 'first', {
      get: () => {
        throw new Error('unreadable');
      },
    });
    expect(found(value)).toEqual([]);
    expect(found(Object.assign(value, { second: secret }))).not.toEqual([]);
  });
});

const code = [{ name: 'a code', text: '492039' }];

test.each(['code 492039', '{"code":"492039"}', '{"code":492039}', 'x492039y', 'NDkyMDM5', { code: 492039 }])(
  'a code is found in %j',
  (value) => {
    expect(leaks({ value }, code)).not.toEqual([]);
  },
);

test.each(['1492039', '4920390', '1767349203900', 'a1492039-0000-4000-8000-a492039bcdef'])(
  'digits that are part of something longer are no code: %s',
  (text) => {
    expect(leaks({ text }, code)).toEqual([]);
  },
);
