import { PassThrough } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createAudit } from '../../cli/audit.ts';
import { Interrupts } from '../../cli/interrupts.ts';
import { namesOf } from '../../cli/names.ts';
import { UserSlug } from '../../functions/domain/identifiers.ts';
import { command, LocalStack } from './support/command.ts';

let local: LocalStack;

beforeAll(async () => {
  local = await LocalStack.start();
});

afterAll(() => local.close());

const SEED = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP';

describe('a reason that holds what looks like a secret', () => {
  const commands = ['hold alice', 'release alice', 'code alice', 'rotate alice', 'rotate-fleet breach --yes'];
  const reasons = [
    `old key otpauth://totp/emnify:alice?secret=${SEED}`,
    'it was password=CANARY-hunter2',
    `the seed ${SEED}`,
    'code: 123456',
    'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJDQU5BUlkifQ.c2ln',
  ];

  it.each(commands.flatMap((line) => reasons.map((reason) => [line, reason] as const)))(
    'is refused before anything is sent, and not repeated: %s --reason "%s"',
    async (line, reason) => {
      const { script } = local.running.stack;
      const before = script.calls.length;
      const args = [...line.split(' '), '--reason', reason, '--local'];
      for (const more of [[], ['--json']]) {
        const { code, stdout, stderr } = await command([...args, ...more], { environment: local.environment });
        expect(code).toBe(2);
        expect(stderr).toContain('reason: expected no secret');
        expect(stdout + stderr).not.toMatch(/CANARY|JBSWY3|123456|eyJ/);
      }
      expect(script.calls.length).toBe(before);
    },
  );

  it('would not get into the audit log either, whoever wrote it', async () => {
    const written: string[] = [];
    const [stdin, stdout, stderr] = [new PassThrough(), new PassThrough(), new PassThrough()];
    const terminal = { stdin, stdout, stderr, environment: {}, onInterrupt: () => () => {}, exit: () => {} };
    const audit = createAudit(
      {
        names: namesOf('emnify-mfa'),
        clock: { now: () => Date.parse('2026-11-24T12:00:00Z'), sleep: async () => {} },
        caller: async () => ({ arn: 'arn:aws:sts::111122223333:assumed-role/operator/ann', account: '111122223333' }),
        logs: {
          read: async () => [],
          since: async () => [],
          put: async (_group, _stream, { text }) => void written.push(text),
        },
      },
      { interrupts: new Interrupts(terminal), warn: () => {} },
    );
    const entry = { event: 'hold-set', user: UserSlug.parse('alice'), reason: `it was secret=${SEED}` } as const;
    await audit.recorded(entry, 'The hold is set.', async () => {});
    expect(JSON.parse(written[0] ?? '')).toMatchObject({
      event: 'hold-set',
      user: 'alice',
      reason: 'it was [redacted]',
      requestedBy: 'arn:aws:sts::111122223333:assumed-role/operator/ann',
    });
  });
});
