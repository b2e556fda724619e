import { types } from 'node:util';
import type { Secret } from '../domain/secret.ts';
import { isOneTimeCode, isSecretName, withoutSecretShapes } from './secret-shapes.ts';

const MARK = '[redacted]';
/** Deeper than anything that is logged on purpose; keeps a hostile object from exhausting the stack. */
const MAX_DEPTH = 12;
/** More than one invocation reveals; a warm container forgets the oldest. */
const MOST_REMEMBERED = 500;
/** A shorter secret would be found inside ordinary words; it is hidden where it stands alone. */
const SHORTEST_PART = 4;
/** More than a message with its stack has; bounds what the search for shapes may cost. */
const LONGEST_TEXT = 10_000;

/** Data that is safe to print: JSON, without secrets. */
type Printable =
  | string
  | number
  | boolean
  | null
  | undefined
  | readonly Printable[]
  | { readonly [name: string]: Printable };

/** A name and what reads its value, since a getter may throw. */
type Member = readonly [name: string, read: () => unknown];

/** Takes secrets out of whatever is about to leave: by type, by name, by shape, and those it was told of by value. */
export class Redactor {
  readonly #remembered = new Set<string>();
  #parts: RegExp | undefined;

  /** From now on the secret is hidden wherever it turns up, also inside other text, URL-encoded or as JSON. */
  remember(secret: Secret<string>): void {
    const value = secret.reveal();
    for (const form of [value, JSON.stringify(value).slice(1, -1), encodeURIComponent(value)]) {
      if (form === '') continue;
      // What is told again is new again: else the codes of a warm container would push its password out.
      this.#remembered.delete(form);
      this.#remembered.add(form);
    }
    for (const oldest of this.#remembered) {
      if (this.#remembered.size <= MOST_REMEMBERED) break;
      this.#remembered.delete(oldest);
    }
    // The longest first: of two secrets that begin alike, the rest of the longer one must not stay behind.
    const parts = [...this.#remembered].filter((form) => form.length >= SHORTEST_PART);
    const sources = parts.sort((a, b) => b.length - a.length).map(escaped);
    this.#parts = sources.length === 0 ? undefined : new RegExp(sources.join('|'), 'gi');
  }

  text(text: string): string {
    if (this.#remembered.has(text)) return MARK;
    const rest = this.#parts === undefined ? text : text.replace(this.#parts, MARK);
    return withoutSecretShapes(shortened(rest), MARK);
  }

  /** The members of a record, each as `clean` gives it. */
  fields(record: Readonly<Record<string, unknown>>): Readonly<Record<string, Printable>> {
    return this.#members(membersOf(record), [record]);
  }

  /** A copy of anything at all as printable data. Never throws, and never calls more than getters and `toJSON`. */
  clean(value: unknown): Printable {
    return this.#clean(value, []);
  }

  #clean(value: unknown, ancestors: readonly object[]): Printable {
    switch (typeof value) {
      case 'string':
        return this.text(value);
      case 'number':
        return this.#remembered.has(String(value)) ? MARK : value;
      case 'boolean':
      case 'undefined':
        return value;
      case 'bigint':
      case 'symbol':
        return this.text(String(value));
      case 'function':
        return '[function]';
      case 'object': {
        if (value === null) return null;
        if (ancestors.includes(value)) return '[circular]';
        if (ancestors.length >= MAX_DEPTH) return '[too deep]';
        try {
          return this.#object(value, [...ancestors, value]);
        } catch {
          return '[unreadable]';
        }
      }
    }
  }

  #object(value: object, ancestors: readonly object[]): Printable {
    if (types.isNativeError(value) || value instanceof Error) return this.#error(value, ancestors);
    if (types.isDate(value)) return Number.isNaN(value.getTime()) ? null : value.toISOString();
    if (types.isBoxedPrimitive(value)) return this.#clean(value.valueOf(), ancestors);
    if (ArrayBuffer.isView(value) || types.isAnyArrayBuffer(value)) return '[binary]';
    if (Array.isArray(value)) return value.map((item) => this.#clean(item, ancestors));
    if (types.isSet(value)) return [...value].map((item) => this.#clean(item, ancestors));
    if (types.isMap(value))
      return this.#members(
        [...value].map(([name, item]) => [String(name), () => item]),
        ancestors,
      );
    if ('toJSON' in value && typeof value.toJSON === 'function') return this.#clean(value.toJSON(), ancestors);
    return this.#members(membersOf(value), ancestors);
  }

  /** Name, kind, message, stack and cause, and nothing else: errors of SDKs and HTTP clients carry whole requests. */
  #error(error: Error, ancestors: readonly object[]): Printable {
    return this.#members(
      ['name', 'kind', 'message', 'stack', 'cause'].map((name) => [name, () => Reflect.get(error, name)]),
      ancestors,
    );
  }

  #members(members: readonly Member[], ancestors: readonly object[]): Readonly<Record<string, Printable>> {
    const entries = members.map(([name, read]): [string, Printable] => {
      if (isSecretName(name)) return [this.text(name), MARK];
      try {
        const value = read();
        return [this.text(name), isOneTimeCode(name, value) ? MARK : this.#clean(value, ancestors)];
      } catch {
        return [this.text(name), '[unreadable]'];
      }
    });
    // Not assigned one by one: a member called `__proto__` would be lost.
    return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
  }
}

/** Cut between words: of half a secret nobody would see the shape. */
function shortened(text: string): string {
  if (text.length <= LONGEST_TEXT) return text;
  const beginning = text.slice(0, LONGEST_TEXT);
  return `${beginning.slice(0, beginning.lastIndexOf(' ') + 1)}[cut]`;
}

function membersOf(value: object): readonly Member[] {
  return Object.keys(value).map((name) => [name, () => Reflect.get(value, name)]);
}

function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
}
