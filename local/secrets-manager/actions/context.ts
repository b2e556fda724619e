import type { FunctionRegistry } from '../../lambda/registry.ts';
import type { Behaviour } from '../behaviour.ts';
import { invalidRequest } from '../errors.ts';
import type { SecretRecord } from '../record.ts';
import type { RotationEngine } from '../rotation/engine.ts';
import type { Store } from '../store.ts';

/** What every action works on. */
export interface Context {
  readonly store: Store;
  readonly behaviour: Behaviour;
  readonly functions: FunctionRegistry;
  readonly rotations: RotationEngine;
}

/** @throws SecretsManagerError ResourceNotFoundException, or InvalidRequestException while the secret awaits deletion */
export function alive(record: SecretRecord): SecretRecord {
  if (record.deletionAt !== undefined) {
    throw invalidRequest("You can't perform this operation on the secret because it was marked for deletion.");
  }
  return record;
}

/** The SDK always sends the token; a request without it is refused (recorded: raw-requests-without-token). */
export function requireToken(token: string | undefined, refuse = invalidRequest): string {
  if (token === undefined) throw refuse('You must provide a ClientRequestToken value.');
  return token;
}
