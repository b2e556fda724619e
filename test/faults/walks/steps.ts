import fc from 'fast-check';
import type { FaultName } from '../simulation/fault-kinds.ts';

/** What happens next in a walk. Times are hours. */
export type Step =
  /** Time passes, with the schedules in it. */
  | { readonly does: 'time'; readonly hours: number }
  | { readonly does: 'rotate' }
  | { readonly does: 'reconcile'; readonly endGrace: boolean }
  /** Something goes wrong at a call, so many calls from now. */
  | { readonly does: 'fault'; readonly fault: FaultName; readonly after: number }
  /** A service cannot be reached for a while. */
  | { readonly does: 'outage'; readonly service: 'emnify' | 'secretsmanager' | 'scheduler'; readonly hours: number }
  | { readonly does: 'clock'; readonly offsetMs: number }
  /** An operator stops the user, lets it go on, takes AWSCURRENT back, or writes credentials that are right. */
  | { readonly does: 'hold' | 'release' | 'move back' | 'new credentials' }
  /** A person in the portal. */
  | { readonly does: 'start enrolling' | 'finish enrolling' | 'delete own key' | 'delete current key' }
  | { readonly does: 'trust a device' | 'change the password' | 'revoke the token' };

const FAULTS: readonly FaultName[] = [
  'crash-before',
  'crash-after',
  'cut-before',
  'cut-after',
  'hang-before',
  'hang-after',
  'throttled',
  'broken',
  'broken-after',
  'page',
  'page-404',
  'duplicate',
  'stale',
];

const hours = fc.oneof(fc.constantFrom(0, 1, 2, 23, 25, 49), fc.integer({ min: 1, max: 20 * 24 }));

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ does: fc.constant('time' as const), hours }) },
  { weight: 4, arbitrary: fc.constant<Step>({ does: 'rotate' }) },
  { weight: 2, arbitrary: fc.boolean().map((endGrace): Step => ({ does: 'reconcile', endGrace })) },
  {
    weight: 6,
    arbitrary: fc.record({
      does: fc.constant('fault' as const),
      fault: fc.constantFrom(...FAULTS),
      after: fc.integer({ min: 0, max: 40 }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      does: fc.constant('outage' as const),
      service: fc.constantFrom('emnify' as const, 'secretsmanager' as const, 'scheduler' as const),
      hours: fc.integer({ min: 1, max: 12 }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc
      .constantFrom(0, 30_000, -30_000, 90_000, -90_000)
      .map((offsetMs): Step => ({ does: 'clock', offsetMs })),
  },
  {
    weight: 8,
    arbitrary: fc
      .constantFrom(
        ...(['hold', 'release', 'move back', 'new credentials', 'trust a device', 'change the password'] as const),
        ...([
          'start enrolling',
          'finish enrolling',
          'delete own key',
          'delete current key',
          'revoke the token',
        ] as const),
      )
      .map((does): Step => ({ does })),
  },
);

/** Some months in the life of a user. */
export const walks: fc.Arbitrary<readonly Step[]> = fc.array(step, { minLength: 1, maxLength: 24, size: 'max' });

/** The step in a person's words. */
export function told(one: Step): string {
  switch (one.does) {
    case 'time':
      return `${one.hours} hours pass`;
    case 'rotate':
      return 'somebody asks for a rotation';
    case 'reconcile':
      return one.endGrace ? 'somebody reconciles, and ends the grace' : 'somebody reconciles';
    case 'fault':
      return `the call after ${one.after} others will meet: ${one.fault}`;
    case 'outage':
      return `${one.service} cannot be reached for ${one.hours} hours`;
    case 'clock':
      return `emnify's clock is ${one.offsetMs / 1_000} s off`;
    default:
      return `${['hold', 'release', 'move back', 'new credentials'].includes(one.does) ? 'an operator' : 'in the portal'}: ${one.does}`;
  }
}
