import fc from 'fast-check';

/** A megabyte: more than any answer or value has, and enough to show work that grows with the square of the size. */
const MEGABYTE = 1_000_000;

/** Text as it comes from broken encodings, terminals, other languages and people who want to do harm. */
const ODD_TEXTS: readonly string[] = [
  '',
  ' ',
  '\0',
  '\u001b[31m',
  'line\r\nline',
  '\ufeff{}',
  '\ud800',
  'x\udfffy',
  '\u202egnp.exe',
  'ﬁ\u0301\u200b',
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  '../../key',
  '%00',
  '$(id)`id`',
  "'; DROP TABLE keys; --",
  '<html><body>Bad Gateway</body></html>',
  'null',
  'NaN',
  '-0',
  '1e400',
  '0x11',
  '9'.repeat(400),
];

/** Repetitions that make a careless expression try each of their parts against the whole rest. */
const PATTERNS = ['A', '=', 'a-', 'eyJ', '%3D', '"', '\\', '[', ' ', '\n', 'otpauth://', 'too ', '7', '\u0301', ':'];

const huge = fc.constantFrom(...PATTERNS.map((pattern) => pattern.repeat(MEGABYTE / pattern.length)));

/** Any text: short and odd, of every character there is, and sometimes a megabyte of one pattern. */
export const hostileText: fc.Arbitrary<string> = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom(...ODD_TEXTS) },
  { weight: 8, arbitrary: fc.string({ unit: 'binary', maxLength: 80 }) },
  { weight: 4, arbitrary: fc.string({ maxLength: 80 }) },
  { weight: 1, arbitrary: huge },
);

const hostileNumber = fc.oneof(
  fc.constantFrom(0, -0, -1, 0.5, 717.5, 2 ** 53, -(2 ** 53), 1e308, 5e-324, Number.NaN, Number.POSITIVE_INFINITY),
  fc.double(),
);

function nested(depth: number, wrap: (inner: unknown) => unknown): unknown {
  let value: unknown = 'bottom';
  for (let level = 0; level < depth; level += 1) value = wrap(value);
  return value;
}

/** Values that were read from JSON once: nothing in them has code. */
const bulky: readonly unknown[] = [
  nested(1_000, (inner) => [inner]),
  nested(1_000, (inner) => ({ inner })),
  JSON.parse('{"__proto__": {"isAdmin": true}, "constructor": {"prototype": {"x": 1}}}'),
  Array.from({ length: 20_000 }, (_, index) => ({ id: `item ${index}` })),
  Object.fromEntries(Array.from({ length: 20_000 }, (_, index) => [`member ${index}`, index])),
];

/** Anything that JSON can say. */
export const hostileJson: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 12, arbitrary: hostileText },
  { weight: 8, arbitrary: hostileNumber },
  { weight: 8, arbitrary: fc.constantFrom<unknown>(null, true, false, [], {}, [[]], [null], { id: null }) },
  { weight: 8, arbitrary: fc.jsonValue({ maxDepth: 4 }) },
  { weight: 1, arbitrary: fc.constantFrom(...bulky) },
);

/** Anything at all, also what only code can make. */
export const hostileValue: fc.Arbitrary<unknown> = fc.oneof(
  hostileJson,
  fc.anything({
    withBigInt: true,
    withDate: true,
    withMap: true,
    withNullPrototype: true,
    withSet: true,
    withSparseArray: true,
    withTypedArray: true,
    withUnicodeString: true,
  }),
);

/** A well-formed record with one member replaced by something hostile, or left out. */
export function damaged(
  whole: Readonly<Record<string, unknown>>,
  members: readonly string[] = Object.keys(whole),
): fc.Arbitrary<Readonly<Record<string, unknown>>> {
  const member = fc.constantFrom(...members);
  const replaced = fc.tuple(member, hostileValue).map(([name, value]) => ({ ...whole, [name]: value }));
  const leftOut = member.map((name) => Object.fromEntries(Object.entries(whole).filter(([other]) => other !== name)));
  return fc.oneof({ weight: 6, arbitrary: replaced }, { weight: 1, arbitrary: leftOut });
}

/** The text cut off, with bytes of another encoding in it, said twice, or with something before or behind it. */
export function garbled(text: string): fc.Arbitrary<string> {
  const cut = fc.nat({ max: Math.max(0, text.length - 1) }).map((at) => text.slice(0, at));
  const foreign = fc.constantFrom('utf16le', 'base64', 'hex').map((encoding) => Buffer.from(text).toString(encoding));
  const surrounded = hostileText.filter((odd) => odd.trim() !== '').map((odd) => `${odd}${text}`);
  return fc.oneof(cut, foreign, surrounded, fc.constant(`${text}${text}`));
}

/** Names for anything that JSON cannot say are lost on the way, as they are on the wire. */
export function asJson(value: unknown): string {
  return (
    JSON.stringify(value, (_name, member: unknown) => (typeof member === 'bigint' ? String(member) : member)) ??
    'undefined'
  );
}
