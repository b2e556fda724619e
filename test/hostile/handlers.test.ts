import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RotationError } from '../../functions/domain/errors.ts';
import { rotateSecret } from '../../local/subject.ts';
import { Simulation } from '../faults/simulation/simulation.ts';
import { CANARY, expectSecret, harmless, manyTimes } from './support/harm.ts';
import { asJson, hostileJson, hostileText, hostileValue } from './support/inputs.ts';

/** What no hostile input may change: every key, and where AWSCURRENT is. */
function protectedOf({ stack, subject }: Simulation): string {
  const { keys } = stack.emnify.user(subject.username);
  return JSON.stringify([keys, stack.secretsManager.secret(subject.keySecret)?.labels.get('AWSCURRENT')]);
}

/** Calls that change something; beside those, a reconcile may prune devices and give a key that AWSCURRENT has left its deadline. */
function mutations({ network }: Simulation): readonly string[] {
  const harmlessCalls =
    /^(GET|DescribeSecret|GetSecretValue|ListSecretVersionIds|POST \/api\/v1\/authenticate|DELETE .*trusted_device|TagResource)/;
  return network.calls.map(({ operation }) => operation).filter((operation) => !harmlessCalls.test(operation));
}

/** Both functions meet the state, as Secrets Manager and a schedule would call them. */
async function meet(
  simulation: Simulation,
  ClientRequestToken: string,
): Promise<readonly (RotationError | undefined)[]> {
  const { stack, subject } = simulation;
  const SecretId = stack.secretsManager.secret(subject.keySecret)?.arn;
  const errors: (RotationError | undefined)[] = [];
  for (const Step of ['createSecret', 'finishSecret']) {
    const outcome = await harmless(() => simulation.rotateKey({ Step, SecretId, ClientRequestToken }));
    errors.push('error' in outcome ? outcome.error : undefined);
  }
  const outcome = await harmless(() => simulation.reconcile({ user: subject.user }));
  expectSecret({ outcome });
  errors.push('error' in outcome ? outcome.error : undefined);
  return errors;
}

/** A pending version as RotateSecret leaves it, driven by hand. */
async function pendingVersion(): Promise<{ readonly simulation: Simulation; readonly token: string }> {
  const simulation = await Simulation.start();
  return { simulation, token: rotateSecret(simulation.stack, simulation.subject) };
}

describe('a hostile event', () => {
  for (const name of ['rotateKey', 'reconcile'] as const) {
    it(`makes ${name} refuse before any call`, async () => {
      const { simulation } = await pendingVersion();
      await manyTimes(hostileValue, async (event) => {
        const outcome = await harmless<unknown>(() => simulation[name](event));
        expect(outcome).toMatchObject({ error: { kind: 'invalid-input' } });
        expect(simulation.network.calls).toEqual([]);
      });
    });
  }
});

describe('a hostile value', () => {
  const values = fc.oneof(
    hostileJson.map((json) => asJson({ [CANARY]: json })),
    hostileText.map((text) => `${CANARY}${text}`),
  );
  const shorter = values.map((text) => text.slice(0, 60_000));

  for (const place of ['credentials', 'AWSCURRENT', 'AWSPENDING'] as const) {
    it(`of ${place} is told of, and no key is touched`, async () => {
      await manyTimes(
        shorter,
        async (SecretString) => {
          const { simulation, token } = await pendingVersion();
          const { stack, subject } = simulation;
          const SecretId = place === 'credentials' ? subject.credentialsSecret : subject.keySecret;
          const ClientRequestToken = place === 'AWSPENDING' ? token : 'a'.repeat(32);
          const VersionStages = [place === 'credentials' ? 'AWSCURRENT' : place];
          for (const { id } of stack.emnify.user(subject.username).keys) simulation.watch.byHand(id);
          stack.secretsManager.call('PutSecretValue', { SecretId, SecretString, ClientRequestToken, VersionStages });
          const before = protectedOf(simulation);

          const [create, finish] = await meet(simulation, token);

          expect([create?.kind, finish?.kind]).toEqual(['unreadable-state', 'unreadable-state']);
          expect(protectedOf(simulation)).toBe(before);
          expect(mutations(simulation)).toEqual([]);
        },
        60,
      );
    });
  }
});

describe('a hostile tag', () => {
  const tags = fc.tuple(
    fc.constantFrom('attempts', 'hold', 'proven', 'superseded/717'),
    hostileText.filter((text) => text !== 'none'),
  );

  it('stops the rotation before any call to emnify, and no key is touched', async () => {
    await manyTimes(
      tags,
      async ([name, value]) => {
        const { simulation, token } = await pendingVersion();
        const { stack, subject } = simulation;
        const Tags = [{ Key: `emnify-mfa:${name}`, Value: value.slice(0, 256) }];
        stack.secretsManager.call('TagResource', { SecretId: subject.keySecret, Tags });
        const before = protectedOf(simulation);

        const [create, finish] = await meet(simulation, token);

        expect([create?.kind, finish?.kind]).toEqual(['unreadable-state', 'unreadable-state']);
        expect(protectedOf(simulation)).toBe(before);
      },
      150,
    );
  });
});
