import { describe, expect, it } from 'vitest';
import { commandsOnDeployments, localCommands } from '../../cli/commands/all.ts';
import { layOut } from '../../cli/layout.ts';

describe('a line that is wider than the page', () => {
  it('is broken at spaces, and a long word is left whole', () => {
    expect(layOut('see emnify-mfa-rotate-key now', 12)).toBe('see\nemnify-mfa-rotate-key\nnow');
  });

  it('is no other that fits, nor any in a pipe', () => {
    expect(layOut('12345678\n1234 678\n1234 6789', 8)).toBe('12345678\n1234 678\n1234\n6789');
    expect(layOut('1234 6789'.repeat(100), Number.POSITIVE_INFINITY)).toBe('1234 6789'.repeat(100));
  });

  it('goes on below its own text: behind its indent, and behind columns', () => {
    expect(layOut('  one two three', 10)).toBe('  one two\n  three');
    expect(layOut('superseded  701 (until 2026-11-25 04:05)', 30)).toBe(
      'superseded  701 (until\n            2026-11-25 04:05)',
    );
    expect(layOut('  done  delete-key: key 701 is superseded', 30)).toBe(
      '  done  delete-key: key 701 is\n        superseded',
    );
  });

  it('takes columns for text where they would leave it no room', () => {
    expect(layOut('  a very-long-name-indeed  and what it means', 30)).toBe(
      '  a very-long-name-indeed and\n  what it means',
    );
  });

  it('is measured without its colours', () => {
    expect(layOut('\u001b[32m  done\u001b[39m  one two three four', 26)).toBe(
      '\u001b[32m  done\u001b[39m  one two three four',
    );
    expect(layOut('\u001b[32m  done\u001b[39m  one two three four', 24)).toBe(
      '\u001b[32m  done\u001b[39m  one two three\n        four',
    );
  });
});

describe('a command in a message', () => {
  const command = 'emnify-mfa enroll alice --keep-credentials --local';
  const message = `Enrolment may be half done; complete it: ${command}`;

  it.each([30, 40, 60, 80])('is never broken, and has a line of its own on %i columns', (width) => {
    const lines = layOut(message, width).split('\n');
    expect(lines.at(-1)).toBe(command);
    expect(lines.slice(0, -1).join(' ')).toBe('Enrolment may be half done; complete it:');
  });

  it.each([
    ...commandsOnDeployments.map(({ usage }) => `emnify-mfa ${usage}`),
    ...localCommands.map(({ usage }) => `emnify-mfa local ${usage}`),
    'aws secretsmanager restore-secret --secret-id emnify-mfa/alice/key',
  ])('is told by its first words: %s', (known) => {
    expect(layOut(`See: ${known} --local`, 16)).toBe(`See:\n${known} --local`);
  });

  it('is not what somebody else wrote about it', () => {
    const prose = 'reason: emnify-mfa statuses are what they are';
    expect(layOut(prose, 24)).toBe('reason: emnify-mfa\nstatuses are what they\nare');
    expect(layOut('note: emnify-mfa local time is UTC', 24)).toBe('note: emnify-mfa local\ntime is UTC');
  });

  it('stays where it is on a page that has room', () => {
    expect(layOut(message, 100)).toBe(message);
  });

  it('stays whole in backticks, and at the beginning of a line', () => {
    expect(layOut('find the cause, then `emnify-mfa release`', 24)).toBe('find the cause, then\n`emnify-mfa release`');
    expect(layOut(`  ${command} > file`, 20)).toBe(`  ${command} > file`);
  });
});
