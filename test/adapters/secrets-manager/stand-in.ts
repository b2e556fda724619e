import { afterEach, beforeEach } from 'vitest';
import { createSecretStore } from '../../../functions/adapters/secrets-manager/store.ts';
import { VersionId } from '../../../functions/domain/identifiers.ts';
import type { SecretStore } from '../../../functions/domain/ports.ts';
import { Secret } from '../../../functions/domain/secret.ts';
import { VirtualClock } from '../../../local/clock.ts';
import { type Fault, FaultScript } from '../../../local/faults.ts';
import { FunctionRegistry } from '../../../local/lambda/registry.ts';
import { SecretsManager } from '../../../local/secrets-manager/secrets-manager.ts';
import { secretsManagerService } from '../../../local/secrets-manager/service.ts';
import { endpoint, type Listening, listen } from '../../../local/service.ts';
import { clientOf } from './scripted-aws.ts';

export const SECRET = 'emnify-mfa/ops/key';
export const START = Date.UTC(2026, 10, 1);
export const V1 = VersionId.parse('11111111-1111-4111-8111-111111111111');
export const V2 = VersionId.parse('22222222-2222-4222-8222-222222222222');
export const V3 = VersionId.parse('33333333-3333-4333-8333-333333333333');
export const TEXT = Secret.of<'secret-text'>('{"v":2}');
export const OTHER = Secret.of<'secret-text'>('{"v":"other"}');

const THROTTLED: Fault = {
  kind: 'answer',
  status: 400,
  body: '{"__type":"ThrottlingException","message":"Rate exceeded"}',
  headers: { 'content-type': 'application/x-amz-json-1.1' },
};
export const HTML: Fault = {
  kind: 'answer',
  status: 503,
  body: '<html></html>',
  headers: { 'content-type': 'text/html' },
};
const BROKEN: Fault = { kind: 'answer', status: 500, body: '{"__type":"InternalServiceError"}' };
export const PASSING_FAULTS: readonly (readonly [string, Fault])[] = [
  ['a connection lost before', { kind: 'cut-before' }],
  ['a connection lost after', { kind: 'cut-after' }],
  ['silence before', { kind: 'hang-before' }],
  ['silence after', { kind: 'hang-after' }],
  ['a throttled call', THROTTLED],
  ['a broken service', BROKEN],
  ["a proxy's page", HTML],
  ['a duplicated call', { kind: 'duplicate' }],
];

export interface StandIn {
  readonly script: FaultScript;
  readonly functions: FunctionRegistry;
  readonly manager: SecretsManager;
  readonly server: Listening;
  store: SecretStore;
}

/** The next call meets this fault; where it is silence, the client soon loses patience (real milliseconds). */
export function meet(standIn: StandIn, operation: string, fault: Fault): void {
  standIn.script.add({ operation, nth: 1, fault });
  if (fault.kind.startsWith('hang')) standIn.store = createSecretStore({ client: clientOf(standIn.server.url, 150) });
}

/** The store over HTTP to a stand-in whose one secret has one version, V1; a fresh one for each test. */
export function freshStandIn(): () => StandIn {
  let current: StandIn | undefined;
  beforeEach(async () => {
    const clock = new VirtualClock(START);
    const script = new FaultScript();
    const functions = new FunctionRegistry();
    const manager = new SecretsManager(clock, functions);
    const server = await listen(endpoint(secretsManagerService(manager), script, clock));
    current = { script, functions, manager, server, store: createSecretStore({ client: clientOf(server.url) }) };
    manager.call('CreateSecret', {
      Name: SECRET,
      ClientRequestToken: V1,
      SecretString: '{"v":1}',
      Tags: [{ Key: 'app', Value: 'emnify-mfa-rotation' }],
    });
  });
  afterEach(() => current?.server.close());
  return () => {
    if (current === undefined) throw new Error('the stand-in exists only while a test runs');
    return current;
  };
}

export function actions({ script }: StandIn): readonly string[] {
  return script.calls.map(({ operation }) => operation);
}

export function labels({ manager }: StandIn): Readonly<Record<string, string>> {
  return Object.fromEntries(manager.secret(SECRET)?.labels ?? []);
}

export function tags({ manager }: StandIn): Readonly<Record<string, string>> {
  return Object.fromEntries(manager.secret(SECRET)?.tags ?? []);
}
