import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LocalStack } from './support/command.ts';
import { Screen } from './support/screen.ts';

let local: LocalStack;

beforeAll(async () => {
  local = await LocalStack.start(new Date('2026-11-24T04:05:00Z'));
  const [alice] = local.running.accounts;
  const enrolled = await local.on('enroll alice --take-over 701', JSON.stringify({ ...alice, user: undefined }));
  expect(enrolled).toMatchObject({ code: 0 });
}, 30_000);

afterAll(() => local.close());

async function see(line: string, columns: number) {
  const screen = new Screen([...line.split(' '), '--local'], { environment: local.environment, columns });
  const code = await screen.exit;
  return { code, lines: screen.text.split('\n') };
}

describe('a command that a message names', { timeout: 30_000 }, () => {
  it.each([60, 80, 100])('can be copied on %i columns, with all its options', async (columns) => {
    const user = 'somebody-with-a-name-that-is-rather-long';
    const unknown = await see(`status ${user}`, columns);
    expect(unknown.lines.filter((line) => line.endsWith(`emnify-mfa enroll ${user} --local`))).toHaveLength(1);
    await local.on('hold alice --reason x');
    const { lines } = await see('recover alice --yes', columns);
    expect(lines.filter((line) => line.endsWith('emnify-mfa release alice --reason TEXT --local'))).toHaveLength(1);
    await local.on('release alice --reason x');
  });
});

it('prints what is for a program as it is, however narrow the terminal', { timeout: 30_000 }, async () => {
  const { lines } = await see('doctor --policy', 40);
  expect(lines.join('\n')).toContain((await local.on('doctor --policy')).stdout.trim());
});

describe('a narrow terminal', { timeout: 30_000 }, () => {
  it.each([
    ['status alice', 40, 'superseded  701 (until 2026-11-25 04:05)'],
    ['status alice', 30, 'superseded  701 (until\n            2026-11-25 04:05)'],
    ['plan alice', 30, '  delete-device: device'],
    ['doctor', 30, 'ok       audit log:'],
  ])('shows `%s` on %i columns, and breaks no word', async (line, columns, shown) => {
    const { lines } = await see(line, columns);
    expect(lines.join('\n')).toContain(shown);
    // One line here is one that the terminal had to break itself: nothing but a word, or a command.
    const broken = lines.filter((each) => each.length > columns && !/^ *\S+$|emnify-mfa \w/.test(each));
    expect(broken).toEqual([]);
  });
});
