import { expect, it } from 'vitest';
import type { Logs } from '../../../cli/aws/logs.ts';
import { namesOf } from '../../../cli/names.ts';
import { auditGroups, collect } from '../../../cli/report/collect.ts';
import { line } from './support/evidence.ts';

const names = namesOf('emnify-mfa');

/** Logs that hold the same in every group. */
function holding(found: Awaited<ReturnType<Logs['read']>>): Logs {
  return { read: async () => found, since: async () => found ?? [], put: async () => {} };
}

function text(hours: number) {
  const { at, ...recorded } = line(hours, { event: 'reconciled' });
  return { at, text: JSON.stringify(recorded) };
}

it('reads every group, and puts what they hold into one order', async () => {
  const { lines, sources } = await collect({ names, logs: holding([text(1), text(9)]) }, 0);
  expect(sources.map(({ group }) => group)).toEqual(auditGroups(names));
  expect(sources[0]).toMatchObject({ state: 'read', lines: 2, unknown: 0, oldest: text(9).at });
  expect(lines.map(({ at }) => at)).toEqual(lines.map(({ at }) => at).toSorted((one, other) => one - other));
  expect(lines).toHaveLength(2 * sources.length);
});

it('takes more lines than a call has arguments', async () => {
  const many = Array.from({ length: 130_000 }, () => text(1));
  const read: Logs['read'] = async (group) => (group === names.auditLogGroup ? many : []);
  const { lines } = await collect({ names, logs: { ...holding([]), read } }, 0);
  expect(lines).toHaveLength(many.length);
});

it('takes metrics, errors and what is no JSON for no lines, known or unknown', async () => {
  const others = ['START', '{"_aws":{},"event":"reconciled","Succeeded":1}', '{"level":"ERROR","message":"x"}', '7'];
  const logs = holding(others.map((each) => ({ at: 1, text: each })));
  const { lines, sources } = await collect({ names, logs }, 0);
  expect(lines).toEqual([]);
  expect(sources.every(({ unknown }) => unknown === 0)).toBe(true);
});
