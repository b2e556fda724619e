import { describe, expect, it } from 'vitest';
import { InvalidInput } from '../../functions/domain/errors.ts';
import { Secret } from '../../functions/domain/secret.ts';
import { atTheEdge } from '../../functions/shared/invocation.ts';
import { createLogger } from '../../functions/shared/logger.ts';
import { Redactor } from '../../functions/shared/redaction.ts';
import { capturedOutput } from './captured-output.ts';

const CANARY = 'canary-of-password';

/** What leaves the edge of a function whose work throws `thrown`. */
async function leaving(thrown: unknown) {
  const redactor = new Redactor();
  redactor.remember(Secret.of(CANARY));
  let failure: unknown;
  const output = await capturedOutput(async () => {
    const work = () => {
      throw thrown;
    };
    failure = await atTheEdge({ logger: createLogger({ service: 'test', redactor }), redactor }, work).catch(
      (error: unknown) => error,
    );
  });
  return { failure, lines: output.trimEnd().split('\n') };
}

describe('the edge of a function', () => {
  it('lets a failure of ours pass, and tells of it once', async () => {
    const error = new InvalidInput('expected better');
    const { failure, lines } = await leaving(error);

    expect(failure).toBe(error);
    expect(lines).toHaveLength(1);
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({ level: 'ERROR', message: 'expected better' });
  });

  it('lets no secret pass in a failure of ours either', async () => {
    const { failure, lines } = await leaving(new InvalidInput(`expected better than ${CANARY}`));

    expect(failure).toMatchObject({ kind: 'invalid-input', message: 'expected better than [redacted]' });
    expect(failure instanceof Error ? failure.stack : CANARY).not.toContain(CANARY);
    expect(lines.join('\n')).not.toContain(CANARY);
  });

  const stackless = Object.assign(new TypeError(`got ${CANARY}`), { stack: undefined });
  it.each([
    ['an error', new TypeError(`got ${CANARY}`), 'unexpected TypeError: got [redacted]; please report it'],
    ['an error without a stack', stackless, 'unexpected TypeError: got [redacted]; please report it'],
    ['text', `got ${CANARY}`, 'unexpected Error: got [redacted]; please report it'],
    ['nothing', undefined, 'unexpected Error: undefined; please report it'],
  ])('makes of %s a failure without secrets', async (_what, thrown, message) => {
    const { failure, lines } = await leaving(thrown);

    expect(failure).toMatchObject({ kind: 'unexpected-failure', message });
    expect(failure instanceof Error ? failure.stack : CANARY).not.toContain(CANARY);
    expect(failure).not.toHaveProperty('cause');
    expect(lines.join('\n')).not.toContain(CANARY);
  });
});
