import { describe, expect, it } from 'vitest';
import { RotationSchedule } from '../../../functions/domain/enrolment/rotation-schedule.ts';

const accepts = (expression: string, duration?: string) =>
  RotationSchedule.safeParse({ expression, ...(duration === undefined ? {} : { duration }) }).success;

describe('a rotation schedule', () => {
  for (const expression of [
    'rate(60 days)',
    'rate(1 day)',
    'rate(999 days)',
    'rate(4 hours)',
    'cron(0 8 1 */2 ? *)',
    'cron(0 16 1,15 * ? *)',
    'cron(0 8 L * ? *)',
    'cron(0 8/8 * * ? *)',
    'cron(0 0-20/4 * * ? *)',
    'cron(0 0 ? * SUN#1 *)',
    'cron(0 4 ? 3/3 MON *)',
    'cron(0 4 ? JAN,MAR-MAY MON-FRI *)',
    'cron(0 4 ? * 6L *)',
    'cron(0 23 28 2,4,6,8,10,12 ? *)',
  ]) {
    it(`may be ${expression}`, () => {
      expect(accepts(expression)).toBe(true);
    });
  }

  for (const [expression, why] of [
    ['', 'empty'],
    ['every 60 days', 'prose'],
    ['rate(60 days) ', 'with white space behind'],
    ['rate(0 days)', 'no time at all'],
    ['rate(1000 days)', 'longer than 999 days'],
    ['rate(3 hours)', 'closer than four hours'],
    ['rate(90 minutes)', 'minutes'],
    ['rate(1.5 days)', 'not whole'],
    ['cron(30 8 1 * ? *)', 'not on the hour'],
    ['cron(0 8 1 * ? 2027)', 'of one year'],
    ['cron(0 8 1 * * *)', 'of two days'],
    ['cron(0 8 ? * ? *)', 'of no day'],
    ['cron(0 8 1 *)', 'too short'],
    ['cron(0 8,11 * * ? *)', 'closer than four hours'],
    ['cron(0 0,23 * * ? *)', 'closer than four hours over midnight'],
    ['cron(0 * * * ? *)', 'hourly'],
    ['cron(0 24 1 * ? *)', 'at no hour'],
    ['cron(0 8 32 * ? *)', 'on no day'],
    ['cron(0 8 30 2 ? *)', 'on a date that never comes'],
    ['cron(0 8 0 * ? *)', 'on no day'],
    ['cron(0 8 1 13 ? *)', 'in no month'],
    ['cron(0 8 1 JANUARY ? *)', 'of no month'],
    ['cron(0 8 5-1 * ? *)', 'of a range that descends'],
    ['cron(0 8 1/0 * ? *)', 'of no step'],
    ['cron(0 8 1/2/3 * ? *)', 'of two steps'],
    ['cron(0 8 , * ? *)', 'of nothing'],
    ['cron(0 8 15W * ? *)', 'of a nearest weekday, which Secrets Manager does not know'],
    ['cron(0 8 ? * MON,TUE#1 *)', 'of the first of several weekdays'],
    ['at(2026-12-01T00:00:00)', 'for once only'],
    [`cron(0 ${'1,'.repeat(5_000)}1 * * ? *)`.replace('1,1', '1;1'), 'long and malformed'],
  ] as const) {
    it(`may not be ${why}: ${expression.slice(0, 60)}`, () => {
      expect(accepts(expression)).toBe(false);
    });
  }

  for (const [expression, duration, fits] of [
    ['rate(60 days)', '24h', true],
    ['rate(60 days)', '25h', false],
    ['rate(60 days)', '0h', false],
    ['rate(60 days)', '3', false],
    ['rate(4 hours)', '4h', true],
    ['rate(4 hours)', '5h', false],
    ['cron(0 20 1 * ? *)', '4h', true],
    ['cron(0 20 1 * ? *)', '5h', false],
    ['cron(0 8/8 * * ? *)', '8h', true],
    ['cron(0 8/8 * * ? *)', '9h', false],
    ['cron(0 2,6 * * ? *)', '5h', false],
  ] as const) {
    it(`of ${expression} ${fits ? 'may' : 'may not'} have a window of ${duration}`, () => {
      expect(accepts(expression, duration)).toBe(fits);
    });
  }

  it('says what was expected, and not what came', () => {
    const { error } = RotationSchedule.safeParse({ expression: 'hunter2', duration: 'hunter3' });
    expect(error?.issues.map(({ message }) => message).join()).toMatch(/rate\(<n> days\).*1h to 24h/);
    expect(JSON.stringify(error?.issues)).not.toContain('hunter');
  });
});
