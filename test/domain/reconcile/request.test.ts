import { describe, expect, it } from 'vitest';
import { parseReconcileRequest } from '../../../functions/domain/reconcile/request.ts';

describe('a reconcile request', () => {
  it('is carried out, and ends no grace, unless it says otherwise', () => {
    expect(parseReconcileRequest({ user: 'robot' })).toEqual({ user: 'robot', dryRun: false, endGrace: false });
    const whole = { user: 'robot', dryRun: true, endGrace: true };
    expect(parseReconcileRequest(whole)).toEqual(whole);
  });

  it.each([undefined, 'robot', {}, { user: 'Robot' }, { user: 'robot', dryRun: 'yes' }, { user: 'robot', more: 1 }])(
    'is refused as %j',
    (event) => {
      expect(() => parseReconcileRequest(event)).toThrow(/^reconcile request: .*; send \{"user": "<slug>"/);
    },
  );
});
