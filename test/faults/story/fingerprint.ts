import { createHash } from 'node:crypto';
import type { AttemptRecord } from '../../../local/emnify/records.ts';
import type { SecretTruth } from '../../../local/secrets-manager/truth.ts';
import { storedValue } from '../../../local/subject.ts';
import type { Simulation } from '../simulation/simulation.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** When it is taken: between two invocations, or while a function is under way. */
export type Moment = 'between' | 'within';

/**
 * All that the rest of a story depends on, and nothing that it does not: two stories with the same fingerprint have the same
 * future. Left out, each because nothing that is still to come reads it:
 *
 * - the very text of keys, otpauth URIs, tokens and JWTs, which nobody interprets: what counts is whose they are, and whether a
 *   version holds the same ones as emnify;
 * - what is deleted, and versions that have lost their last label and whose key is gone: no call shows them, no id comes again;
 * - proofs that were accepted, attempts at rotations that have ended, what calls said in errors, when secrets were last read;
 * - how much of emnify's limits is used, which no story comes near (`playStory` sees to that), but for the burst of reads;
 * - between two invocations, what only a call under way could meet: the state before the last write, which a stale read
 *   shows, and the tokens by which a service knows a call that is sent again.
 *
 * All times are absolute: daily runs come at fixed hours, and keys and devices have an age.
 * @param progress of the story itself
 */
export function fingerprintOf(simulation: Simulation, progress: string, moment: Moment): string {
  return digest([progress, worldOf(simulation, moment)]);
}

export function digest(what: unknown): string {
  return createHash('sha1').update(JSON.stringify(what)).digest('base64');
}

function worldOf({ stack, subject, setting }: Simulation, moment: Moment) {
  const { clock, emnify, secretsManager, scheduler, invocations } = stack;
  const now = clock.now();
  const account = emnify.user(subject.username);
  const keys = account.keys.filter(({ state }) => state !== 'deleted');
  const secretOf = (secret: SecretTruth | undefined) => secret && shown(secret, keys, moment, now);
  const names = [subject.keySecret, subject.credentialsSecret];
  return [
    now,
    clock.due(),
    keys.map(({ id, state, createdAt, activatedAt, lastStep = 0, period }) => {
      return [id, state, createdAt, activatedAt, (lastStep + 1) * period * 1000 > now - HOUR ? lastStep : 0];
    }),
    account.devices.filter(({ deletedAt }) => deletedAt === undefined).map(({ id, activatedAt }) => [id, activatedAt]),
    account.applicationTokens.map(({ id, revokedAt }) => [id, revokedAt]),
    [proofs(account.attempts), account.lockouts, account.failures],
    names.map((name) => secretOf(secretsManager.secret(name))),
    moment === 'within' ? names.map((name) => secretOf(secretsManager.beforeLastWrite(name))) : [],
    scheduler.schedules.map(({ definition: { ClientToken, ...definition } }) => [
      definition,
      moment === 'within' ? ClientToken : '',
    ]),
    [...invocations.waiting],
    setting.emnify?.readLimit === true ? emnify.readsLeft() : '',
  ];
}

/** Refused ones with their times, and where accepted ones lie between them. */
function proofs(attempts: readonly AttemptRecord[]): readonly unknown[] {
  const told: unknown[] = [];
  for (const attempt of attempts) {
    if (attempt.proof === 'application-token') continue;
    if (attempt.outcome !== 'accepted') told.push(attempt);
    else if (told.length > 0 && told.at(-1) !== 'accepted') told.push('accepted');
  }
  return told;
}

interface Key {
  readonly id: number;
  readonly secretKey: string;
  readonly otpauth: string;
}

function shown(secret: SecretTruth, keys: readonly Key[], moment: Moment, now: number) {
  const { labels, tags, rotation, deletionAt, changedAt, attempts } = secret;
  const pending = labels.get('AWSPENDING');
  const versions = secret.versions.map(({ id, createdAt, value, ...version }) => {
    const stored = storedValue({ value });
    const key = keys.find((one) => one.id === stored?.keyId);
    // So many keys may be active as were made within a day (invariant 6).
    if (version.labels.length === 0 && key === undefined)
      return stored !== undefined && now - createdAt <= DAY ? [createdAt] : [];
    if (stored?.keyId === undefined) return [id, createdAt, version.labels, value];
    const { secretKey, otpauth, ...facts } = { otpauth: undefined, ...stored };
    const isWhole = key === undefined ? 'gone' : key.secretKey === secretKey && key.otpauth === otpauth;
    return [id, createdAt, version.labels, facts, isWhole];
  });
  return [
    versions.filter((version) => version.length > 0),
    [...labels],
    [...tags],
    rotation,
    deletionAt,
    moment === 'within' ? changedAt : 0,
    attempts
      .filter((attempt) => attempt.token === pending || attempt.endedAt === undefined)
      .map(({ number, kind, outcome, endedAt, steps, token }) => {
        return [number, kind, outcome, endedAt, token, steps.map(({ step }) => step)];
      }),
  ];
}
