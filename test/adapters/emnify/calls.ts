import { DeviceId, KeyId } from '../../../functions/domain/identifiers.ts';
import type { EmnifyAccount } from '../../../functions/domain/ports.ts';
import { Secret } from '../../../functions/domain/secret.ts';
import { AUTHENTICATE } from './scripted-emnify.ts';

export const CODE = '492817';

/** A method of the port and the one call that it makes (besides the exchange of the application token). */
export interface Case {
  readonly name: keyof EmnifyAccount;
  readonly call: string;
  /** What an error may say of it. */
  readonly template: string;
  readonly run: (account: EmnifyAccount) => Promise<unknown>;
}

export const AUTHENTICATION: Case = {
  name: 'authenticate',
  call: AUTHENTICATE,
  template: '/api/v1/authenticate',
  run: (account) => account.authenticate(),
};

/** GET and DELETE. */
export const REPEATABLE: readonly Case[] = [
  {
    name: 'user',
    call: 'GET /api/v1/user/robot%2Bmfa%40example.com',
    template: '/api/v1/user/{username}',
    run: (account) => account.user(),
  },
  {
    name: 'keyStatuses',
    call: 'GET /api/v1/user/mfa/status',
    template: '/api/v1/user/mfa/status',
    run: (account) => account.keyStatuses(),
  },
  {
    name: 'keyTypes',
    call: 'GET /api/v1/user/mfa/type',
    template: '/api/v1/user/mfa/type',
    run: (account) => account.keyTypes(),
  },
  {
    name: 'trustedDevices',
    call: 'GET /api/v1/user/my/mfa/trusted_device',
    template: '/api/v1/user/my/mfa/trusted_device',
    run: (account) => account.trustedDevices(),
  },
  {
    name: 'deleteKey',
    call: 'DELETE /api/v1/user/my/mfa/717',
    template: '/api/v1/user/my/mfa/{key_id}',
    run: (account) => account.deleteKey(KeyId.parse(717)),
  },
  {
    name: 'deleteTrustedDevice',
    call: 'DELETE /api/v1/user/my/mfa/trusted_device/31',
    template: '/api/v1/user/my/mfa/trusted_device/{device_id}',
    run: (account) => account.deleteTrustedDevice(DeviceId.parse(31)),
  },
];

export const SIGN_IN: Case = {
  name: 'signIn',
  call: AUTHENTICATE,
  template: '/api/v1/authenticate',
  run: (account) => account.signIn(),
};

/** The calls that carry a password or a code under a JWT. */
export const KEY_CHANGES: readonly Case[] = [
  {
    name: 'createKey',
    call: 'POST /api/v1/user/mfa',
    template: '/api/v1/user/mfa',
    run: (account) => account.createKey(),
  },
  {
    name: 'activateKey',
    call: 'PATCH /api/v1/user/mfa/717',
    template: '/api/v1/user/mfa/{key_id}',
    run: (account) => account.activateKey(KeyId.parse(717), Secret.of(CODE)),
  },
];

export const ATTEMPTS: readonly Case[] = [SIGN_IN, ...KEY_CHANGES];
export const WITH_JWT: readonly Case[] = [...REPEATABLE, ...KEY_CHANGES];
export const ALL: readonly Case[] = [AUTHENTICATION, SIGN_IN, ...WITH_JWT];

/** The error that the promise is rejected with. */
export async function failureOf(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    (value) => {
      throw new Error(`expected a failure, and the call succeeded with ${typeof value}`);
    },
    (error: unknown) => error,
  );
}
