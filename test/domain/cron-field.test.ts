import { describe, expect, it } from 'vitest';
import { cronValues } from '../../functions/domain/cron-field.ts';

const HOUR = { least: 0, most: 23 };
const DAY_OF_WEEK = { least: 1, most: 7, names: ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'] };

describe('a field of a cron expression', () => {
  it.each([
    ['7', [7]],
    ['17,5', [5, 17]],
    ['9,10', [9, 10]],
    ['3-5', [3, 4, 5]],
    ['5-5', [5]],
    ['*/6', [0, 6, 12, 18]],
    ['20/2', [20, 22]],
    ['1-9/4', [1, 5, 9]],
    ['0,23', [0, 23]],
  ])('%s names its values, ascending', (text, values) => {
    expect(cronValues(text, HOUR)).toEqual(values);
  });

  it('takes names for values, also in ranges', () => {
    expect(cronValues('SAT,SUN', DAY_OF_WEEK)).toEqual([1, 7]);
    expect(cronValues('MON-WED', DAY_OF_WEEK)).toEqual([2, 3, 4]);
  });

  it.each([
    '',
    ',',
    '24',
    '-1',
    '1-',
    '-',
    '5-3',
    '1-2-3',
    '1-24',
    '*/0',
    '*/',
    '*/2/3',
    '/2',
    '1/x',
    'MON',
    'x7',
    '7x',
    '1234',
    '1.5',
    ' 7',
  ])('is malformed as %j', (text) => {
    expect(cronValues(text, HOUR)).toBeUndefined();
  });
});
