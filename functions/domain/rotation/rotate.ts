import { atOnce } from '../at-once.ts';
import { NotRotatable, RotationError, UnreadableState } from '../errors.ts';
import type { UserSlug } from '../identifiers.ts';
import type { JournalEntry } from '../journal.ts';
import { parseMemory } from '../memory.ts';
import type { SecretDescription } from '../ports.ts';
import { secretNames, userOfKeySecret } from '../secret-names.ts';
import type { KeyValue } from '../secret-values.ts';
import { readCredentials, type StoredCredentials } from '../stored-credentials.ts';
import { UserSession } from '../user-session.ts';
import { Climb, type RotationPolicy, type RotationPorts, readKeyValue, type Situation } from './climb.ts';
import type { RotationEvent } from './event.ts';
import { climbToPromoted } from './promoted.ts';
import { climbToProven, provenKey } from './proven.ts';

/**
 * Carries out one step of a rotation: createSecret, setSecret and testSecret climb to *proven*, finishSecret to *promoted*,
 * each from wherever the version stands, so that any step may run again at any time (design.md, "A rotation is a ladder").
 * @throws RotationError when the rung was not reached; calling again later looks and goes on, unless a hold says otherwise
 */
export async function rotate(event: RotationEvent, ports: RotationPorts, policy: RotationPolicy): Promise<void> {
  const user = userOfKeySecret(policy.secretPrefix, event.secretId);
  const began = ports.clock.now();
  const finished = (ending: Pick<JournalEntry, 'outcome' | 'reason'>): void => {
    const durationMs = ports.clock.now() - began;
    ports.journal.record({
      event: 'step-finished',
      user,
      step: event.step,
      version: event.token,
      durationMs,
      ...ending,
    });
  };
  try {
    await takeStep(event, user, ports, policy);
    finished({ outcome: 'ok' });
  } catch (error) {
    finished({ outcome: 'failed', reason: error instanceof RotationError ? error.kind : 'unexpected-failure' });
    throw error;
  }
}

async function takeStep(
  event: RotationEvent,
  user: UserSlug,
  ports: RotationPorts,
  policy: RotationPolicy,
): Promise<void> {
  const { step, token } = event;
  const description = await ports.store.describe(event.secretId);
  const memory = parseMemory(description.tags);
  if (standing(event, description) === 'promoted') return;

  const { secretId } = event;
  const credentialsId = secretNames(policy.secretPrefix, user).credentials;
  const facts = { user, step, version: token, keySecretId: secretId, credentialsId };
  await new UserSession(ports, facts, memory).refuseUnderHold();

  const proven = provenKey(memory, token, ports.clock.now());
  if (proven !== undefined && step !== 'finishSecret') return;

  const begin = (current: Situation['current'], credentials?: StoredCredentials): Climb =>
    new Climb(ports, policy, facts, { secretId, token, description, current }, memory, credentials);
  if (proven !== undefined) {
    return climbToPromoted(begin(await readCurrent(ports, secretId, description)), proven);
  }

  const [current, pending, credentials] = await atOnce([
    readCurrent(ports, secretId, description),
    readKeyValue(ports.store, secretId, token),
    readCredentials(ports.store, credentialsId),
  ]);
  const climb = begin(current, credentials);
  if (step === 'testSecret' && isProbe(pending, current.value)) return probe(climb);
  if (pending?.state === 'enrolled') {
    throw new UnreadableState(
      `version ${token} holds no key but the mark of an enrolment: take AWSPENDING off it, then rotate again`,
    );
  }
  const keyId = await climbToProven(climb, pending);
  if (step === 'finishSecret') await climbToPromoted(climb, keyId);
}

/** Where the token's labels put it. @throws NotRotatable where they allow no step. */
function standing({ step, token }: RotationEvent, { labels, name }: SecretDescription): 'pending' | 'promoted' {
  const held = labels.get(token) ?? new Set();
  if (held.has('AWSPREVIOUS')) {
    throw new NotRotatable(
      `${name}: version ${token} holds AWSPREVIOUS, so it was current before; ${step} would bring back a superseded key. ` +
        'Take AWSPENDING off it, then rotate again',
    );
  }
  if (held.has('AWSCURRENT')) return 'promoted';
  if (held.has('AWSPENDING')) return 'pending';
  throw new NotRotatable(
    `${name}: expected version ${token} to hold AWSPENDING for ${step}, and it does not; start a rotation with RotateSecret`,
  );
}

async function readCurrent(
  { store }: RotationPorts,
  secretId: string,
  { labels, name }: SecretDescription,
): Promise<Situation['current']> {
  for (const [versionId, held] of labels) {
    if (!held.has('AWSCURRENT')) continue;
    const value = await readKeyValue(store, secretId, versionId);
    if (value !== undefined) return { versionId, value };
  }
  throw new UnreadableState(
    `${name}: expected a value with AWSCURRENT, and there is none; enrol the user with \`emnify-mfa enroll\``,
  );
}

/**
 * RotateSecret with RotateImmediately=false calls testSecret alone, on a version that was seen to carry the current value and
 * may carry none.
 */
function isProbe(pending: KeyValue | undefined, current: KeyValue): boolean {
  if (pending?.state !== 'key') return true;
  return current.state === 'key' && pending.keyId === current.keyId;
}

/** Authenticates, and changes nothing. */
async function probe(climb: Climb): Promise<void> {
  await climb.account();
  climb.record({ event: 'probed', outcome: 'ok' });
}
