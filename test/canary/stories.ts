import { keysInState } from '../../local/subject.ts';
import type { World } from '../support/world.ts';
import { climb, DELETE, MINUTE, PATCH } from './climbing.ts';
import type { Story } from './run.ts';

const rotates = { act: (world: World) => world.rotate() };

async function withAnotherPassword(world: World): Promise<void> {
  world.portal.changePassword('nobody stored this one');
  await world.rotate();
}

/** The refusals, and what else ends a rotation early. */
export const STORIES: Readonly<Record<string, Story>> = {
  'a first rotation': { ...rotates, first: true },
  'a rotation': rotates,
  'a rotation with a container for each step': { ...rotates, options: { containers: 'fresh' } },
  'a rotation with codes of eight digits of SHA-256': {
    ...rotates,
    options: { emnify: { totpDigits: 8, totpAlgorithm: 'SHA256' } },
  },
  'a probe': { act: (world) => world.step('testSecret', world.beginByHand()) },
  'a wrong password, refused as invalid': { act: withAnotherPassword },
  'a wrong password, refused with nothing': {
    options: { emnify: { wrongPassword: 'empty-401' } },
    act: withAnotherPassword,
  },
  'a wrong password, refused as credentials': {
    options: { emnify: { wrongPassword: 'invalid-credentials-401' } },
    act: withAnotherPassword,
  },
  'a password stored in plain text': {
    first: true,
    options: {
      emnify: { passwordForm: 'plain' },
      subject: {
        password: 'plain & "simple" päss',
        credentials: { password: 'plain & "simple" päss', passwordFormat: 'plain' },
      },
    },
    act: (world) => world.rotate(),
  },
  'a wrong code, twice': {
    first: true,
    options: { emnify: { dateHeader: false, clockOffsetMs: 90_000 } },
    act: async (world) => {
      const token = world.beginByHand();
      await world.step('createSecret', token);
      await world.stack.clock.advance(11 * MINUTE);
      await world.step('createSecret', token);
    },
  },
  'a revoked token': {
    options: { containers: 'fresh' },
    act: async (world) => {
      world.portal.revokeToken(world.account.applicationTokens[0]?.token ?? '');
      await world.rotate();
    },
  },
  'a lockout': {
    options: { containers: 'fresh' },
    act: async (world) => {
      await world.lockOut();
      await world.rotate();
    },
  },
  'a key that is gone': {
    act: async (world) => {
      const token = world.beginByHand();
      world.stack.script.add({ operation: PATCH, nth: 1, fault: { kind: 'cut-before' } });
      await world.step('createSecret', token);
      for (const { id } of keysInState(world.stack, world.subject, 'pending')) world.portal.deleteKey(id);
      await world.step('setSecret', token);
    },
  },
  'an account of one key': { ...rotates, options: { emnify: { singleActiveKey: true } } },
  'an account of one key, replaced': {
    ...rotates,
    options: { emnify: { singleActiveKey: true }, strategy: 'replace' },
  },
  'a replacement whose deletion is lost': {
    options: { emnify: { singleActiveKey: true }, strategy: 'replace' },
    act: async (world) => {
      world.stack.script.add({ operation: DELETE, nth: 1, fault: { kind: 'cut-after' } });
      await climb(world);
    },
  },
  'credentials that are no JSON': {
    act: async (world) => {
      world.storeCredentials({ text: `password=${world.account.password}` });
      await world.rotate();
    },
  },
  'credentials of the wrong fields': {
    act: async (world) => {
      const { password } = world.account;
      world.storeCredentials({ text: JSON.stringify({ password, [password]: password, passwordFormat: password }) });
      await world.rotate();
    },
  },
  'a key secret that somebody cut short': {
    act: async (world) => {
      const { value } = world.secret.holding('AWSCURRENT') ?? {};
      const text = value !== undefined && 'SecretString' in value ? value.SecretString : '';
      const SecretString = text.slice(0, -2);
      world.stack.secretsManager.call('PutSecretValue', { SecretId: world.subject.keySecret, SecretString });
      await world.rotate();
    },
  },
  'a function that dies while it waits': {
    act: async (world) => {
      const token = world.beginByHand();
      await world.stack.clock.advanceTo(Math.ceil(world.stack.clock.now() / 30_000) * 30_000 + 28_000);
      await world.dieWhileWaiting('createSecret', token);
      await world.step('finishSecret', token);
    },
  },
};
