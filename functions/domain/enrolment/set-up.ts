import { createHash } from 'node:crypto';
import { TryAgainLater } from '../errors.ts';
import { type KeyId, type UserSlug, VersionId } from '../identifiers.ts';
import { tagsOf } from '../memory.ts';
import type { RotationRules, SecretDescription, SecretLifecycle } from '../ports.ts';
import { isBeginning } from '../reconcile/recorded.ts';
import type { DailySchedules } from '../schedules.ts';
import { secretNames, secretTags } from '../secret-names.ts';
import { formatKeyValue } from '../secret-values.ts';
import { OWNER_TAG } from '../tag-names.ts';
import type { SessionPorts } from '../user-session.ts';
import type { ExistingKeySecret } from './find.ts';
import type { EnrolmentRequest } from './request.ts';
import type { RotationSchedule } from './rotation-schedule.ts';
import { spreadSchedule } from './rotation-spread.ts';

export interface EnrolmentPorts extends SessionPorts {
  readonly lifecycle: Pick<SecretLifecycle, 'create' | 'configureRotation'>;
  readonly daily: DailySchedules;
}

export interface EnrolmentPolicy {
  readonly secretPrefix: string;
  /** How often keys are rotated where the request names no schedule. */
  readonly rotationPeriodDays: number;
  readonly rotateKeyArn: string;
  readonly encryptionKeyArn: string;
}

/** What enrolment has found out. */
interface Found {
  readonly existing: ExistingKeySecret | undefined;
  /** No key of ours yet, or one that is gone. */
  readonly withoutKey: boolean;
  /** The version of the credentials whose token was compared with the user; undefined where emnify did not answer that. */
  readonly owner: VersionId | undefined;
}

interface SetUp {
  readonly keySecretArn: string;
  readonly takeOver: KeyId[];
  readonly schedule: RotationSchedule;
  readonly rotatesNow: boolean;
}

/**
 * The three changes of an enrolment: the key secret, the daily run, the rotation. Rotation comes last: what has a key has
 * everything else, and until then the same request again goes on from what is there.
 */
export async function setUp(
  request: EnrolmentRequest,
  { existing, withoutKey, owner }: Found,
  ports: EnrolmentPorts,
  policy: EnrolmentPolicy,
): Promise<SetUp> {
  const { user } = request;
  const keySecretArn = existing?.description.arn ?? (await createKeySecret(request, owner, ports, policy));
  if (existing !== undefined) await takeUp(user, existing, owner, ports);
  const changed = await ports.daily.ensureDaily(user);
  const ending = changed ? ({ outcome: 'ok' } as const) : ({ outcome: 'skipped', reason: 'as-before' } as const);
  ports.journal.record({ event: 'daily-run-scheduled', user, ...ending });
  const schedule = request.schedule ?? spreadSchedule(user, policy.rotationPeriodDays);
  const rules: RotationRules = {
    functionArn: policy.rotateKeyArn,
    expression: schedule.expression,
    ...(schedule.duration === undefined ? {} : { duration: schedule.duration }),
  };
  const isAsItShouldBe = existing !== undefined && isConfigured(existing.description, rules);
  const rotates = withoutKey && !(existing !== undefined && isUnderWay(existing, ports.clock.now()));
  if (rotates || !isAsItShouldBe) {
    await configure(request, rules, rotates, ports, policy);
  }
  const takeOver = existing === undefined ? (request.takeOver ?? []) : takenOver(existing);
  return { keySecretArn, takeOver: [...takeOver], schedule, rotatesNow: withoutKey };
}

/** Puts on record whose token it is, and takes off the mark that an offboarding has left, before anything else goes on. */
async function takeUp(
  user: UserSlug,
  { description, observed: { memory } }: ExistingKeySecret,
  owner: VersionId | undefined,
  { store, journal }: EnrolmentPorts,
): Promise<void> {
  const isBack = memory.offboarding !== undefined;
  const tags = tagsOf({
    ...(owner === undefined || memory.owner === owner ? {} : { owner }),
    ...(isBack ? { offboarding: 'none' } : {}),
  });
  if (tags.size === 0) return;
  await store.tag(description.name, tags);
  if (tags.has(OWNER_TAG)) journal.record({ event: 'owner-recorded', user, outcome: 'ok' });
  if (isBack) journal.record({ event: 'hold-ended', user, outcome: 'ok', reason: 'the user is taken in again' });
}

function takenOver({ current }: ExistingKeySecret): readonly KeyId[] {
  return current.state === 'enrolled' ? current.takeOver : [];
}

/** @throws TryAgainLater where another enrolment was first and decided otherwise */
async function createKeySecret(
  { user, takeOver = [] }: EnrolmentRequest,
  owner: VersionId | undefined,
  { lifecycle, journal }: EnrolmentPorts,
  { secretPrefix, encryptionKeyArn }: EnrolmentPolicy,
): Promise<string> {
  const { key: name } = secretNames(secretPrefix, user);
  const arn = await lifecycle.create({
    name,
    versionId: firstVersion(name),
    text: formatKeyValue({ state: 'enrolled', takeOver }),
    tags: new Map([...secretTags(user), ...tagsOf(owner === undefined ? {} : { owner })]),
    encryptionKeyArn,
  });
  if (arn === undefined) {
    throw new TryAgainLater(
      `${name} was created by another enrolment meanwhile; the next call says what it decided, or goes on`,
    );
  }
  journal.record({ event: 'key-secret-created', user, outcome: 'ok', reason: decision(takeOver) });
  return arn;
}

/** The same for every attempt at this enrolment, so that a creation whose reply was lost is not taken for somebody else's. */
function firstVersion(name: string): VersionId {
  return VersionId.parse(createHash('sha256').update(`enrolment of ${name}`).digest('hex'));
}

function decision(takeOver: readonly KeyId[]): string {
  return takeOver.length === 0 ? 'takes over no key' : `takes over key ${takeOver.join(', ')}`;
}

/**
 * A rotation that has begun a moment ago, and that nothing has stopped as far as the tags tell: to ask for one more could begin it
 * just when this one has ended, and the user would have two.
 */
function isUnderWay({ observed: { versions, memory } }: ExistingKeySecret, now: number): boolean {
  if (memory.hold !== undefined || memory.offboarding !== undefined) return false;
  return isBeginning(versions, now);
}

function isConfigured({ rotationEnabled, rotation }: SecretDescription, rules: RotationRules): boolean {
  return (
    rotationEnabled &&
    rotation?.functionArn === rules.functionArn &&
    rotation.expression === rules.expression &&
    rotation.duration === rules.duration
  );
}

/** @throws TryAgainLater where a rotation is under way under other rules */
async function configure(
  { user }: EnrolmentRequest,
  rules: RotationRules,
  now: boolean,
  { lifecycle, journal, store }: EnrolmentPorts,
  { secretPrefix }: EnrolmentPolicy,
): Promise<void> {
  const { key: name } = secretNames(secretPrefix, user);
  const outcome = await lifecycle.configureRotation(name, rules, { now });
  if (outcome === 'under-way' && !isConfigured(await store.describe(name), rules)) {
    throw new TryAgainLater(
      `${name}: a rotation is under way, and until it has ended AWS takes no other schedule; enrol again then, or recover it`,
    );
  }
  const reason = `${rules.expression}${now ? ', and once now' : ''}`;
  journal.record({ event: 'rotation-configured', user, outcome: 'ok', reason });
}
