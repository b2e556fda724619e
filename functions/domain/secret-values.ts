import * as z from 'zod/mini';
import { UnreadableState } from './errors.ts';
import { KeyId, UserId } from './identifiers.ts';
import type { SecretText, TotpParameters } from './ports.ts';
import { type ApplicationToken, type OtpauthUri, type Password, Secret, type TotpSecret } from './secret.ts';

/** What the operator stores for a user. Never returned by a function. */
export interface Credentials {
  readonly applicationToken: ApplicationToken;
  readonly username: string;
  readonly password: Password;
  /** The form in which `password` is stored, and in which emnify wants it when a key is created. */
  readonly passwordFormat: 'sha1' | 'plain';
}

/** A key as the key secret stores it; with it, anyone can make codes. */
export interface StoredKey extends TotpParameters {
  readonly state: 'key';
  readonly userId: UserId;
  readonly keyId: KeyId;
  readonly secretKey: TotpSecret;
  readonly otpauth: OtpauthUri;
  /** Epoch milliseconds. */
  readonly createdAt: number;
}

/** The first value of a key secret: enrolled, no key of ours yet. `takeOver` names existing keys that the first promotion supersedes. */
export interface Enrolled {
  readonly state: 'enrolled';
  readonly takeOver: readonly KeyId[];
}

export type KeyValue = Enrolled | StoredKey;

const nonEmpty = z.string().check(z.minLength(1), z.regex(/^\S+$/, 'expected no white space or line break'));

const CredentialsJson = z
  .strictObject({
    applicationToken: nonEmpty,
    username: z.string().check(z.minLength(1)),
    password: z.string().check(z.minLength(1), z.regex(/^[^\r\n]+$/, 'expected no line break')),
    passwordFormat: z._default(z.enum(['sha1', 'plain']), 'sha1'),
  })
  .check(
    z.refine(({ password, passwordFormat }) => passwordFormat === 'plain' || /^[0-9a-f]{40}$/i.test(password), {
      path: ['password'],
      error: 'expected the SHA-1 of the password, 40 hex digits, since passwordFormat is "sha1"',
    }),
  );

const EnrolledJson = z.strictObject({ state: z.literal('enrolled'), takeOver: z._default(z.array(KeyId), []) });

const StoredKeyJson = z.strictObject({
  userId: UserId,
  keyId: KeyId,
  secretKey: z.string().check(z.regex(/^[A-Z2-7]+=*$/i, 'expected Base32')),
  otpauth: z.string().check(z.startsWith('otpauth://totp/')),
  algorithm: z.enum(['SHA1', 'SHA256', 'SHA512']),
  digits: z.int().check(z.gte(6), z.lte(10)),
  period: z.int().check(z.gte(1), z.lte(300)),
  createdAt: z.iso.datetime({ offset: true }),
});

export function parseCredentials(text: SecretText, secretName: string): Credentials {
  const json = parse(CredentialsJson, text, secretName, 'write it again with `emnify-mfa enroll`');
  return {
    applicationToken: Secret.of(json.applicationToken),
    username: json.username,
    password: Secret.of(json.password),
    passwordFormat: json.passwordFormat,
  };
}

export function parseKeyValue(text: SecretText, where: string): KeyValue {
  const advice =
    'only the rotation writes this secret: move AWSCURRENT to a version that it wrote, or enrol the user again';
  const raw = parseJson(text, where, advice);
  if (typeof raw === 'object' && raw !== null && Object.hasOwn(raw, 'state')) {
    return check(EnrolledJson, raw, where, advice);
  }
  const json = check(StoredKeyJson, raw, where, advice);
  return {
    ...json,
    state: 'key',
    secretKey: Secret.of(json.secretKey),
    otpauth: Secret.of(json.otpauth),
    createdAt: Date.parse(json.createdAt),
  };
}

/** The text that `parseKeyValue` reads back. */
export function formatKeyValue(value: KeyValue): SecretText {
  if (value.state === 'enrolled') {
    const { state, takeOver } = value;
    return Secret.of(JSON.stringify(takeOver.length === 0 ? { state } : { state, takeOver }));
  }
  const { state: _, ...key } = value;
  return Secret.of(
    JSON.stringify({
      ...key,
      secretKey: key.secretKey.reveal(),
      otpauth: key.otpauth.reveal(),
      createdAt: new Date(key.createdAt).toISOString(),
    }),
  );
}

function parse<T extends z.ZodMiniType>(schema: T, text: SecretText, where: string, advice: string): z.output<T> {
  return check(schema, parseJson(text, where, advice), where, advice);
}

function parseJson(text: SecretText, where: string, advice: string): unknown {
  try {
    return JSON.parse(text.reveal());
  } catch {
    // The parser's own message quotes the text.
    throw new UnreadableState(`${where}: expected a JSON object, and what is there is not JSON; ${advice}`);
  }
}

function check<T extends z.ZodMiniType>(schema: T, raw: unknown, where: string, advice: string): z.output<T> {
  const result = schema.safeParse(raw);
  if (result.success) return result.data;
  throw new UnreadableState(`${where}: ${describeIssues(result.error)}; ${advice}`);
}

/** Names the members at fault and what was expected of them, never what they hold. */
export function describeIssues(error: z.core.$ZodError): string {
  return error.issues
    .map((issue) => {
      const path = issue.path.map(String).join('.');
      const what = issue.code === 'unrecognized_keys' ? `unexpected members ${issue.keys.length}` : issue.message;
      return path === '' ? what : `${path}: ${what}`;
    })
    .join('; ');
}
