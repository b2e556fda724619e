import { describe, expect, it } from 'vitest';
import { authentications, boundMinutes, mostInAnyWindow } from '../../../local/fleet/measures.ts';

const MINUTE = 60_000;

describe('the measures of a simulated run', () => {
  it('find the five minutes with the most authentications, wherever they begin', () => {
    expect(mostInAnyWindow([])).toBe(0);
    expect(mostInAnyWindow([0, 5 * MINUTE - 1])).toBe(2);
    expect(mostInAnyWindow([0, 5 * MINUTE])).toBe(1);
    expect(mostInAnyWindow([9 * MINUTE, 2 * MINUTE, 6 * MINUTE, 0])).toBe(2);
  });

  it('count the authentications that emnify answered', () => {
    const call = {
      service: 'emnify',
      operation: 'POST /api/v1/authenticate',
      method: 'POST',
      path: '',
      at: 0,
    } as const;
    const calls = [200, 401, 429, 503].map((status) => ({ ...call, status }));

    expect(authentications(calls).map(({ status }) => status)).toEqual([200, 401, 429]);
  });

  it('bound a run by the limit alone, or by what the daily runs leave of it', () => {
    expect(boundMinutes(100, 0, () => 0)).toBe(5);
    expect(boundMinutes(101, 0, () => 0)).toBe(6);
    expect(boundMinutes(100, 0, () => 10)).toBe(10);
  });
});
