import { expect, test } from 'vitest';
import { durationMs } from '../../functions/shared/duration.ts';

const minute = 60_000;

test.each([
  ['PT1M', minute],
  ['PT24H', 24 * 60 * minute],
  ['P2D', 48 * 60 * minute],
  ['P1DT12H30M', (36 * 60 + 30) * minute],
  ['PT90M', 90 * minute],
  ['P0D', 0],
])('%s is %i ms', (text, ms) => {
  expect(durationMs(text)).toBe(ms);
});

test.each([
  '',
  'P',
  'PT',
  'P1DT',
  '1D',
  'PT1',
  'P1H',
  'PT1D',
  'P1W',
  'P1M',
  'P1Y',
  'PT1.5H',
  'PT-1H',
  'pt1h',
  ' PT1H',
  'PT1H\n',
  'PT30S',
  'PT1M1H',
  'PT123456H',
])('%j is not a duration of days, hours and minutes', (text) => {
  expect(durationMs(text)).toBeNaN();
});
