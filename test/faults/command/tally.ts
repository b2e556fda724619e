import type { Summary } from '../explore/task.ts';

/** What became of the stories of one group. */
export class Tally {
  readonly what: string;
  played = 0;
  endedWell = 0;
  /** How many there are in all; more than were played where they were drawn. */
  readonly possible: number | undefined;
  neededOperator = 0;
  worstRunsToConverge = 0;
  worstRefusedWithinAnHour = 0;
  lockouts = 0;
  readonly failures: Summary[] = [];

  constructor(what: string, possible?: number) {
    this.what = what;
    this.possible = possible;
  }

  add(summary: Summary): void {
    this.played += 1;
    if (summary.problems.length === 0) this.endedWell += 1;
    else this.failures.push(summary);
    if (summary.neededOperator) this.neededOperator += 1;
    else this.worstRunsToConverge = Math.max(this.worstRunsToConverge, summary.runsToConverge);
    this.worstRefusedWithinAnHour = Math.max(this.worstRefusedWithinAnHour, summary.refusedWithinAnHour);
    this.lockouts += summary.lockouts;
  }
}

const COLUMNS = ['tried', 'stories', 'ended well', 'runs to converge', 'refused in an hour', 'lockouts', 'by a person'];

export function tableOf(tallies: readonly Tally[]): string {
  const rows = tallies.map((tally) => [
    tally.what,
    `${tally.played}${tally.possible === undefined || tally.possible <= tally.played ? '' : ` of ${tally.possible}`}`,
    String(tally.endedWell),
    `at most ${tally.worstRunsToConverge}`,
    `at most ${tally.worstRefusedWithinAnHour}`,
    String(tally.lockouts),
    String(tally.neededOperator),
  ]);
  const widths = COLUMNS.map((name, column) => Math.max(name.length, ...rows.map((row) => row[column]?.length ?? 0)));
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0)))
      .join('  ')
      .trimEnd();
  return [line(COLUMNS), ...rows.map(line)].map((text) => `${text}\n`).join('');
}
