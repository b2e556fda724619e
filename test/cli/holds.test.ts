import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { LocalStack } from './support/command.ts';
import { ENTER, Screen } from './support/screen.ts';

const TAG = 'emnify-mfa:hold';
const HOUR = 3_600_000;
let local: LocalStack;

beforeAll(async () => {
  // No daily run falls into the time that it takes.
  local = await LocalStack.start(new Date('2026-11-24T04:05:00Z'));
  const [alice] = local.running.accounts;
  const enrolled = await local.on('enroll alice --leave-keys', JSON.stringify({ ...alice, user: undefined }));
  expect(enrolled).toMatchObject({ code: 0 });
}, 30_000);

beforeEach(() => hold('none'));

afterAll(() => local.close());

function hold(value: string): void {
  const Tags = [{ Key: TAG, Value: value }];
  local.running.stack.secretsManager.call('TagResource', { SecretId: 'emnify-mfa/alice/key', Tags });
}

function held(): string | undefined {
  return local.running.stack.secretsManager.secret('emnify-mfa/alice/key')?.tags.get(TAG);
}

function inAnHour(): string {
  return new Date(local.running.stack.clock.now() + HOUR).toISOString();
}

describe('the hold of an operator', () => {
  it.each(['recover alice --yes', 'recover alice'])('is not released unasked: %s', async (line) => {
    hold('operator');
    const { code, stdout } = await local.on(line);
    expect(code).toBe(3);
    expect(stdout).toContain('emnify-mfa release alice --reason TEXT --local');
    expect(held()).toBe('operator');
  });

  it('is told as JSON with what ends it', async () => {
    hold('operator');
    const { stdout } = await local.on('recover alice --yes --json');
    expect(JSON.parse(stdout)).toMatchObject({
      diagnosis: 'hold',
      remedy: 'none',
      advice: expect.stringContaining('emnify-mfa release alice --reason TEXT --local'),
    });
  });

  it('is released at a terminal, after being asked', { timeout: 30_000 }, async () => {
    hold('operator');
    const screen = new Screen(['recover', 'alice', '--local'], { environment: local.environment });
    await screen.shows('Release it now?');
    screen.type(`y${ENTER}`);
    expect(await screen.exit).toBe(0);
    expect(screen.text).toContain('The hold of alice is released.');
    expect(held()).toBe('none');
  });

  it('is not released at a terminal either with --yes', { timeout: 30_000 }, async () => {
    hold('operator');
    const screen = new Screen(['recover', 'alice', '--yes', '--local'], { environment: local.environment });
    expect(await screen.exit).toBe(3);
    expect(held()).toBe('operator');
  });
});

describe('the hold of a lockout', () => {
  it('is not released before its time, and the refusal says until when', async () => {
    const until = inAnHour();
    hold(`lockout until=${until}`);
    const { code, stderr } = await local.on('release alice --reason impatient');
    expect(code).toBe(1);
    expect(stderr).toContain(`nothing is sent before ${until}`);
    expect(stderr).toContain('ends by itself');
    expect(held()).toBe(`lockout until=${until}`);
  });

  it('is not put out of force by a hold of an operator, which could be released before', async () => {
    const until = inAnHour();
    hold(`lockout until=${until}`);
    const { code, stderr } = await local.on('hold alice --reason support');
    expect(code).toBe(1);
    expect(stderr).toContain(`nothing is sent before ${until}`);
    expect(held()).toBe(`lockout until=${until}`);
  });

  it('is over once its time has come', async () => {
    hold(`lockout until=${new Date(local.running.stack.clock.now() - 1_000).toISOString()}`);
    expect((await local.on('release alice --reason x')).stdout).toContain('alice is not held.');
  });
});

it('the hold of a refused code may be released', async () => {
  hold(`code until=${inAnHour()}`);
  expect(await local.on('release alice --reason mended')).toMatchObject({ code: 0 });
  expect(held()).toBe('none');
});
