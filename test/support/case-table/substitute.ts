import { ACCOUNT, REGION } from '../../../local/account.ts';

/** Values captured from earlier answers of the same case. */
export type Variables = ReadonlyMap<string, unknown>;

const PLACEHOLDER = /\$\{([^}]*)\}/g;
const SUFFIX_LENGTH = '-AbCdEf'.length;

/**
 * Replaces `${...}` in every string and object key of a value: `token:n`, `repeat:x:n`, `region`, `account`, and captured
 * variables, `|dropSuffix` without their last 7 characters. A string that is one placeholder becomes the captured value itself.
 */
export function substitute(value: unknown, variables: Variables): unknown {
  if (typeof value === 'string') return substituteText(value, variables);
  if (Array.isArray(value)) return value.map((item) => substitute(item, variables));
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => [String(substitute(key, variables)), substitute(member, variables)]),
  );
}

/** The input as a client takes it: substituted, `{"$base64"}` as bytes, members named `*Date` as Date. */
export function substituteInput(
  input: Readonly<Record<string, unknown>>,
  variables: Variables,
): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(input).map(([key, member]) => {
      const value = decodeBytes(substitute(member, variables));
      return [key, key.endsWith('Date') && typeof value === 'string' ? new Date(value) : value];
    }),
  );
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date);
}

function substituteText(text: string, variables: Variables): unknown {
  const whole = /^\$\{([^}]*)\}$/.exec(text)?.[1];
  if (whole !== undefined) return resolve(whole, variables);
  return text.replaceAll(PLACEHOLDER, (_, name: string) => String(resolve(name, variables)));
}

function resolve(placeholder: string, variables: Variables): unknown {
  if (placeholder === 'region') return REGION;
  if (placeholder === 'account') return ACCOUNT;
  const [kind, first = '', count] = placeholder.split(':');
  if (kind === 'token')
    return `${first.repeat(8)}-${first.repeat(4)}-4${first.repeat(3)}-8${first.repeat(3)}-${first.repeat(12)}`;
  if (kind === 'repeat') return first.repeat(Number(count));
  const [name = '', filter] = placeholder.split('|');
  if (!variables.has(name)) throw new Error(`The case uses \${${name}} before any step captures it.`);
  const value = variables.get(name);
  if (filter === undefined) return value;
  if (filter !== 'dropSuffix') throw new Error(`The case uses an unknown filter: ${filter}.`);
  return String(value).slice(0, -SUFFIX_LENGTH);
}

function decodeBytes(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(decodeBytes);
  if (!isObject(value)) return value;
  const base64 = value['$base64'];
  if (typeof base64 === 'string') return new Uint8Array(Buffer.from(base64, 'base64'));
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, decodeBytes(member)]));
}
