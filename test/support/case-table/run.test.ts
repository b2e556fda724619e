import { describe, expect, it } from 'vitest';
import { type CaseDriver, type Outcome, runCase } from './run.ts';
import type { Step } from './table.ts';

/** A placeholder of the tables. */
const slot = (name: string) => `\${${name}}`;

const calls: [string, unknown, boolean][] = [];

function driver(outcome: Outcome): CaseDriver {
  calls.length = 0;
  return {
    now: () => 0,
    call: async (action, input, raw) => {
      calls.push([action, input, raw]);
      return outcome;
    },
    step: async (name) => ({ name }),
  };
}

const run = (steps: readonly Step[], outcome: Outcome = { ok: {} }) =>
  runCase({ id: 'a-case', about: '', source: 'recorded', steps: [...steps] }, driver(outcome));

describe('A case of the tables', () => {
  it('hands over placeholders resolved, dates as Date, bytes as bytes, and whether the call is raw', async () => {
    const input = {
      Id: slot('token:1'),
      StartDate: '2027-01-01T00:00:00Z',
      Blob: { $base64: 'Zm9v' },
      Long: slot('repeat:x:3'),
    };
    await run([{ call: 'Act', input, raw: true, expect: { ok: {} } }]);
    expect(calls).toEqual([
      [
        'Act',
        {
          Id: '11111111-1111-4111-8111-111111111111',
          StartDate: new Date('2027-01-01T00:00:00Z'),
          Blob: new Uint8Array([102, 111, 111]),
          Long: 'xxx',
        },
        true,
      ],
    ]);
  });

  it('passes a captured value on, also shortened by its suffix and as a key', async () => {
    const first = { call: 'Act', input: {}, expect: { ok: {} }, capture: { it: 'List.0.Arn' } };
    const second = { call: 'Act', input: { Arn: slot('it|dropSuffix'), Map: { [slot('it')]: 1 } }, expect: { ok: {} } };
    await run([first, second], { ok: { List: [{ Arn: 'arn:x-AbCdEf' }] } });
    expect(calls[1]?.[1]).toEqual({ Arn: 'arn:x', Map: { 'arn:x-AbCdEf': 1 } });
  });

  it('fails where a step answers otherwise, naming the step', async () => {
    const steps = [{ call: '@Do', input: {}, expect: { ok: { name: '@Other' } } }];
    await expect(run(steps)).rejects.toThrow("a-case, step 1 (@Do):\n  answer.name: expected '@Other', got '@Do'");
  });

  it('fails where an error is expected and none comes, or none and one comes', async () => {
    const error = { code: 'Gone', message: 'it went', httpStatus: 400 };
    await expect(run([{ call: 'Act', input: {}, expect: { error } }])).rejects.toThrow('expected Gone, got an answer');
    await expect(run([{ call: 'Act', input: {}, expect: { ok: {} } }], { error })).rejects.toThrow('got Gone: it went');
  });

  it('accepts the alternative codes of an error, and compares its message and status', async () => {
    const outcome = { error: { code: 'B', message: 'for 11111111-1111-4111-8111-111111111111', httpStatus: 400 } };
    const expecting = (error: object) => [{ call: 'Act', input: {}, expect: { error: { code: 'A', ...error } } }];
    await run(
      expecting({ codeAlternatives: ['B'], messageMatches: `^for ${slot('token:1')}$`, httpStatus: 400 }),
      outcome,
    );
    await expect(run(expecting({}), outcome)).rejects.toThrow('expected A, got B');
    const wrong = { codeAlternatives: ['B'], messageMatches: '^no$', httpStatus: 404 };
    await expect(run(expecting(wrong), outcome)).rejects.toThrow(
      /expected a message like .*\n.*expected status 404, got 400/,
    );
  });

  it('refuses a variable that nothing captured', async () => {
    await expect(run([{ call: 'Act', input: { Id: slot('nobody') }, expect: { ok: {} } }])).rejects.toThrow(
      slot('nobody'),
    );
  });
});
