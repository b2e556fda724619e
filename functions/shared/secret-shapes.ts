/** How secrets look when nobody says that they are: the second net, for what was not wrapped in `Secret`. */

const NAMES =
  '(?:[\\w-]{0,64}(?:password|passwd|secret[_-]?key|secret[_-]?access[_-]?key|secret[_-]?string|otpauth|authorization|secret|' +
  '(?:application|auth|mfa|refresh|rotation|access|session|security)[_-]?token))';

const SHAPES: readonly RegExp[] = [
  // A JWT's header is the Base64 of a JSON object, so it begins with `{"`.
  /eyJ[\w-]{5,}\.[\w-]+(?:\.[\w-]*)?/g,
  /otpauth(?::\/\/|%3A%2F%2F)[^\s"'<>]*/gi,
  /\bbearer\s+[^\s"',;]+/gi,
  // A member of JSON, of an inspected object or of a query that is named as a secret is: nothing after it on its line is kept.
  new RegExp(`["'\\\\]${NAMES}["'\\\\]+\\s*[:=][^\\r\\n]*`, 'gi'),
  new RegExp(`\\b${NAMES}\\s*[:=]\\s*["'\`\\\\][^\\r\\n]*`, 'gi'),
  new RegExp(`\\b${NAMES}=[^&\\s"']+`, 'gi'),
  /["'\\]?\bcode\b["'\\]*\s*[:=]\s*["'\\]*\d{6,8}\b/gi,
  // The SHA-1 of a password.
  /(?<![0-9a-z])[0-9a-f]{40}(?![0-9a-z])/gi,
  // The seed of a TOTP key, 10 bytes or more. In lower case only a long one with digits is told from a user's name.
  /(?<![0-9A-Za-z])[A-Z2-7]{16,}={0,6}(?![0-9A-Za-z])/g,
  /(?<![0-9A-Za-z])(?=(?:[a-z]*[2-7]){2})[a-z2-7]{24,}={0,6}(?![0-9A-Za-z])/g,
];

/** `text` with everything that looks like a secret replaced by `mark`. */
export function withoutSecretShapes(text: string, mark: string): string {
  return SHAPES.reduce((rest, shape) => rest.replace(shape, mark), text);
}

const SECRET_NAME =
  /(?:password|passwd|passphrase|secret|secretkey|secretaccesskey|secretstring|secretbinary|privatekey|otpauth|authorization|cookie|jwt|token)$/;

/** Named like tokens, and none: a version's id, the vendor's word for an error, the place in a list. */
const HARMLESS_NAME = /^(?:clientrequesttoken|errortoken|nexttoken)$/;

/** Whether a member of this name, in any spelling (`secretKey`, `secret_key`), is to be hidden whatever it holds. */
export function isSecretName(name: string): boolean {
  const plain = plainName(name);
  return SECRET_NAME.test(plain) && !HARMLESS_NAME.test(plain);
}

/** Whether the member is a one-time code; the code of an error is none. */
export function isOneTimeCode(name: string, value: unknown): boolean {
  if (plainName(name) !== 'code') return false;
  return (typeof value === 'string' || typeof value === 'number') && /^\d{5,8}$/.test(String(value));
}

function plainName(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9]/g, '');
}
