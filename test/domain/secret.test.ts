import { Console } from 'node:console';
import { Writable } from 'node:stream';
import { format, inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { Secret } from '../../functions/domain/secret.ts';

const VALUE = 'hunter2-canary';
const secret = Secret.of<'password'>(VALUE);

/** What a console writes of a value. */
function printed(value: unknown): string {
  let text = '';
  const stream = new Writable({
    write(chunk, _encoding, done) {
      text += String(chunk);
      done();
    },
  });
  new Console(stream).log(value, '%s %o %j', value, value, value);
  return text;
}

describe('a secret', () => {
  const ways: readonly (readonly [string, () => unknown])[] = [
    ['as JSON', () => JSON.stringify({ secret, list: [secret] })],
    ['in a template', () => `${secret}`],
    ['added to text', () => 'is '.concat(String(secret))],
    ['as a list', () => [secret, secret].join()],
    ['inspected', () => inspect({ secret }, { depth: 9, showHidden: true, getters: true })],
    ['inspected without its own words', () => inspect(secret, { customInspect: false, showHidden: true })],
    ['formatted', () => format('%s %o %O %j', secret, secret, secret, secret)],
    ['on a console', () => printed({ secret }) + printed(secret)],
    ['spread', () => JSON.stringify({ ...secret })],
    ['cloned', () => JSON.stringify(structuredClone(secret))],
    ['by its members', () => JSON.stringify([Object.entries(secret), Object.getOwnPropertyNames(secret)])],
    ['assigned', () => inspect(Object.assign({}, secret))],
    ['in an error', () => inspect(new Error(`failed with ${secret}`, { cause: secret }))],
  ];
  it.each(ways)('does not show itself %s', (_way, show) => {
    expect(String(show())).not.toContain(VALUE);
  });

  it('says that it is one', () => {
    expect([`${secret}`, JSON.stringify(secret), inspect(secret)]).toEqual(['[secret]', '"[secret]"', '[secret]']);
  });

  it('is had only by asking', () => {
    expect(secret.reveal()).toBe(VALUE);
  });

  it('is compared by value, and told apart by a fingerprint that gives nothing away', () => {
    expect(secret.equals(Secret.of(VALUE))).toBe(true);
    expect(secret.equals(Secret.of('another'))).toBe(false);
    expect(secret.fingerprint()).toMatch(/^[0-9a-f]{12}$/);
    expect(secret.fingerprint()).toBe(Secret.of(VALUE).fingerprint());
    expect(secret.fingerprint()).not.toBe(Secret.of('another').fingerprint());
  });
});
