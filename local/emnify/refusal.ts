/** One of the nested errors of a 422. */
interface NestedError {
  readonly error_code: number;
  readonly error_token: string;
  readonly field: string;
  readonly message: string;
}

/** Names by code, as the vendor documents them. */
const TOKENS = {
  1101: 'InvalidCredentials',
  1102: 'InvalidToken',
  1103: 'TokenExpired',
  1104: 'Forbidden',
  1105: 'TooManyRequests',
  1201: 'NotFound',
  1400: 'InputValidationFailed',
  1401: 'InvalidReference',
  1402: 'Required',
  1403: 'InvalidFormat',
  1406: 'NotAllowed',
} as const;
export type ErrorCode = keyof typeof TOKENS;

/** An answer other than success, thrown by whoever finds the reason. */
export class Refusal extends Error {
  readonly status: number;
  /** The text of the answer; empty where the vendor sends none. */
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;

  constructor(status: number, body: string, headers: Readonly<Record<string, string>> = {}) {
    super(`${status} ${body}`);
    this.status = status;
    this.body = body;
    this.headers = headers;
  }
}

function refusal(status: number, code: ErrorCode, message: string, errors?: readonly NestedError[]): Refusal {
  const body = { error_code: code, error_token: TOKENS[code], message, ...(errors === undefined ? {} : { errors }) };
  return new Refusal(status, JSON.stringify(body), { 'content-type': 'application/json;charset=UTF-8' });
}

export function nested(code: ErrorCode, field: string, message: string): NestedError {
  return { error_code: code, error_token: TOKENS[code], field, message };
}

/** What `authenticate` answers to anything that proves nothing: no body at all. */
export const badCredentials = () => new Refusal(401, '');
export const wrongPassword = () => refusal(401, 1101, 'Invalid credentials');
export const invalidToken = () => refusal(401, 1102, 'Invalid or missing auth_token');
export const tokenExpired = () => refusal(401, 1103, 'The auth_token has expired');
export const lockedOut = () => refusal(401, 1105, 'Too many failed attempts, the account is locked');
export const forbidden = () => refusal(403, 1104, 'The role of the user does not permit this');
export const notFound = (what: string) => refusal(404, 1201, `${what} not found`);
export const conflict = (message: string) => refusal(409, 1406, message);
export const malformed = (message: string) => refusal(400, 1400, message);
export const invalid = (errors: readonly NestedError[]) => refusal(422, 1400, 'Input validation failed', errors);

/** @param seconds for the Retry-After header, where one is sent */
export function tooManyRequests(seconds: number | undefined): Refusal {
  const { status, body, headers } = refusal(429, 1105, 'Rate limit exceeded');
  return new Refusal(status, body, seconds === undefined ? headers : { ...headers, 'retry-after': String(seconds) });
}
