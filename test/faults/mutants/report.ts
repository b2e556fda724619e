import Table from 'cli-table3';
import { BUGS } from './bugs.ts';
import type { Verdict } from './verdict.ts';

/** One row for each bug: what caught it, in which scene, after how many runs. */
export function table(verdicts: readonly Verdict[]): string {
  const rows = new Table({
    head: ['planted bug', 'caught by', 'what was seen', 'runs'],
    colWidths: [38, 24, 62, 6],
    wordWrap: true,
    style: { head: [], border: [] },
  });
  for (const [place, { name }] of BUGS.entries()) {
    const { runs, check } = verdicts[place] ?? { runs: 0 };
    const [rule = '', ...seen] = check?.split(': ') ?? ['SURVIVED'];
    rows.push([name, rule, seen.join(': '), runs]);
  }
  return rows.toString();
}

/** One line for people and scripts. */
export function conclusion(verdicts: readonly Verdict[], seconds: number): string {
  const caught = verdicts.filter(({ check }) => check !== undefined).length;
  return `${caught} of ${BUGS.length} planted bugs caught in ${seconds.toFixed(1)} s`;
}
