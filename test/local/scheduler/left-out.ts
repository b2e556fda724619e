/** What of the table of recorded AWS behaviour is not run against the stand-in, by kind, with the reason. */
interface LeftOut {
  readonly kind: string;
  readonly reason: string;
  readonly ids: readonly string[];
  /** How the stand-in says so, where it is asked for it. Absent where it cannot tell that it is asked. */
  readonly refusal?: RegExp;
}

export const LEFT_OUT_CASES: readonly LeftOut[] = [
  {
    kind: 'time zones',
    reason: 'The product writes every schedule in UTC.',
    ids: ['update-resets-optional-members', 'valid-expression-time-zones'],
    refusal: /does not support the time zone/,
  },
  {
    kind: 'days that differ from month to month',
    reason: 'The product writes daily cron expressions; L, W and # are a calendar of their own.',
    ids: ['valid-expression-cron'],
    refusal: /does not support L, W and #/,
  },
  {
    kind: 'universal targets',
    reason: 'The product schedules functions, which call other services themselves.',
    ids: ['target-universal'],
    refusal: /does not support universal targets/,
  },
  {
    kind: 'other templated targets',
    reason: 'The product schedules functions; queues are supported because most cases of the table use one.',
    ids: ['target-event-bus-needs-parameters'],
    refusal: /does not support (these members|the target)/,
  },
  {
    kind: 'IAM',
    reason: 'The embedded account has no roles; permissions are tested on the synthesized templates.',
    ids: ['target-role-not-assumable'],
  },
];

export const LEFT_OUT_FIRINGS: readonly LeftOut[] = [
  {
    kind: 'time zones',
    reason: 'The product writes every schedule in UTC.',
    ids: [
      'kolkata-half-hour-offset',
      'berlin-weekdays-into-summer-time',
      'berlin-weekdays-into-winter-time',
      'new-york-weekdays-into-summer-time',
      'new-york-weekdays-into-winter-time',
      'berlin-nonexistent-local-time-is-skipped',
      'new-york-nonexistent-local-time-is-skipped',
      'berlin-gap-start-is-skipped',
      'berlin-gap-end-fires',
      'berlin-repeated-local-time-fires-once',
      'new-york-repeated-local-time-fires-once',
      'berlin-hourly-through-spring-gap',
      'new-york-hourly-through-autumn-overlap',
      'berlin-midnight-first-of-month',
      'new-york-twice-monthly',
      'berlin-rate-one-day-is-24-hours',
      'new-york-rate-one-day-into-winter-time',
      'rate-twelve-hours-from-start-date',
      'at-berlin-summer',
      'at-new-york-winter',
    ],
    refusal: /does not support the time zone/,
  },
  {
    kind: 'days that differ from month to month',
    reason: 'The product writes daily cron expressions; L, W and # are a calendar of their own.',
    ids: [
      'utc-last-day-of-month-leap-year',
      'utc-last-day-of-month-common-year',
      'new-york-last-day-of-month',
      'utc-last-friday',
      'utc-first-monday',
      'utc-fifth-monday',
      'utc-nearest-weekday-saturday',
      'utc-nearest-weekday-sunday',
      'utc-nearest-weekday-does-not-leave-month',
    ],
    refusal: /does not support L, W and #/,
  },
];

export function leftOutIds(kinds: readonly LeftOut[]): readonly string[] {
  return kinds.flatMap(({ ids }) => ids);
}
