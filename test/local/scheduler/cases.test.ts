import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { type CaseDriver, runCase } from '../../support/case-table/run.ts';
import { type Case, readCases } from '../../support/case-table/table.ts';
import { LEFT_OUT_CASES, leftOutIds } from './left-out.ts';
import { call, startScheduler } from './sdk.ts';

const CASES = readCases(new URL('../../fixtures/scheduler-cases.json', import.meta.url), 'cases');
const OUT = new Set(leftOutIds(LEFT_OUT_CASES));

describe('The Scheduler stand-in answers as AWS does', () => {
  test.each(CASES.filter(({ id }) => !OUT.has(id)).map((entry) => [entry.id, entry.about, entry] as const))(
    '%s: %s',
    async (_id, _about, entry) => {
      await expect(runAgainstStandIn(entry)).resolves.toBeUndefined();
    },
  );
});

describe('What the Scheduler stand-in leaves out', () => {
  test('is named: of 133 cases 127 are run and 6 left out, each under one kind', () => {
    const ids = CASES.map(({ id }) => id);
    expect(new Set(ids).size).toBe(133);
    expect(ids.filter((id) => !OUT.has(id))).toHaveLength(127);
    expect(leftOutIds(LEFT_OUT_CASES)).toHaveLength(6);
    expect(OUT.size).toBe(6);
    expect(ids).toEqual(expect.arrayContaining([...OUT]));
  });

  const refused = LEFT_OUT_CASES.flatMap(({ kind, ids, refusal }) => {
    return refusal === undefined ? [] : ids.map((id) => ({ kind, id, refusal }));
  });
  test.each(refused)('$kind is refused loudly ($id)', async ({ id, refusal }) => {
    const entry = CASES.find((candidate) => candidate.id === id);
    if (entry === undefined) throw new Error(`No case ${id}.`);
    await expect(runAgainstStandIn(entry)).rejects.toThrow(refusal);
  });
});

async function runAgainstStandIn(entry: Case): Promise<void> {
  const { clock, scheduler, client, stop } = await startScheduler('2027-01-01T00:00:00Z');
  const driver: CaseDriver = {
    now: () => clock.now(),
    call: (action, input) => call(client, action, input),
    async step(name, input) {
      if (name === '@SetClock' || name === '@AdvanceClock') {
        await clock.advanceTo(clockAfter(input, clock.now()));
        return {};
      }
      if (name !== '@Invocations') throw new Error(`The case uses an unknown step: ${name}.`);
      const firings = scheduler.firings.filter(({ scheduleArn }) => scheduleArn.endsWith(`/${input['Name']}`));
      return { Instants: firings.map(({ at }) => new Date(at).toISOString().replace('.000Z', 'Z')) };
    },
  };
  try {
    await runCase(entry, driver);
  } finally {
    await stop();
  }
}

function clockAfter(input: unknown, now: number): number {
  const to = z.union([z.strictObject({ utc: z.string() }), z.strictObject({ seconds: z.number() })]).parse(input);
  return 'utc' in to ? Date.parse(to.utc) : now + 1000 * to.seconds;
}
