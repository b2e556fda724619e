import { keyIdOf } from '../subject.ts';
import type { ReconcileFacts, RotationFacts, RunDocument } from './document.ts';
import type { Stage } from './stage.ts';

const DAY = 86_400_000;
/** TRUSTED_DEVICE_MAX_AGE, where a deployment says nothing else. */
const DEVICE_MAX_AGE = 30 * DAY;

export type Outcome = Pick<RunDocument, 'retired' | 'devices' | 'mended'>;

/** What became of keys, devices and the rotation that was broken, by emnify's own truth and not by what a function says. */
export function outcomeOf(
  stage: Stage,
  reconciles: readonly ReconcileFacts[],
  broken: RotationFacts | undefined,
): Outcome {
  return {
    retired: retired(stage, reconciles),
    devices: devices(stage),
    ...(broken === undefined ? {} : { mended: mended(stage, reconciles, broken) }),
  };
}

function retired({ stack, subject, deadlines }: Stage, reconciles: readonly ReconcileFacts[]): RunDocument['retired'] {
  const { keys } = stack.emnify.user(subject.username);
  return [...deadlines].map(([keyId, deadline]) => {
    const deletedAt = keys.find(({ id }) => id === keyId)?.deletedAt;
    const run = reconciles.find(({ verifiedGone }) => verifiedGone.keys.includes(keyId));
    return {
      keyId,
      deadline,
      ...(deletedAt === undefined ? {} : { deletedAt: iso(deletedAt) }),
      ...(run === undefined ? {} : { verifiedGoneBy: run.begunBy }),
    };
  });
}

function devices({ stack, subject }: Stage): RunDocument['devices'] {
  const account = stack.emnify.user(subject.username);
  const ours = new Set(stack.secretsManager.secret(subject.keySecret)?.versions.map(keyIdOf));
  const activations = account.keys.flatMap(({ id, activatedAt }) => (ours.has(id) ? (activatedAt ?? []) : []));
  return account.devices.map(({ id, activatedAt, deletedAt }) => {
    const newerKeys = activations.filter((instant) => instant > activatedAt);
    const staleSince = Math.min(activatedAt + DEVICE_MAX_AGE, ...newerKeys);
    return {
      id,
      trustedSince: iso(activatedAt),
      ...(staleSince <= stack.clock.now() ? { staleSince: iso(staleSince) } : {}),
      ...(deletedAt === undefined ? {} : { deletedAt: iso(deletedAt) }),
    };
  });
}

function mended(
  { stack, subject }: Stage,
  reconciles: readonly ReconcileFacts[],
  { token, at }: RotationFacts,
): RunDocument['mended'] {
  const current = stack.secretsManager.secret(subject.keySecret)?.labels.get('AWSCURRENT');
  const run = reconciles.find(
    (each) => each.at > at && each.error === undefined && each.planned.some(({ kind }) => kind === 'resume'),
  );
  const finished = current === token && run !== undefined;
  return { token, brokenAt: at, ...(finished ? { finishedBy: run.begunBy, finishedAt: run.at } : {}) };
}

function iso(instant: number): string {
  return new Date(instant).toISOString();
}
