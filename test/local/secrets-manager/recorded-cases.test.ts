import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { functionArn } from '../../../local/account.ts';
import { VirtualClock } from '../../../local/clock.ts';
import { FaultScript } from '../../../local/faults.ts';
import { FunctionRegistry } from '../../../local/lambda/registry.ts';
import { SecretsManager } from '../../../local/secrets-manager/secrets-manager.ts';
import { secretsManagerService } from '../../../local/secrets-manager/service.ts';
import { type Endpoint, endpoint, type Listening, listen } from '../../../local/service.ts';
import { type CaseDriver, runCase } from '../../support/case-table/run.ts';
import { readCases } from '../../support/case-table/table.ts';
import { sdkClient, sendCall, sendRaw } from './client.ts';
import { behaviourSchema, rotationLambda } from './rotation-lambda.ts';

const START = Date.parse('2027-01-15T10:30:00Z');
const cases = readCases(new URL('../../fixtures/secrets-manager-cases.json', import.meta.url));

const define = z.object({ name: z.string(), behaviour: behaviourSchema });
const named = z.object({ name: z.string() });
const wait = z.object({ SecretId: z.string() });
const advance = z.object({ seconds: z.number() });

let answering: Endpoint;
let server: Listening;
let client: SecretsManagerClient;

beforeAll(async () => {
  server = await listen((request) => answering(request));
  client = sdkClient(server.url);
});

afterAll(async () => {
  client.destroy();
  await server.close();
});

function freshStandIn(): CaseDriver {
  const clock = new VirtualClock(START);
  const functions = new FunctionRegistry();
  const manager = new SecretsManager(clock, functions);
  answering = endpoint(secretsManagerService(manager), new FaultScript(), clock);
  const events = new Map<string, unknown[]>();
  const steps: Readonly<Record<string, (input: unknown) => unknown>> = {
    '@DefineRotationLambda': (input) => {
      const { name, behaviour } = define.parse(input);
      const received: unknown[] = [];
      events.set(name, received);
      functions.define(functionArn(name), rotationLambda(client, behaviour, received));
      return { FunctionArn: functionArn(name) };
    },
    '@WaitForRotation': async (input) => {
      await manager.rotationSettled(wait.parse(input).SecretId);
      return {};
    },
    '@RotationLambdaEvents': (input) => ({ Events: events.get(named.parse(input).name) }),
    '@AdvanceClock': async (input) => {
      await clock.advance(advance.parse(input).seconds * 1000);
      return {};
    },
  };
  return {
    now: () => clock.now(),
    call: (action, input, raw) => (raw ? sendRaw(server.url, action, input) : sendCall(client, action, input)),
    step: async (name, input) => {
      const step = steps[name];
      if (step === undefined) throw new Error(`No step ${name}: add it here.`);
      return step(input);
    },
  };
}

describe('The Secrets Manager stand-in answers as AWS was recorded or documents', () => {
  it('in a table of cases whose ids are unique', () => {
    expect(new Set(cases.map(({ id }) => id)).size).toBe(139);
  });

  it.each(cases)('$id: $about', async (recorded) => {
    await runCase(recorded, freshStandIn());
  });
});
