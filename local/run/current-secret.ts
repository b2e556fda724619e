import type { EmbeddedStack } from '../stack.ts';
import type { SecretFacts } from './document.ts';
import { fingerprintOf } from './fingerprint.ts';

/** A secret by the fingerprint of its current value. @throws Error where it has none */
export function currentSecret(stack: EmbeddedStack, name: string): SecretFacts {
  const version = stack.secretsManager.secret(name)?.holding('AWSCURRENT');
  const value = version?.value;
  if (version === undefined || value === undefined || !('SecretString' in value)) {
    throw new Error(`expected secret ${name} to have a text with AWSCURRENT, and it has none`);
  }
  return { name, version: version.id, fingerprint: fingerprintOf(value.SecretString) };
}
