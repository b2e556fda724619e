import { describe, expect, it } from 'vitest';
import { EXIT } from '../../cli/exit-codes.ts';
import { Failure, failed } from '../../cli/failures.ts';
import { nextBy, withNext } from '../../cli/next.ts';

const next = nextBy({ credentials: 'others', hold: 'look', again: 'once more' });

describe('what comes next after a failure', () => {
  it.each([
    ['BadCredentials', 'others'],
    ['LockedOut', 'look'],
    ['HoldInForce', 'look'],
    ['TryAgainLater', 'once more'],
    ['Unavailable', 'once more'],
    ['Throttled', 'once more'],
    ['OutcomeUnknown', 'once more'],
    ['StoreUnavailable', 'once more'],
    ['StoreOutcomeUnknown', 'once more'],
    ['store-outcome-unknown', 'once more'],
    ['Sandbox.Timedout', 'once more'],
    ['unnamed error', 'once more'],
    ['OperatorNeeded', undefined],
    ['InvalidInput', undefined],
    ['UnreadableState', undefined],
    ['StoreRefused', undefined],
    ['InvalidEnvironment', undefined],
    ['declined', undefined],
  ])('goes by its kind: %s', (kind, expected) => {
    expect(next(failed(kind, 'it failed'))).toBe(expected);
  });

  it('is what the failure says itself, and nothing after Ctrl-C', async () => {
    const then = (failure: Failure) => withNext(Promise.reject(failure), next).catch(({ next: it }: Failure) => it);
    expect(await then(failed('Unavailable', 'it failed', 'its own'))).toBe('its own');
    expect(await then(failed('Unavailable', 'it failed'))).toBe('once more');
    expect(await then(new Failure('x', { kind: 'Unavailable', exitCode: EXIT.interrupted }))).toBeUndefined();
  });
});
