import { afterEach, describe, expect, it, vi } from 'vitest';
import * as z from 'zod';
import { KeyId, UserSlug, VersionId } from '../../functions/domain/identifiers.ts';
import type { JournalEntry } from '../../functions/domain/journal.ts';
import { Secret } from '../../functions/domain/secret.ts';
import { createJournal } from '../../functions/shared/journal.ts';
import { createLogger } from '../../functions/shared/logger.ts';
import { createMetrics } from '../../functions/shared/metrics.ts';
import { Redactor } from '../../functions/shared/redaction.ts';
import { capturedOutput } from './captured-output.ts';

afterEach(() => vi.unstubAllEnvs());

const CANARY = 'canary-of-password';

const entry: JournalEntry = {
  event: 'rung-reached',
  user: UserSlug.parse('ops'),
  outcome: 'ok',
  step: 'createSecret',
  version: VersionId.parse('11111111-1111-4111-8111-111111111111'),
  keyId: KeyId.parse(717),
  rung: 'stored',
  durationMs: 12,
};

function observed() {
  const redactor = new Redactor();
  redactor.remember(Secret.of(CANARY));
  const logger = createLogger({ service: 'rotate-key', redactor });
  const metrics = createMetrics({ service: 'rotate-key' });
  return { logger, metrics, journal: createJournal({ logger, metrics }) };
}

async function lines(run: (observer: ReturnType<typeof observed>) => unknown) {
  const output = await capturedOutput(() => run(observed()));
  return output
    .trimEnd()
    .split('\n')
    .map((line) => z.record(z.string(), z.unknown()).parse(JSON.parse(line)));
}

describe('the journal', () => {
  it('writes one line of log and one metric per entry', async () => {
    const [log, metric, ...rest] = await lines(({ journal }) => journal.record(entry));

    expect(log).toEqual({
      ...entry,
      level: 'INFO',
      message: 'rung-reached',
      service: 'rotate-key',
      timestamp: expect.any(String),
    });
    expect(metric).toEqual({
      _aws: {
        Timestamp: expect.any(Number),
        CloudWatchMetrics: [
          {
            Namespace: 'EmnifyMfaRotation',
            Dimensions: [['service', 'event']],
            Metrics: [{ Name: 'Succeeded', Unit: 'Count' }],
          },
        ],
      },
      service: 'rotate-key',
      event: 'rung-reached',
      Succeeded: 1,
    });
    expect(rest).toEqual([]);
  });

  it('counts in the namespace that the deployment names', async () => {
    vi.stubEnv('AWS_EMF_NAMESPACE', 'EmnifyMfaRotation/acme-mfa');
    const [, metric] = await lines(({ journal }) => journal.record(entry));

    expect(metric).toMatchObject({ _aws: { CloudWatchMetrics: [{ Namespace: 'EmnifyMfaRotation/acme-mfa' }] } });
  });

  it('writes an error line and counts a failure where something failed', async () => {
    const [log, metric] = await lines(({ journal }) =>
      journal.record({ event: 'step-finished', user: entry.user, outcome: 'failed', reason: 'locked-out' }),
    );

    expect(log).toMatchObject({ level: 'ERROR', message: 'step-finished', reason: 'locked-out' });
    expect(metric).toMatchObject({ event: 'step-finished', Failed: 1 });
  });

  it('counts what was skipped by itself', async () => {
    const [log, metric] = await lines(({ journal }) => journal.record({ ...entry, outcome: 'skipped' }));

    expect(log).toMatchObject({ level: 'INFO', outcome: 'skipped' });
    expect(metric).toMatchObject({ Skipped: 1 });
  });

  it('writes no member that an entry should not have', async () => {
    const careless = { ...entry, extra: 'harmless', password: CANARY };
    const [log, metric] = await lines(({ journal }) => journal.record(careless));

    expect(log).not.toHaveProperty('extra');
    expect(JSON.stringify([log, metric])).not.toContain('password');
  });

  it('hides a secret in a reason', async () => {
    const [log] = await lines(({ journal }) => journal.record({ ...entry, reason: `refused ${CANARY}` }));

    expect(log).toMatchObject({ reason: 'refused [redacted]' });
  });
});

describe('the logger', () => {
  it('hides secrets in messages, members and errors', async () => {
    const error = Object.assign(new Error(`got ${CANARY}`, { cause: new Error(CANARY) }), { request: CANARY });
    const output = await capturedOutput(() => {
      const { logger } = observed();
      logger.error(`message ${CANARY}`, { error });
      logger.info('members', { list: [CANARY], secret: Secret.of(CANARY), RotationToken: 'abc-of-rotation' });
      logger.info('nested', { more: { text: `x${CANARY}` } });
    });

    expect(output).not.toContain(CANARY);
    expect(output).not.toContain('abc-of-rotation');
    expect(output.trimEnd().split('\n')).toHaveLength(3);
  });

  it('prints of an error its name, message, stack and cause', async () => {
    const [log] = await lines(({ logger }) =>
      logger.error('failed', {
        error: Object.assign(new TypeError('wrong'), { $metadata: { attempts: 1 }, options: {} }),
      }),
    );

    expect(log).toMatchObject({ level: 'ERROR', message: 'failed' });
    expect(log?.['error']).toEqual({ name: 'TypeError', message: 'wrong', stack: expect.any(String) });
  });

  it('survives members that resist', async () => {
    const cyclic: Record<string, unknown> = { a: 1 };
    cyclic['self'] = cyclic;
    const [log] = await lines(({ logger }) => logger.info('odd', { cyclic, symbol: Symbol('x'), map: new Map() }));

    expect(log).toMatchObject({ cyclic: { a: 1, self: '[circular]' }, symbol: 'Symbol(x)', map: {} });
  });

  it('names the function, the request and its trace, and says which invocation was the first of its container', async () => {
    vi.stubEnv('_X_AMZN_TRACE_ID', 'Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1');
    const [first, second] = await lines(({ logger }) => {
      logger.addContext({ functionName: 'rotate-key', awsRequestId: 'c6af9ac6-7b61-11e6-9a41-93e8deadbeef' });
      logger.info('hello');
      logger.addContext({ functionName: 'rotate-key', awsRequestId: 'd7bf9ac6-7b61-11e6-9a41-93e8deadbeef' });
      logger.error('hello again');
    });

    expect(first).toEqual({
      level: 'INFO',
      message: 'hello',
      timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
      service: 'rotate-key',
      cold_start: true,
      function_name: 'rotate-key',
      function_request_id: 'c6af9ac6-7b61-11e6-9a41-93e8deadbeef',
      xray_trace_id: '1-5759e988-bd862e3fe1be46a994272793',
    });
    expect(second).toMatchObject({
      level: 'ERROR',
      cold_start: false,
      function_request_id: 'd7bf9ac6-7b61-11e6-9a41-93e8deadbeef',
    });
  });
});

describe('a measurement', () => {
  it('is one figure of the function, without a unit, and says in the log alone whose it is', async () => {
    const [metric] = await lines(({ journal }) => journal.measure('KeyAgeDays', 59.5, entry.user));

    expect(metric).toEqual({
      _aws: {
        Timestamp: expect.any(Number),
        CloudWatchMetrics: [
          {
            Namespace: 'EmnifyMfaRotation',
            Dimensions: [['service']],
            Metrics: [{ Name: 'KeyAgeDays', Unit: 'None' }],
          },
        ],
      },
      service: 'rotate-key',
      user: 'ops',
      KeyAgeDays: 59.5,
    });
  });
});
