import { inspect, isDeepStrictEqual } from 'node:util';
import { isObject } from './substitute.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/**
 * How an answer differs from what a case expects, one sentence each; empty when it matches. Objects match by subset,
 * arrays by length and order, `{"$operator": operand}` as the operator says.
 * @param now epoch milliseconds of the stand-in's clock, for `$daysFromNow`
 */
export function mismatches(expected: unknown, actual: unknown, now: number, path = 'answer'): string[] {
  const operator = operatorOf(expected);
  if (operator !== undefined) return applyOperator(operator.name, operator.operand, actual, now, path);
  if (Array.isArray(expected)) {
    if (!Array.isArray(actual)) return differ(path, expected, actual);
    if (actual.length !== expected.length) return differ(`${path} (length)`, expected, actual);
    return expected.flatMap((item, index) => mismatches(item, actual[index], now, `${path}[${index}]`));
  }
  if (isObject(expected)) {
    if (!isObject(actual)) return differ(path, expected, actual);
    return Object.entries(expected).flatMap(([key, member]) => mismatches(member, actual[key], now, `${path}.${key}`));
  }
  return isDeepStrictEqual(expected, actual) ? [] : differ(path, expected, actual);
}

function operatorOf(expected: unknown): { readonly name: string; readonly operand: unknown } | undefined {
  if (!isObject(expected)) return undefined;
  const [only, ...others] = Object.entries(expected);
  if (only === undefined || others.length > 0 || !/^\$[a-zA-Z0-9]+$/.test(only[0])) return undefined;
  return { name: only[0], operand: only[1] };
}

function applyOperator(name: string, operand: unknown, actual: unknown, now: number, path: string): string[] {
  const matches = (expected: unknown, value: unknown) => mismatches(expected, value, now).length === 0;
  const verdict = (holds: boolean) => (holds ? [] : differ(path, { [name]: operand }, actual));
  switch (name) {
    case '$present':
      return verdict((actual !== undefined) === operand);
    case '$matches':
      return verdict(typeof actual === 'string' && new RegExp(String(operand)).test(actual));
    case '$not':
      return verdict(!matches(operand, actual));
    case '$length':
      return verdict(Array.isArray(actual) && actual.length === operand);
    case '$oneOf':
      return verdict(list(operand).some((option) => matches(option, actual)));
    case '$includes':
      return verdict(list(operand).every((item) => list(actual).some((value) => matches(item, value))));
    case '$excludes':
      return verdict(!list(operand).some((item) => list(actual).some((value) => matches(item, value))));
    case '$sameItems':
      return verdict(Array.isArray(actual) && pairUp(list(operand), actual, matches));
    case '$keys':
      return exactMembers(operand, actual, now, path);
    case '$base64':
      return verdict(actual instanceof Uint8Array && Buffer.from(actual).toString('base64') === operand);
    case '$after':
      return verdict(epoch(actual) > epoch(operand));
    case '$instant':
      return verdict(epoch(actual) === epoch(operand));
    case '$daysFromNow':
      return verdict(Math.abs(epoch(actual) - now - Number(operand) * DAY) <= HOUR);
    default:
      throw new Error(`The case uses an unknown operator: ${name}.`);
  }
}

function exactMembers(expected: unknown, actual: unknown, now: number, path: string): string[] {
  if (!isObject(expected) || !isObject(actual)) return differ(path, { $keys: expected }, actual);
  const surplus = Object.keys(actual).filter(
    (key) => key !== '$metadata' && actual[key] !== undefined && !(key in expected),
  );
  return [
    ...surplus.map((key) => `${path}.${key}: expected no such member, got ${show(actual[key])}`),
    ...mismatches(expected, actual, now, path),
  ];
}

/** Whether every expected item has an actual one of its own; an item may match several, so pairings are tried in turn. */
function pairUp(
  expected: readonly unknown[],
  actual: readonly unknown[],
  matches: (expected: unknown, value: unknown) => boolean,
): boolean {
  if (expected.length !== actual.length) return false;
  const [first, ...rest] = expected;
  if (expected.length === 0) return true;
  return actual.some((value, index) => matches(first, value) && pairUp(rest, actual.toSpliced(index, 1), matches));
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function epoch(value: unknown): number {
  return value instanceof Date ? value.getTime() : Date.parse(String(value));
}

function differ(path: string, expected: unknown, actual: unknown): string[] {
  return [`${path}: expected ${show(expected)}, got ${show(actual)}`];
}

function show(value: unknown): string {
  return inspect(value, { depth: 6, breakLength: Number.POSITIVE_INFINITY, maxStringLength: 200 });
}
