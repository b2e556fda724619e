import { InvalidInput, OperatorNeeded } from '../errors.ts';
import type { KeyId, UserSlug } from '../identifiers.ts';
import type { SecretDescription, SecretStore } from '../ports.ts';
import { observeSecret } from '../reconcile/observe.ts';
import type { ObservedSecret, VersionValue } from '../reconcile/observed.ts';
import { holder } from '../reconcile/recorded.ts';
import { findSecret, type secretNames } from '../secret-names.ts';

/** A key secret that an earlier enrolment, finished or not, has left. */
export interface ExistingKeySecret {
  readonly description: SecretDescription;
  readonly observed: ObservedSecret;
  readonly current: Extract<VersionValue, { state: 'key' | 'enrolled' }>;
}

/** @throws OperatorNeeded where there is no credentials secret of this user's, or it awaits deletion */
export async function requireCredentials(store: SecretStore, name: string, user: UserSlug): Promise<SecretDescription> {
  const found = await findSecret(store, name, user);
  if (found === undefined) {
    throw new OperatorNeeded(`${name}: expected the user's credentials, and there is no such secret; write it first`);
  }
  refuseDeleted(found);
  return found;
}

/** The key secret, if there is one already. @throws OperatorNeeded where enrolment cannot go on from what it is */
export async function findKeySecret(
  store: SecretStore,
  { key: name }: ReturnType<typeof secretNames>,
  user: UserSlug,
): Promise<ExistingKeySecret | undefined> {
  const description = await findSecret(store, name, user);
  if (description === undefined) return undefined;
  refuseDeleted(description);
  const observed = await observeSecret(store, name);
  const current = holder(observed.versions, 'AWSCURRENT')?.value;
  if (current?.state === 'key' || current?.state === 'enrolled') return { description, observed, current };
  throw new OperatorNeeded(
    `${name}: expected AWSCURRENT to hold a key or the mark of an enrolment, and it holds ` +
      `${current?.state === 'unreadable' ? 'something else' : 'nothing'}: nothing was changed. ` +
      'Move AWSCURRENT to a version that the rotation wrote, or delete the secret',
  );
}

/** What was decided once stands in the secret. @throws InvalidInput where the request says otherwise */
export function refuseOtherDecision(existing: ExistingKeySecret, takeOver: readonly KeyId[] | undefined): void {
  const { current, observed, description } = existing;
  if (takeOver === undefined) return;
  const decided =
    current.state === 'enrolled'
      ? current.takeOver
      : [
          ...observed.memory.superseded.keys(),
          ...observed.versions.flatMap(({ value }) => (value.state === 'enrolled' ? value.takeOver : [])),
        ];
  const others = takeOver.filter((id) => !decided.includes(id));
  const dropped = current.state === 'enrolled' ? decided.filter((id) => !takeOver.includes(id)) : [];
  if (others.length === 0 && dropped.length === 0) return;
  throw new InvalidInput(
    `takeOver: ${description.name} was enrolled to take over ${list(decided)}, and the request says ${list(takeOver)}: ` +
      'nothing was changed. Leave takeOver out to go on with the enrolment, or offboard the user first',
  );
}

function refuseDeleted({ name, awaitsDeletion }: SecretDescription): void {
  if (!awaitsDeletion) return;
  throw new OperatorNeeded(
    `${name} awaits deletion: nothing was changed. Restore it (aws secretsmanager restore-secret --secret-id ${name}) to enrol the ` +
      'user again with the keys of before, or wait until it is gone',
  );
}

function list(ids: readonly KeyId[]): string {
  return ids.length === 0 ? 'no key' : `key ${ids.join(', ')}`;
}
