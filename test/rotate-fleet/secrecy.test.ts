import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { Fleet } from './fleet.ts';

it('leaves no secret in a checkpoint, a report or a log line', async () => {
  const fleet = await Fleet.of(['alice', 'bob', 'carol']);
  fleet.changePassword('bob');
  fleet.broken.add('carol');
  const execution = fleet.execution({ run: 'breach' });

  const ending = await fleet.run(execution);

  const shown = [JSON.stringify(execution.operations), JSON.stringify(ending), ...fleet.output].join('\n');
  expect(shown).toContain('fleet-user');
  for (const { user, username } of fleet.subjects.values()) {
    const { keys, applicationTokens, password } = fleet.stack.emnify.user(username);
    const secrets = [
      ...keys.flatMap(({ secretKey, otpauth }) => [secretKey, otpauth]),
      ...applicationTokens.map(({ token }) => token),
      password,
      createHash('sha1').update(`the password of ${user}`).digest('hex'),
    ];
    expect(secrets.length).toBeGreaterThanOrEqual(5);
    expect(secrets.filter((secret) => shown.includes(secret))).toEqual([]);
  }
});
