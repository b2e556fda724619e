import type { Emnify, Totp } from '../domain/ports.ts';
import type { Redactor } from './redaction.ts';

/** Token and password have no shape of their own: the redactor is told of them before anything can be said. */
export function rememberingCredentials(emnify: Emnify, redactor: Redactor): Emnify {
  return {
    as(credentials) {
      redactor.remember(credentials.applicationToken);
      redactor.remember(credentials.password);
      return emnify.as(credentials);
    },
  };
}

/** Every key passes here before it is stored or makes a code; a code alone looks like any number. */
export function rememberingKeys(totp: Totp, redactor: Redactor): Totp {
  return {
    parameters(otpauth, secretKey) {
      redactor.remember(otpauth);
      redactor.remember(secretKey);
      return totp.parameters(otpauth, secretKey);
    },
    code(key, at) {
      redactor.remember(key.secretKey);
      const code = totp.code(key, at);
      redactor.remember(code);
      return code;
    },
  };
}
