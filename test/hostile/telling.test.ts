import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Secret } from '../../functions/domain/secret.ts';
import { createEdge } from '../../functions/shared/edge.ts';
import { atTheEdge } from '../../functions/shared/invocation.ts';
import { Redactor } from '../../functions/shared/redaction.ts';
import { capturedOutput } from '../shared/captured-output.ts';
import { CANARY, expectSecret, harmless, manyTimes, refused } from './support/harm.ts';
import { hostileText, hostileValue } from './support/inputs.ts';

describe('what is told', () => {
  it('never holds a secret that the redactor was told of, whatever it stands in', async () => {
    const redactor = new Redactor();
    redactor.remember(Secret.of(CANARY));
    await manyTimes(fc.tuple(hostileText, hostileText), async ([before, after]) => {
      const told = `${before} ${CANARY} ${after}`;
      const outcome = await harmless(() => redactor.clean({ [told]: told, list: [told], error: new Error(told) }));
      expectSecret({ outcome });
    });
  });

  it('is made in bounded time of anything at all', async () => {
    const redactor = new Redactor();
    await manyTimes(hostileValue, async (value) => {
      await harmless(() => redactor.clean(value));
    });
  });

  it('loses its shapes of secrets in bounded time, also where it is a megabyte of almost one', async () => {
    const parts = [
      'eyJ',
      'password',
      'otpauth:',
      'bearer ',
      '"secret',
      '-token',
      'code:',
      'a',
      'A',
      '2',
      '-',
      '=',
      '"',
      '\\',
      ' ',
      '.',
    ];
    const text = fc.array(fc.constantFrom(...parts), { minLength: 1, maxLength: 3 }).map((some) => {
      const pattern = some.join('');
      return pattern.repeat(1_000_000 / pattern.length);
    });
    await manyTimes(
      text,
      async (long) => {
        await harmless(() => new Redactor().text(long));
      },
      100,
    );
  });
});

describe('a failure that no rule foresaw', () => {
  const thrown = fc.oneof(
    hostileValue,
    hostileText.map((text) => new Error(text)),
    hostileValue.map((value) => Object.assign(new Error('with odd members'), { name: value, stack: value })),
    fc.constantFrom(
      Symbol('x'),
      () => 1,
      Object.create(null),
      Object.defineProperty(new Error('x'), 'message', {
        get: () => {
          throw new Error('no');
        },
      }),
    ),
  );

  it('becomes an error of the project, told once', async () => {
    const edge = createEdge('rotate-key');
    edge.redactor.remember(Secret.of(CANARY));
    await manyTimes(
      thrown,
      async (error) => {
        const output = await capturedOutput(async () => {
          const failure = await refused(() =>
            atTheEdge(edge, () => {
              throw error;
            }),
          );
          expect(failure).toMatchObject({ kind: 'unexpected-failure' });
        });
        expect(output.split('\n').filter((line) => line !== '')).toHaveLength(1);
        expectSecret({ output });
      },
      200,
    );
  });
});
