import { afterAll, beforeAll, expect, it } from 'vitest';
import { LocalStack } from './support/command.ts';

let local: LocalStack;

beforeAll(async () => {
  // No daily run falls into the time that it takes: it would mend what was broken.
  local = await LocalStack.start(new Date('2026-11-24T04:05:00Z'));
  const [alice] = local.running.accounts;
  const enrolled = await local.on('enroll alice --take-over 701', JSON.stringify({ ...alice, user: undefined }));
  expect(enrolled).toMatchObject({ code: 0 });
}, 30_000);

afterAll(() => local.close());

async function diagnosis(): Promise<unknown> {
  const { stdout } = await local.on('recover alice --yes --json');
  return JSON.parse(stdout).diagnosis;
}

it.each([
  ['stuck-without-value', 'pending-without-value'],
  ['stuck-live-key', 'pending-live-key'],
  ['stuck-dead-key', 'pending-dead-key'],
  ['unreadable-value', 'current-unreadable'],
  ['deleted-key', 'current-key-missing'],
])('%s is told from the others, and mended', { timeout: 20_000 }, async (what, kind) => {
  expect(await local.machine(`local break ${what} alice`)).toMatchObject({ code: 0 });
  expect(await diagnosis()).toBe(kind);
  // What was broken is mended; tidying up may be left, and the value of before keeps a label until the next rotation.
  expect(['healthy', 'something-to-do', ...(what === 'unreadable-value' ? ['finding'] : [])]).toContain(
    await diagnosis(),
  );
  expect(await local.on('code alice --reason proof')).toMatchObject({ code: 0 });
});

it('a revoked token is a hold, which new credentials end', { timeout: 20_000 }, async () => {
  const broken = await local.machine('local break revoked-token alice');
  expect(broken).toMatchObject({ code: 0 });
  const held = await local.on('recover alice --yes');
  expect(held.code).toBe(3);
  expect(held.stdout).toContain('emnify-mfa enroll alice --replace-credentials --local');
  const [alice] = local.running.accounts;
  // As somebody makes one in the portal: without it the practice would end here.
  const [, applicationToken] = /^New application token, simulated: (\S+)$/m.exec(broken.stdout) ?? [];
  expect((await local.machine('local start')).stdout).toContain(`application token  ${applicationToken}`);
  const fresh = JSON.stringify({ ...alice, applicationToken, user: undefined });
  await local.on('enroll alice --replace-credentials', fresh);
  expect((await local.on('status')).stdout).not.toContain('refused the stored credentials');
  expect(await diagnosis()).toBe('pending-without-value');
  expect(['healthy', 'something-to-do']).toContain(await diagnosis());
});
