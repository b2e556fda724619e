import { type Next, parseCron } from './cron.ts';
import { validation } from './errors.ts';

const AT = /^at\((\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)\)$/;
// The unit may be singular or plural whatever the number: `rate(2 minute)` was accepted in recordings of AWS.
const RATE = /^rate\(([1-9]\d*) (minute|hour|day)s?\)$/;
const CRON = /^cron\((.*)\)$/;
const UNITS = new Map([
  ['minute', 60_000],
  ['hour', 3_600_000],
  ['day', 86_400_000],
]);

/** When a schedule fires, in UTC. A rate counts from an anchor that the schedule gives. */
export type Expression =
  | { readonly kind: 'at'; readonly instant: number }
  | { readonly kind: 'rate'; readonly interval: number }
  | { readonly kind: 'cron'; readonly next: Next };

/** @throws SchedulerError: ValidationException in AWS's own words, or what the stand-in does not support */
export function parseExpression(text: string): Expression {
  const expression = parseAt(text) ?? parseRate(text) ?? parseCronExpression(text);
  if (expression === undefined) throw validation(`Invalid Schedule Expression ${text}.`);
  return expression;
}

function parseAt(text: string): Expression | undefined {
  const local = AT.exec(text)?.[1];
  if (local === undefined) return undefined;
  const instant = Date.parse(`${local}Z`);
  // Date.parse rolls 30 February and 24:00:00 over to the next day: such a date does not come back the same.
  if (Number.isNaN(instant) || new Date(instant).toISOString() !== `${local}.000Z`) return undefined;
  return { kind: 'at', instant };
}

function parseRate(text: string): Expression | undefined {
  const [, count, unit = ''] = RATE.exec(text) ?? [];
  const length = UNITS.get(unit);
  return length === undefined ? undefined : { kind: 'rate', interval: Number(count) * length };
}

function parseCronExpression(text: string): Expression | undefined {
  const fields = CRON.exec(text)?.[1];
  const next = fields === undefined ? undefined : parseCron(fields);
  return next === undefined ? undefined : { kind: 'cron', next };
}
