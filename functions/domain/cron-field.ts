/** One field of a cron expression: its least and greatest value, and the names of its values from the least on. */
export interface CronField {
  readonly least: number;
  readonly most: number;
  readonly names?: readonly string[];
}

/**
 * The values that a field names, ascending: numbers, names, lists, ranges, steps and `*`.
 * @returns undefined where it is malformed or holds anything else
 */
export function cronValues(text: string, field: CronField): readonly number[] | undefined {
  const values = new Set<number>();
  for (const item of text.split(',')) {
    const [span = '', step, ...more] = item.split('/');
    const bounds = more.length > 0 ? undefined : spanOf(span, step !== undefined, field);
    const by = step === undefined ? 1 : numberOf(step);
    if (bounds === undefined || by === undefined || by < 1) return undefined;
    for (let value = bounds.from; value <= bounds.to; value += by) values.add(value);
  }
  return [...values].toSorted((a, b) => a - b);
}

function spanOf(span: string, stepped: boolean, field: CronField): { from: number; to: number } | undefined {
  if (span === '*') return { from: field.least, to: field.most };
  const [first = '', last, ...more] = span.split('-');
  const from = valueIn(first, field);
  if (from === undefined || more.length > 0) return undefined;
  if (last === undefined) return { from, to: stepped ? field.most : from };
  const to = valueIn(last, field);
  return to === undefined || to < from ? undefined : { from, to };
}

function valueIn(text: string, { least, most, names = [] }: CronField): number | undefined {
  const value = names.includes(text) ? least + names.indexOf(text) : numberOf(text);
  return value !== undefined && value >= least && value <= most ? value : undefined;
}

function numberOf(text: string): number | undefined {
  return /^\d{1,3}$/.test(text) ? Number(text) : undefined;
}
