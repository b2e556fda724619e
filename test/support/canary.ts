import { inspect } from 'node:util';

/** A secret by the name under which a finding tells of it; the finding never shows the secret itself. */
export interface NamedSecret {
  readonly name: string;
  readonly text: string;
}

/** A text that left, and the place where it was found. */
interface Trace {
  readonly where: string;
  readonly text: string;
}

/**
 * Where any of the secrets is in what left: as it is, in whatever case, in JSON, URL-encoded, as hex, or inside anything
 * that was written in base64.
 * @param places whatever left, by name: texts, errors, and any other values, looked through to their last member
 * @returns one sentence per finding; empty where nothing leaked
 */
export function leaks(places: Readonly<Record<string, unknown>>, secrets: Iterable<NamedSecret>): readonly string[] {
  const traces = Object.entries(places).flatMap(([name, value]) => [...tracesOf(value, name, new Set())]);
  const found = new Set<string>();
  for (const { name, text } of secrets) {
    for (const [form, isIn] of formsOf(text)) {
      for (const trace of traces) if (isIn(trace.text)) found.add(`${trace.where} holds ${name}${form}`);
    }
  }
  return [...found];
}

type Form = readonly [words: string, isIn: (text: string) => boolean];

function formsOf(secret: string): readonly Form[] {
  if (secret === '') return [];
  const plain = [secret, JSON.stringify(secret).slice(1, -1)].map((form) => form.toLowerCase());
  const url = [encodeURIComponent(secret), new URLSearchParams({ s: secret }).toString().slice(2)];
  const hex = Buffer.from(secret).toString('hex');
  const base64 = [0, 1, 2].flatMap((offset) => inBase64(secret, offset));
  return [
    ['', isDigits(secret) ? standsAlone(secret) : (text) => plain.some((form) => text.toLowerCase().includes(form))],
    [', URL-encoded', (text) => url.some((form) => form !== secret && text.toLowerCase().includes(form.toLowerCase()))],
    [', as hex', (text) => text.toLowerCase().includes(hex)],
    [', in base64', (text) => base64.some((form) => text.includes(form))],
  ];
}

function isDigits(secret: string): boolean {
  return /^\d+$/.test(secret);
}

const UUID = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/gi;

/** A code may turn up by chance inside a longer number or a random id, where it says nothing. */
function standsAlone(code: string): (text: string) => boolean {
  const alone = new RegExp(`(?<!\\d)${code}(?!\\d)`);
  return (text) => alone.test(text.replace(UUID, ''));
}

/** What of the base64 of a longer text is the secret's alone, where it begins `offset` bytes after a multiple of three. */
function inBase64(secret: string, offset: number): readonly string[] {
  const bytes = Buffer.concat([Buffer.alloc(offset), Buffer.from(secret)]);
  const own = [Math.ceil((offset * 8) / 6), Math.floor((bytes.length * 8) / 6)] as const;
  return [bytes.toString('base64').slice(...own), bytes.toString('base64url').slice(...own)];
}

function* tracesOf(value: unknown, where: string, seen: Set<object>): Iterable<Trace> {
  if (typeof value !== 'object' && typeof value !== 'function') {
    yield { where, text: String(value) };
    return;
  }
  if (value === null || seen.has(value)) return;
  const isOutermost = seen.size === 0;
  seen.add(value);
  if (isOutermost) yield* asPrinted(value, where);
  if (value instanceof Uint8Array) yield { where: `${where} (bytes)`, text: Buffer.from(value).toString('latin1') };
  if (value instanceof Map || value instanceof Set) {
    for (const item of value) yield* tracesOf(item, `${where} (item)`, seen);
  }
  // Also what is not enumerable: message, stack and cause of an error, and its hidden members.
  for (const name of Reflect.ownKeys(value)) {
    const at = `${where}.${String(name)}`;
    yield { where: `${where} (a name)`, text: String(name) };
    yield* tracesOf(
      attempt(() => Reflect.get(value, name)),
      at,
      seen,
    );
  }
}

/** As somebody who prints or sends the whole would see it. */
function* asPrinted(value: object, where: string): Iterable<Trace> {
  const options = { depth: Number.POSITIVE_INFINITY, maxStringLength: null, maxArrayLength: null, showHidden: true };
  const ways: Readonly<Record<string, () => string | undefined>> = {
    inspected: () => inspect(value, options),
    'as text': () => String(value),
    'as JSON': () => JSON.stringify(value),
  };
  for (const [way, print] of Object.entries(ways)) yield { where: `${where} (${way})`, text: attempt(print) ?? '' };
}

/** What cannot be printed or read reaches nobody either; the members around it are looked through all the same. */
function attempt<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
