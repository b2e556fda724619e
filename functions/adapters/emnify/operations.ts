/** What is at stake when a call is sent, which decides whether it may be sent again and what silence means. */
type Stake =
  /** Carries nothing but the JWT, and doing it twice is the same as once: may be repeated. */
  | 'repeatable'
  /** Exchanges the application token for a JWT. Changes nothing, but each one counts toward 100 in 5 minutes per IP: sent once. */
  | 'token-exchange'
  /** Tries the password. A wrong one counts toward lockout: sent once. */
  | 'sign-in'
  /** Carries a password or a code and changes a key: sent once, and an answer that is lost or unreadable may hide a success. */
  | 'key-change';

export interface Operation {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** Path template. Errors name this, never the path as sent. */
  readonly path: string;
  readonly stake: Stake;
}

/**
 * The calls of the emnify API that the product makes. Deletes and devices use the `my` paths: with the
 * `{user_id}` paths the managed user would need an administrator's role.
 */
export const OPERATIONS = {
  authenticate: { method: 'POST', path: '/api/v1/authenticate', stake: 'token-exchange' },
  signIn: { method: 'POST', path: '/api/v1/authenticate', stake: 'sign-in' },
  user: { method: 'GET', path: '/api/v1/user/{username}', stake: 'repeatable' },
  self: { method: 'GET', path: '/api/v1/user/my', stake: 'repeatable' },
  createKey: { method: 'POST', path: '/api/v1/user/mfa', stake: 'key-change' },
  activateKey: { method: 'PATCH', path: '/api/v1/user/mfa/{key_id}', stake: 'key-change' },
  deleteKey: { method: 'DELETE', path: '/api/v1/user/my/mfa/{key_id}', stake: 'repeatable' },
  keyStatuses: { method: 'GET', path: '/api/v1/user/mfa/status', stake: 'repeatable' },
  keyTypes: { method: 'GET', path: '/api/v1/user/mfa/type', stake: 'repeatable' },
  trustedDevices: { method: 'GET', path: '/api/v1/user/my/mfa/trusted_device', stake: 'repeatable' },
  deleteTrustedDevice: {
    method: 'DELETE',
    path: '/api/v1/user/my/mfa/trusted_device/{device_id}',
    stake: 'repeatable',
  },
} as const satisfies Readonly<Record<string, Operation>>;

/** The template with each `{name}` replaced, URL-encoded. */
export function fillPath(template: string, parameters: Readonly<Record<string, string | number>>): string {
  return Object.entries(parameters).reduce(
    // A lone surrogate would make encodeURIComponent throw an error that quotes nothing and explains nothing.
    (path, [name, value]) => path.replace(`{${name}}`, () => encodeURIComponent(String(value).toWellFormed())),
    template,
  );
}
