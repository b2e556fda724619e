import { holdInForce } from '../attempts.ts';
import type { UserSlug } from '../identifiers.ts';
import { readMemory } from '../memory.ts';
import { secretNames } from '../secret-names.ts';
import type { FleetPolicy, FleetPorts } from './ports.ts';
import { holderOf, needsAge, type Standing, standingOf } from './standing.ts';
import { rotationTokens } from './tokens.ts';

/** The run that users are looked at for. */
export interface RunFacts {
  readonly run: string;
  /** Epoch milliseconds. */
  readonly beganAt: number;
}

/** Where the user stands in the run, by what the secrets say now. No value is read. @throws AwsError, UnreadableState */
export async function look(
  user: UserSlug,
  { run, beganAt }: RunFacts,
  { store, clock }: FleetPorts,
  { secretPrefix }: FleetPolicy,
): Promise<Standing> {
  const names = secretNames(secretPrefix, user);
  const description = await store.describe(names.key);
  const tokens = rotationTokens(run, user);
  const current = holderOf(description, 'AWSCURRENT');
  const asks = current !== undefined && needsAge({ description, tokens, beganAt });
  const currentMadeAt = asks ? await store.versionCreatedAt(names.key, current) : undefined;
  // Tags that cannot be read are a hold until an operator looks, as for a rotation.
  const { memory } = readMemory(description.tags);
  const credentialsVersion =
    memory.hold?.kind === 'credentials' ? holderOf(await store.describe(names.credentials), 'AWSCURRENT') : undefined;
  const hold = holdInForce(memory, clock.now(), credentialsVersion);
  return standingOf({ description, tokens, hold, currentMadeAt, beganAt });
}
