import { describe, expect, it, test } from 'vitest';
import type { Fault } from '../../local/faults.ts';
import { AUTHENTICATE, faulty, OPERATIONS, PATCH, POST } from './climbing.ts';
import { ECHOES, echoing } from './echoes.ts';
import { type Shown, shownBy } from './run.ts';
import { STORIES } from './stories.ts';

/** Nothing leaked, and there was something to leak and somewhere to look. */
function expectSilence({ leaks, output, secrets }: Shown): void {
  expect(leaks).toEqual([]);
  expect(output).toContain('step-finished');
  expect(output).toContain('CloudWatchMetrics');
  expect(secrets).toBeGreaterThan(10);
}

describe('No secret is shown by', () => {
  for (const [name, story] of Object.entries(STORIES)) {
    it(name, async () => {
      expectSilence(await shownBy(story));
    });
  }
});

const html = '<html>down</html>';
const FAULTS: Readonly<Record<string, Fault>> = {
  'cut before': { kind: 'cut-before' },
  'cut after': { kind: 'cut-after' },
  delayed: { kind: 'delay', ms: 40_000 },
  'delivered twice': { kind: 'duplicate' },
  'answered 401': { kind: 'answer', status: 401 },
  'answered 429': { kind: 'answer', status: 429 },
  'answered 500': { kind: 'answer', status: 500, body: html },
  'answered 503': { kind: 'answer', status: 503, body: html },
};

describe('No secret is shown when', () => {
  for (const operation of OPERATIONS) {
    for (const [words, fault] of Object.entries(FAULTS)) {
      it(`${operation} is ${words}`, async () => {
        const shown = await shownBy(faulty(operation, fault));
        expectSilence(shown);
        expect(shown.faulted).toContain(operation);
      });
    }
  }

  for (const operation of [AUTHENTICATE, POST, PATCH, 'PutSecretValue']) {
    for (const kind of ['hang-before', 'hang-after'] as const) {
      it(`${operation} is never answered (${kind})`, async () => {
        const shown = await shownBy(faulty(operation, { kind }));
        expectSilence(shown);
        expect(shown.errors).not.toEqual([]);
      });
    }
  }

  for (const operation of OPERATIONS) {
    for (const wrapping of ECHOES) {
      it(`${operation} is answered with all of them in ${wrapping}`, async () => {
        const shown = await shownBy(echoing(operation, wrapping));
        expect(shown.leaks).toEqual([]);
        expect(shown.output).toContain('step-finished');
        expect(shown.faulted).toContain(operation);
      });
    }
  }
});

test('a story that prints, throws or tags a secret is found out', async () => {
  const shown = await shownBy({
    act: async (world) => {
      const token = world.account.applicationTokens[0]?.token ?? '';
      const [key] = world.account.keys;
      process.stdout.write(`token ${token}\n`);
      world.setTag('note', Buffer.from(`code ${key?.secretKey}`).toString('base64').replaceAll('=', ''));
      world.errors.push(new Error('outer', { cause: { password: world.account.password } }));
    },
  });
  expect(shown.leaks).toEqual(
    expect.arrayContaining([
      expect.stringMatching(/^output holds application_token$/),
      expect.stringMatching(/^tags.* holds .*key.*, in base64$/),
      expect.stringMatching(/^errors\.0\.cause\.password holds a password$/),
    ]),
  );
});
