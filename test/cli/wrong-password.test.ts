import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LocalStack } from './support/command.ts';

let local: LocalStack;

function credentials(changed: object = {}): string {
  return JSON.stringify({ ...local.running.accounts[1], user: undefined, ...changed });
}

describe.each(['at once', 'after twenty minutes'])(
  'a wrong password, and the right one %s',
  { timeout: 30_000 },
  (when) => {
    beforeAll(async () => {
      local = await LocalStack.start(new Date('2026-11-24T04:05:00Z'));
    }, 30_000);

    afterAll(() => local.close());

    it('stops the first rotation, which is the first to send it', async () => {
      const { code, stderr } = await local.on('enroll bob', credentials({ password: 'wrong' }));
      expect(code).toBe(1);
      expect(stderr).toContain('The password is wrong');
    });

    it('is forgotten once the right one is there: a hold of credentials of before stops no rotation', async () => {
      if (when !== 'at once') await local.machine('local advance PT20M');
      // Secrets Manager tries the same rotation again after a while.
      const { code, stdout, stderr } = await local.whileTimePasses('enroll bob --replace-credentials', credentials());
      expect(stderr).toBe('');
      expect(stdout).toContain('Enrolled and rotated. AWSCURRENT of bob has key');
      expect(code).toBe(0);
    });
  },
);
