import type { FaultRule } from '../faults.ts';
import { keyIdOf } from '../subject.ts';
import type { LiveStack } from './live-stack.ts';

const MINUTE = 60_000;
const YEAR = 365 * 86_400_000;

/** What can be broken for practice. */
export const BREAKAGES = [
  'stuck-without-value',
  'stuck-live-key',
  'stuck-dead-key',
  'revoked-token',
  'deleted-key',
  'unreadable-value',
  'foreign-key',
  'old-device',
] as const;
export type Breakage = (typeof BREAKAGES)[number];

const NO_EMNIFY: FaultRule = { service: 'emnify', fault: { kind: 'answer', status: 503, body: '<html>busy</html>' } };
const NO_PROMOTION: FaultRule = {
  service: 'secretsmanager',
  operation: 'UpdateSecretVersionStage',
  fault: { kind: 'answer', status: 400, body: '{"__type":"AccessDeniedException","message":"denied for practice"}' },
};

/** What was done, as a sentence, and the token that somebody made in place of one that no longer works. */
interface Broken {
  readonly done: string;
  readonly newToken?: string;
}

/** @throws Error where the user is not enrolled or has nothing that could break */
export async function breakFor(live: LiveStack, what: Breakage, user: string): Promise<Broken> {
  const { stack } = live;
  const username = `${user}@example.com`;
  const keySecret = `emnify-mfa/${user}/key`;
  if (stack.secretsManager.secret(keySecret) === undefined) {
    throw new Error(`expected an enrolled user, and ${user} is none: emnify-mfa enroll ${user} --local`);
  }
  const portal = stack.emnify.portal(username);
  const keyWith = (label: string) => {
    const id = keyIdOf(stack.secretsManager.secret(keySecret)?.holding(label));
    if (id === undefined) throw new Error(`expected a key with ${label}, and ${user} has none`);
    return id;
  };
  switch (what) {
    case 'stuck-without-value':
      await stickAgainst(live, keySecret, NO_EMNIFY);
      return { done: 'a rotation stopped before it had a key: AWSPENDING has no value' };
    case 'stuck-live-key':
      await stickAgainst(live, keySecret, NO_PROMOTION);
      return { done: 'a rotation stopped before the promotion: the key of AWSPENDING is active' };
    case 'stuck-dead-key':
      await stickAgainst(live, keySecret, NO_PROMOTION);
      portal.deleteKey(keyWith('AWSPENDING'));
      return { done: 'a rotation stopped before the promotion, and its key was deleted in the portal' };
    case 'revoked-token': {
      const tokens = stack.emnify.user(username).applicationTokens.filter(({ revokedAt }) => revokedAt === undefined);
      for (const { token } of tokens) portal.revokeToken(token);
      // A session that was begun with the token outlives it, and its container by some minutes.
      await live.advance(20 * MINUTE);
      await stick(live, keySecret);
      const done = 'the application token was revoked in the portal, and a rotation ran into it';
      return { done, newToken: portal.createToken() };
    }
    case 'deleted-key':
      portal.deleteKey(keyWith('AWSCURRENT'));
      return { done: 'the key of AWSCURRENT was deleted in the portal' };
    case 'unreadable-value':
      stack.secretsManager.call('PutSecretValue', { SecretId: keySecret, SecretString: 'written by hand' });
      return { done: 'somebody put a value by hand that is not a key' };
    case 'foreign-key':
      portal.addKey({ active: true });
      return { done: 'somebody set up a key of their own in the portal' };
    case 'old-device':
      portal.addDevice({ activatedAt: live.now() - YEAR, browser: 'Opera', operatingSystem: 'Windows' });
      return { done: 'a browser that was trusted a year ago turned up' };
  }
}

async function stickAgainst(live: LiveStack, keySecret: string, rule: FaultRule): Promise<void> {
  live.stack.script.add(rule);
  try {
    await stick(live, keySecret);
  } finally {
    live.stack.script.clear();
  }
}

/** A rotation that fails until Secrets Manager gives up, and then long enough for nobody to be at it any more. */
async function stick({ stack, exclusively }: LiveStack, keySecret: string): Promise<void> {
  await exclusively(async () => {
    stack.secretsManager.call('RotateSecret', { SecretId: keySecret });
    await stack.secretsManager.rotationSettled(keySecret);
    await stack.clock.advance(20 * MINUTE);
  });
}
