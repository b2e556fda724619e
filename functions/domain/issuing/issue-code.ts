import { OperatorNeeded, TryAgainLater } from '../errors.ts';
import { INVOCATION_MS } from '../invocation-time.ts';
import type { Journal } from '../journal.ts';
import type { Clock, SecretStore, Totp } from '../ports.ts';
import { secretNames } from '../secret-names.ts';
import { parseKeyValue, type StoredKey } from '../secret-values.ts';
import type { IssueCodeRequest, IssuedCode } from './request.ts';

export interface IssuingPorts {
  readonly clock: Clock;
  readonly store: Pick<SecretStore, 'read'>;
  readonly totp: Pick<Totp, 'code'>;
  readonly journal: Journal;
}

/** A person needs some seconds to type a code: of a step that is nearly over the next one's is given, once it has begun. */
const LEAST_LIFE_MS = 3_000;
/** More than this is not waited: an invocation has a minute. */
const LONGEST_WAIT_MS = 40_000;

/**
 * A current code of the user's key, by this machine's clock, since emnify is not asked. It is on record before it is given:
 * nobody has a code that the journal does not know of.
 *
 * Not the code that may have activated the key, which emnify may take once only: that is sent by the invocation that stored it. Where
 * a stopped rotation was taken up later, this cannot know.
 *
 * @throws OperatorNeeded where AWSCURRENT holds no key; UnreadableState; TryAgainLater where the next time-step is far
 */
export async function issueCode(
  { user, reason }: IssueCodeRequest,
  { clock, store, totp, journal }: IssuingPorts,
  { secretPrefix }: { readonly secretPrefix: string },
): Promise<IssuedCode> {
  const key = await currentKey(store, secretNames(secretPrefix, user).key);
  const length = key.period * 1_000;
  const asked = clock.now();
  const next = (Math.floor(asked / length) + 1) * length;
  const waits = next - asked < LEAST_LIFE_MS || asked - key.createdAt < INVOCATION_MS + length;
  if (waits && next - asked > LONGEST_WAIT_MS) {
    const seconds = Math.ceil((next - asked) / 1_000);
    throw new TryAgainLater(`${user}: the code of now may have activated the key; ask again in ${seconds} s`);
  }
  if (waits) await clock.sleep(next - asked);
  // A timer may fire a moment early.
  const now = waits ? Math.max(clock.now(), next) : asked;
  // Made before the reason is put on record, so that whoever keeps secrets out of the record knows this one too.
  const code = totp.code(key, now);
  journal.record({ event: 'code-issued', user, outcome: 'ok', keyId: key.keyId, reason });
  journal.measure('CodeIssued', 1);
  const validUntil = (Math.floor(now / length) + 1) * length;
  return { code: code.reveal(), keyId: key.keyId, validUntil: new Date(validUntil).toISOString() };
}

async function currentKey(store: IssuingPorts['store'], name: string): Promise<StoredKey> {
  const version = await store.read(name, { stage: 'AWSCURRENT' });
  const value = version && parseKeyValue(version.text, name);
  if (value === undefined) {
    throw new OperatorNeeded(`${name}: expected a key, and there is no such secret or value; enrol the user`);
  }
  if (value.state === 'enrolled') {
    throw new OperatorNeeded(
      `${name}: expected a key, and the user is enrolled but has none yet; rotate the user first`,
    );
  }
  return value;
}
