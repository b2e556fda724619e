import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LocalStack } from './support/command.ts';
import { Screen } from './support/screen.ts';

const COLOUR = /\p{Cc}\[[\d;]*m/u;
let local: LocalStack;

beforeAll(async () => {
  local = await LocalStack.start(new Date('2026-11-24T04:05:00Z'));
}, 30_000);

afterAll(() => local.close());

/** What a terminal receives of a command that ends well, and of one that fails. */
async function received(variables: NodeJS.ProcessEnv): Promise<string> {
  const environment = { ...local.environment, ...variables };
  const screens = ['doctor', 'status nobody'].map(
    (line) => new Screen([...line.split(' '), '--local'], { environment }),
  );
  await Promise.all(screens.map(({ exit }) => exit));
  return screens.map((screen) => screen.received).join('');
}

describe('colours', { timeout: 30_000 }, () => {
  it('are on a terminal', async () => {
    expect(await received({})).toMatch(COLOUR);
  });

  it.each<NodeJS.ProcessEnv>([{ NO_COLOR: '1' }, { TERM: 'dumb' }])(
    'are left out where the environment says so: %o',
    async (variables) => {
      expect(await received(variables)).not.toMatch(COLOUR);
    },
  );

  it('are not in a pipe', async () => {
    const { stdout } = await local.on('doctor');
    expect(stdout).not.toMatch(COLOUR);
  });
});
