import { describe, expect, it } from 'vitest';
import { parseEnrolmentRequest } from '../../../functions/domain/enrolment/request.ts';
import { InvalidInput } from '../../../functions/domain/errors.ts';

describe('an enrolment request', () => {
  it('names the user, and may name a schedule and keys to take over', () => {
    expect(parseEnrolmentRequest({ user: 'alice' })).toEqual({ user: 'alice' });
    const whole = { user: 'alice', schedule: { expression: 'rate(30 days)', duration: '2h' }, takeOver: [717] };
    expect(parseEnrolmentRequest(whole)).toEqual(whole);
  });

  for (const [event, expected] of [
    [undefined, /expected \{"user"/],
    ['alice', /expected \{"user"/],
    [{}, /user: expected a slug/],
    [{ user: 'Alice' }, /user: expected a slug/],
    [{ user: 'alice', password: 'hunter2' }, /unexpected: 1/],
    [{ user: 'alice', schedule: 'rate(60 days)' }, /schedule/],
    [{ user: 'alice', schedule: { expression: 'sometimes' } }, /schedule\.expression: expected rate/],
    [{ user: 'alice', takeOver: 717 }, /takeOver: expected a list/],
    [{ user: 'alice', takeOver: ['717'] }, /takeOver\.0: expected a positive whole number/],
    [{ user: 'alice', takeOver: [Number.NaN] }, /takeOver\.0/],
    [{ user: 'alice', takeOver: [717, 717] }, /different key ids/],
    [{ user: 'alice', takeOver: Array.from({ length: 21 }, (_, n) => n + 1) }, /at most 20/],
  ] as const) {
    it(`is refused as ${JSON.stringify(event)?.slice(0, 60)}`, () => {
      expect(() => parseEnrolmentRequest(event)).toThrow(InvalidInput);
      expect(() => parseEnrolmentRequest(event)).toThrow(expected);
      expect(() => parseEnrolmentRequest(event)).not.toThrow(/hunter2/);
    });
  }
});
