import type { EmbeddedStack } from '../../../local/stack.ts';
import { addAccount, type Subject, writeSecrets } from '../../../local/subject.ts';

const DAY = 86_400_000;

/** A user whose first rotation was a month ago: what it leaves, without playing it (`rotated-user.test.ts` compares). */
export async function rotatedUser(stack: EmbeddedStack, passwordFormat: 'sha1' | 'plain'): Promise<Subject> {
  const subject = addAccount(stack);
  const { password } = stack.emnify.user(subject.username);
  const portal = stack.emnify.portal(subject.username);
  writeSecrets(stack, subject, passwordFormat === 'sha1' ? {} : { credentials: { password, passwordFormat } });
  const createdAt = stack.clock.now() - 30 * DAY;
  const key = portal.addKey({ active: true, createdAt });
  // Trusted for half a month, with a key that a rotation is about to supersede.
  portal.addDevice({ activatedAt: stack.clock.now() - 15 * DAY });
  const { secretKey, otpauth, algorithm, digits, period } = key;
  const userId = stack.emnify.user(subject.username).id;
  const value = { userId, keyId: key.id, secretKey, otpauth, algorithm, digits, period };
  stack.secretsManager.call('PutSecretValue', {
    SecretId: subject.keySecret,
    SecretString: JSON.stringify({ ...value, createdAt: new Date(createdAt).toISOString() }),
  });
  stack.secretsManager.call('TagResource', {
    SecretId: subject.keySecret,
    Tags: [
      { Key: 'emnify-mfa:attempts', Value: 'none' },
      { Key: 'emnify-mfa:proven', Value: String(key.id) },
    ],
  });
  await stack.clock.advance(2 * DAY);
  return subject;
}
