import * as z from 'zod/mini';
import { DeviceId, KeyId, UserId } from '../../domain/identifiers.ts';
import type { CreatedKey, EmnifyKey, EmnifyUser, LookupEntry, TrustedDevice } from '../../domain/ports.ts';
import { Secret } from '../../domain/secret.ts';
import { describeIssues } from '../../domain/secret-values.ts';
import { asLine } from '../../domain/wording.ts';
import { unreadable } from './failure.ts';
import type { Operation } from './operations.ts';
import type { Answer } from './transport.ts';
import { parseJson } from './vendor-error.ts';

/** Members that the documents leave open may be missing or null. */
const openText = z.nullish(z.string());

/** ISO 8601 with date and time, the zone as `Z`, `+0000` or `+00:00`; Date.parse alone takes `hello 5` for a date. */
const INSTANT = /^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?)(Z|[+-]\d{2}:?\d{2})?$/;

const KeyItem = z.object({
  id: KeyId,
  status: z.optional(z.unknown()),
  creation_date: z.optional(z.unknown()),
  activation_date: z.optional(z.unknown()),
});
const Status = z.object({ id: z.number() });

/** A bearer token that can be a header's value (RFC 6750, 2.1): Headers would quote any other in its error. */
const bearer = z.string().check(z.regex(/^[\w.~+/-]+=*$/, 'expected a bearer token'));

export const TokenAnswer = z.object({ auth_token: bearer });

export const SignInAnswer = z.union([
  z.object({ mfa_token: z.string().check(z.minLength(1)) }),
  z.object({ auth_token: z.string().check(z.minLength(1)) }),
]);

export const UserAnswer = z.object({ id: UserId, username: openText, mfa: z.nullish(z.array(KeyItem)) });

export const CreatedKeyAnswer = z.object({
  id: KeyId,
  secret_key: z.string().check(z.regex(/^[A-Z2-7]+=*$/i, 'expected Base32')),
  otpauth: z.string().check(z.startsWith('otpauth://totp/', 'expected an otpauth://totp/ URI')),
  creation_date: z.optional(z.unknown()),
});

export const DevicesAnswer = z.array(
  z.object({
    id: DeviceId,
    operating_system: openText,
    browser: openText,
    activation_date: z.optional(z.unknown()),
  }),
);

export const LookupAnswer = z.array(z.object({ id: z.int(), description: openText }));

/** The body, parsed. One malformed item fails the whole: a list that silently lacks a key would look like a key that is gone. */
export function readJson<T extends z.ZodMiniType>(schema: T, operation: Operation, answer: Answer): z.output<T> {
  const json = parseJson(answer.text);
  if (json === undefined) throw unreadable(operation, answer.status, 'expected JSON, and the body is none');
  const result = schema.safeParse(json);
  if (result.success) return result.data;
  throw unreadable(operation, answer.status, `unexpected body (${describeIssues(result.error)})`);
}

/** Success without a body is 204 in the documents; a page with status 200 must not pass for a deletion. */
export function expectNoContent(operation: Operation, answer: Answer): void {
  if (answer.status !== 204) throw unreadable(operation, answer.status, 'expected 204');
}

export function toUser({ id, username, mfa }: z.output<typeof UserAnswer>): EmnifyUser {
  return {
    id,
    ...(username == null ? {} : { username }),
    ...(mfa == null ? {} : { keys: mfa.map(toKey) }),
  };
}

function toKey({ id, status, creation_date, activation_date }: z.output<typeof KeyItem>): EmnifyKey {
  return { id, ...withStatus(status), ...createdAt(creation_date), ...activatedAt(activation_date) };
}

export function toCreatedKey(answer: z.output<typeof CreatedKeyAnswer>): CreatedKey {
  const { id, secret_key, otpauth, creation_date } = answer;
  return { id, secretKey: Secret.of(secret_key), otpauth: Secret.of(otpauth), ...createdAt(creation_date) };
}

/** Whoever trusts a device chooses what it calls itself; it is shown to operators. */
const LONGEST_NAME = 64;

export function toDevice(device: z.output<typeof DevicesAnswer>[number]): TrustedDevice {
  const { id, operating_system, browser, activation_date } = device;
  return {
    id,
    ...(operating_system == null ? {} : { operatingSystem: asLine(operating_system, LONGEST_NAME) }),
    ...(browser == null ? {} : { browser: asLine(browser, LONGEST_NAME) }),
    ...activatedAt(activation_date),
  };
}

export function toLookupEntry({ id, description }: z.output<typeof LookupAnswer>[number]): LookupEntry {
  return { id, ...(description == null ? {} : { description }) };
}

/** 0 and 1 as `GET /user/mfa/status` documents them. A key in an unknown state is neither taken for active nor for an orphan. */
function withStatus(status: unknown): Pick<EmnifyKey, 'status'> {
  if (status === undefined || status === null) return {};
  const parsed = Status.safeParse(status);
  if (!parsed.success) return { status: 'unknown' };
  if (parsed.data.id === 0) return { status: 'pending' };
  return { status: parsed.data.id === 1 ? 'active' : 'unknown' };
}

function createdAt(date: unknown): { readonly createdAt?: number } {
  const at = toInstant(date);
  return at === undefined ? {} : { createdAt: at };
}

function activatedAt(date: unknown): { readonly activatedAt?: number } {
  const at = toInstant(date);
  return at === undefined ? {} : { activatedAt: at };
}

/** Epoch ms; undefined where it is not a date. The documents call it an ISO 8601 timestamp and promise no zone: UTC then. */
function toInstant(date: unknown): number | undefined {
  const [, dateTime, zone = 'Z'] = (typeof date === 'string' ? INSTANT.exec(date) : null) ?? [];
  if (dateTime === undefined) return undefined;
  const instant = Date.parse(`${dateTime}${zone}`);
  return Number.isNaN(instant) ? undefined : instant;
}
