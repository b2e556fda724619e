import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { serverTimeStep } from '../../functions/domain/server-time-step.ts';

describe('the time-step in server time', () => {
  it('counts steps from the epoch, as RFC 6238 appendix B does', () => {
    const steps = [59, 1111111109, 1111111111, 1234567890, 2000000000, 20000000000].map(
      (seconds) => serverTimeStep(seconds * 1_000, 30).step,
    );

    expect(steps).toEqual([0x1, 0x23523ec, 0x23523ed, 0x273ef07, 0x3f940aa, 0x27bc86aa]);
  });

  it('waits a second at the start of a step, since a Date header tells whole seconds only', () => {
    expect(serverTimeStep(60_000, 30)).toEqual({ step: 2, validUntil: 90_000, msLeft: 30_000, waitMs: 1_000 });
    expect(serverTimeStep(61_000, 30)).toEqual({ step: 2, validUntil: 90_000, msLeft: 29_000, waitMs: 0 });
  });

  it('lets a code go while 3 s of its step are left', () => {
    expect(serverTimeStep(87_000, 30)).toEqual({ step: 2, validUntil: 90_000, msLeft: 3_000, waitMs: 0 });
  });

  it('waits into the next step when less is left', () => {
    expect(serverTimeStep(87_001, 30)).toEqual({ step: 2, validUntil: 90_000, msLeft: 2_999, waitMs: 3_999 });
  });

  it('has a time to send in any period, after at most one wait', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 4e12 }), fc.integer({ min: 1, max: 300 }), (now, period) => {
        const first = serverTimeStep(now, period);
        const second = serverTimeStep(now + first.waitMs, period);

        expect(second.waitMs).toBe(0);
        expect(second.step - first.step).toBeLessThanOrEqual(1);
        expect(second.validUntil).toBeGreaterThan(now + first.waitMs);
      }),
    );
  });
});

it('waits for the rest of the first second only', () => {
  expect(serverTimeStep(30_400, 30).waitMs).toBe(600);
});
