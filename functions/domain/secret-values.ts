import * as z from 'zod/mini';
import { UnreadableState } from './errors.ts';
import { KeyId, UserId } from './identifiers.ts';
import type { SecretText, TotpParameters } from './ports.ts';
import { type ApplicationToken, type OtpauthUri, type Password, Secret, type TotpSecret } from './secret.ts';
import { asLine, listed } from './wording.ts';

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
interface Enrolled {
  readonly state: 'enrolled';
  readonly takeOver: readonly KeyId[];
}

export type KeyValue = Enrolled | StoredKey;

const tokenForm = 'expected text that is not empty, without white space or line break';
const lineForm = 'expected one line of text that is not empty';

const line = z.string(lineForm).check(z.regex(/^[^\r\n]+$/, lineForm));

const CredentialsJson = z
  .strictObject(
    {
      applicationToken: z.string(tokenForm).check(z.regex(/^\S+$/, tokenForm)),
      username: line,
      password: line,
      passwordFormat: z._default(z.enum(['sha1', 'plain'], 'expected "sha1" or "plain"'), 'sha1'),
    },
    'expected an object of applicationToken, username, password and passwordFormat, and nothing else',
  )
  .check(
    z.refine(({ password, passwordFormat }) => passwordFormat === 'plain' || /^[0-9a-f]{40}$/i.test(password), {
      path: ['password'],
      error: 'expected the SHA-1 of the password, 40 hex digits, since passwordFormat is "sha1"',
    }),
  );

const EnrolledJson = z.strictObject(
  {
    state: z.literal('enrolled', 'expected "enrolled"'),
    takeOver: z._default(z.array(KeyId, 'expected a list of key ids'), []),
  },
  'expected an object of state and takeOver, and nothing else',
);

const base32Form = 'expected Base32';
/** Without the beginning of such a URI, which the redactor would take for a secret. */
const otpauthForm = 'expected an otpauth URI of type totp';
const digitsForm = 'expected a whole number from 6 to 8';
const periodForm = 'expected a whole number of seconds from 1 to 300';

const StoredKeyJson = z.strictObject(
  {
    userId: UserId,
    keyId: KeyId,
    secretKey: z.string(base32Form).check(z.regex(/^[A-Z2-7]+=*$/i, base32Form)),
    otpauth: z.string(otpauthForm).check(z.startsWith('otpauth://totp/', otpauthForm)),
    algorithm: z.enum(['SHA1', 'SHA256', 'SHA512'], 'expected SHA1, SHA256 or SHA512'),
    // RFC 4226, section 5.3: codes of 6 to 8 digits, as the TOTP adapter accepts them.
    digits: z.int(digitsForm).check(z.gte(6, digitsForm), z.lte(8, digitsForm)),
    period: z.int(periodForm).check(z.gte(1, periodForm), z.lte(300, periodForm)),
    createdAt: z.iso.datetime({ offset: true, error: 'expected an instant as ISO 8601' }),
  },
  'expected an object of userId, keyId, secretKey, otpauth, algorithm, digits, period and createdAt, and nothing else',
);

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
    'only the rotation writes this secret: move AWSCURRENT to a version that it wrote, take AWSPENDING off one that it did not, ' +
    'or enrol the user again';
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
  return listed(
    error.issues.map((issue) => {
      const path = issue.path.map((name) => asLine(String(name))).join('.');
      // zod's own words would quote the names of members that nobody expects.
      const expected = issue.message.startsWith('expected ') ? issue.message : 'expected something else';
      const what = issue.code === 'unrecognized_keys' ? `${expected}; unexpected: ${issue.keys.length}` : expected;
      return path === '' ? what : `${path}: ${what}`;
    }),
  );
}
