import { describe, expect, it } from 'vitest';
import { readOptions, WrongUsage } from '../../../local/fleet/command-line.ts';

describe('the options of a simulated run', () => {
  it('have a default each', () => {
    expect(readOptions([])).toEqual({
      scenario: { users: 200, failing: 2, held: 1, outage: 4, seed: 1 },
      json: false,
      help: false,
    });
  });

  it('are taken as given', () => {
    const args = ['--users', '10000', '--failing', '0', '--held', '50', '--outage', '600', '--seed', '7', '--json'];

    expect(readOptions(args)).toEqual({
      scenario: { users: 10_000, failing: 0, held: 50, outage: 600, seed: 7 },
      json: true,
      help: false,
    });
  });

  it.each([
    [['--users', '0'], '--users: expected a whole number from 1 to 10000'],
    [['--users', '10001'], '--users'],
    [['--failing', '1.5'], '--failing'],
    [['--outage', '-1'], '--outage'],
    [['--held', '51', '--seed', 'x'], '--held: expected a whole number from 0 to 50; --seed'],
    [['--force'], '--force'],
    [['everybody'], 'everybody'],
  ])('%s are refused', (args, named) => {
    expect(() => readOptions(args)).toThrow(WrongUsage);
    expect(() => readOptions(args)).toThrow(named);
  });
});
