import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AuditLine, auditLines, type Recorded } from '../../../cli/report/audit-line.ts';
import { EVENTS } from '../../../cli/report/events.ts';
import { changeToldBy } from './support/changes.ts';
import { Life } from './support/life.ts';
import { liveThroughEverything } from './support/story.ts';

let life: Life;
let recorded: readonly Recorded[];

beforeAll(async () => {
  life = await Life.start();
  await liveThroughEverything(life);
  recorded = auditLines(life.lines).recorded;
}, 120_000);

afterAll(() => life.close());

describe("the audit log of two users' lives", () => {
  it('has one line for every change that the simulators saw, and none for a change that was not', () => {
    const told = recorded.map(changeToldBy).filter((fact) => fact !== undefined);
    const seen = life.changes.flatMap(({ facts }) => facts);
    expect(seen.length).toBeGreaterThan(100);
    expect(told.toSorted()).toEqual(seen.toSorted());
  });

  it('tells of a change where events.ts says that the event is one', () => {
    const lines = recorded.filter(({ outcome, rung }) => outcome === 'ok' && rung !== 'activated');
    const wrong = lines.filter(
      (line) => (changeToldBy(line) === undefined) !== (EVENTS[line.event].changes === undefined),
    );
    expect(wrong.map(({ event }) => event)).toEqual([]);
  });

  it('holds no line that the schema does not know', () => {
    const claimed = life.lines.map(({ text }) => JSON.parse(text)).filter((line) => 'outcome' in line);
    expect(claimed.length).toBe(recorded.length);
    for (const line of claimed) AuditLine.parse(line);
  });

  it('names of every line the user, and of every line of the command who asked', () => {
    expect(recorded.filter(({ user }) => user === undefined).map(({ event }) => event)).toEqual([]);
    const ofCommand = recorded.filter(({ service }) => service === 'emnify-mfa');
    expect(ofCommand.length).toBeGreaterThan(5);
    expect(ofCommand.every(({ requestedBy }) => requestedBy?.startsWith('arn:aws:'))).toBe(true);
  });

  it('names of every line of a function the invocation', () => {
    const ofFunctions = recorded.filter(({ service }) => service !== 'emnify-mfa');
    expect(ofFunctions.filter(({ function_request_id }) => function_request_id === undefined)).toEqual([]);
  });
});
