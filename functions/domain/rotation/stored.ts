import { hasUnanswered } from '../attempts.ts';
import { Conflict } from '../emnify-errors.ts';
import { TryAgainLater, UnreadableState } from '../errors.ts';
import type { KeyId } from '../identifiers.ts';
import { deletion } from '../journal.ts';
import type { CreatedKey, EmnifyAccount, EmnifyUser } from '../ports.ts';
import { formatKeyValue, type StoredKey } from '../secret-values.ts';
import { StoreRefused, StoreUnavailable } from '../store-errors.ts';
import { type Climb, readKeyValue } from './climb.ts';
import { makeRoom } from './make-room.ts';
import { sweepOrphans } from './orphans.ts';

export interface Stored {
  readonly key: StoredKey;
  /** Made and stored by this invocation: nobody else can have activated it. */
  readonly fresh: boolean;
}

/** Climbs to *stored*: makes a key at emnify and gives the pending version its value. */
export async function climbToStored(climb: Climb): Promise<Stored> {
  const account = await climb.account();
  const user = await sweepOrphans(climb, account);
  const created = await createKey(climb, account);
  climb.record({ event: 'key-created', outcome: 'ok', keyId: created.id });
  return store(climb, account, user, created);
}

async function createKey(climb: Climb, account: EmnifyAccount): Promise<CreatedKey> {
  const mayHideAKey = hasUnanswered(climb.memory.attempts);
  try {
    return await climb.sendingPassword(() => account.createKey());
  } catch (error) {
    if (!(error instanceof Conflict)) throw error;
    await makeRoom(climb, account, mayHideAKey);
    return await climb.sendingPassword(() => account.createKey());
  }
}

/** The secret exists only here until it is put. An outcome that is not known is left for the next invocation to look at. */
async function store(climb: Climb, account: EmnifyAccount, user: EmnifyUser, created: CreatedKey): Promise<Stored> {
  const { clock, store, totp } = climb.ports;
  const { secretId, token } = climb.situation;
  let outcome: 'stored' | 'taken';
  let key: StoredKey;
  try {
    const { id: keyId, secretKey, otpauth } = created;
    const parameters = totp.parameters(otpauth, secretKey);
    key = { state: 'key', userId: user.id, keyId, secretKey, otpauth, ...parameters, createdAt: clock.now() };
    outcome = await store.putPending(secretId, token, formatKeyValue(key));
  } catch (error) {
    if (isNothingStored(error)) await deleteUnstored(climb, account, created.id);
    throw error;
  }
  if (outcome === 'stored') {
    climb.record({ event: 'rung-reached', outcome: 'ok', rung: 'stored', keyId: key.keyId });
    return { key, fresh: true };
  }
  await deleteUnstored(climb, account, created.id);
  const theirs = await readKeyValue(store, secretId, token);
  if (theirs?.state !== 'key') {
    throw new TryAgainLater(
      `version ${token} has a value already, and it cannot be read yet; the next call looks again`,
    );
  }
  return { key: theirs, fresh: false };
}

async function deleteUnstored(climb: Climb, account: EmnifyAccount, key: KeyId): Promise<void> {
  const was = await climb.deleteKey(account, key);
  climb.record({ event: 'key-discarded', keyId: key, ...deletion(was) });
  // The password was accepted, and the key that it made is gone again: nothing is left to be careful about.
  await climb.settleAttempts('the password was accepted');
}

/** Certain that the version has no value: the secret ends with this invocation, and the key would be an orphan. */
function isNothingStored(error: unknown): boolean {
  return [StoreRefused, StoreUnavailable, UnreadableState].some((kind) => error instanceof kind);
}
