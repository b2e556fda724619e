import { AwsError, SecretMissing } from '../../domain/store-errors.ts';

export function isCoded(error: unknown, code: string): boolean {
  return error instanceof AwsError && error.code === code;
}

export function orMissing(error: unknown): unknown {
  if (!(error instanceof AwsError && error.code === 'ResourceNotFoundException')) return error;
  return new SecretMissing('there is no such secret; enrol the user, or correct its name', error.operation, error.code);
}

export function rethrowMissing(error: unknown): never {
  throw orMissing(error);
}
