import { SUPERSEDED_TAG_PREFIX } from '../../functions/domain/tag-names.ts';
import type { KeyTruth } from '../emnify/records.ts';
import type { SecretTruth } from '../secrets-manager/truth.ts';
import type { EmbeddedStack } from '../stack.ts';
import { keyIdOf, type Subject, storedValue } from '../subject.ts';
import type { UserFacts } from './document.ts';
import { daysBetween, minute } from './report/format.ts';

/** The user as emnify and Secrets Manager really have them now, whatever any function says. */
export function userFacts(stack: EmbeddedStack, { username, keySecret }: Subject): UserFacts {
  const now = stack.clock.now();
  const account = stack.emnify.user(username);
  const secret = stack.secretsManager.secret(keySecret);
  return {
    at: iso(now),
    username,
    keys: account.keys.flatMap((key) => {
      const { id, state, createdAt } = key;
      if (state === 'deleted') return [];
      return { id, state, createdAt: iso(createdAt), ageDays: daysBetween(createdAt, now), whose: whose(key, secret) };
    }),
    devices: account.devices
      .filter(({ deletedAt }) => deletedAt === undefined)
      .map(({ id, browser, operatingSystem, activatedAt }) => ({
        id,
        browser,
        operatingSystem,
        trustedSince: iso(activatedAt),
        ageDays: daysBetween(activatedAt, now),
      })),
    tags: Object.fromEntries(secret?.tags ?? []),
  };
}

function whose({ id, state }: KeyTruth, secret: SecretTruth | undefined): string {
  for (const label of ['AWSCURRENT', 'AWSPENDING']) if (keyIdOf(secret?.holding(label)) === id) return label;
  const deadline = secret?.tags.get(`${SUPERSEDED_TAG_PREFIX}${id}`);
  if (deadline !== undefined) return `superseded, may go after ${minute(deadline)}`;
  if (storedValue(secret?.holding('AWSCURRENT'))?.takeOver?.includes(id) === true) return 'to be taken over';
  return state === 'active' ? 'unmanaged: set by hand' : 'an orphan: nothing records it';
}

function iso(instant: number): string {
  return new Date(instant).toISOString();
}
