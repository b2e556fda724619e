/** A refusal as Secrets Manager puts it on the wire: `code` is `__type`, the status is 400. */
export class SecretsManagerError extends Error {
  override readonly name = 'SecretsManagerError';
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

export const INVALID_NAME =
  'Invalid name. Must be a valid name containing alphanumeric characters, or any of the following: -/_+=.@!';

export function secretNotFound(): SecretsManagerError {
  return new SecretsManagerError('ResourceNotFoundException', "Secrets Manager can't find the specified secret.");
}

export function valueNotFound(what: string): SecretsManagerError {
  return new SecretsManagerError(
    'ResourceNotFoundException',
    `Secrets Manager can't find the specified secret value for ${what}`,
  );
}

export function invalidRequest(message: string): SecretsManagerError {
  return new SecretsManagerError('InvalidRequestException', message);
}

export function invalidParameter(message: string): SecretsManagerError {
  return new SecretsManagerError('InvalidParameterException', message);
}

/** For what AWS would do but this stand-in does not, or what nobody has recorded of AWS: refused, never guessed. */
export function unsupported(what: string): SecretsManagerError {
  return new SecretsManagerError(
    'NotSupportedByStandIn',
    `The embedded Secrets Manager stand-in does not support ${what}. Add it there, with a case that shows what AWS does.`,
  );
}
