import type { ReconcileFacts, RotationFacts, RunDocument, SecretFacts, UserFacts } from '../document.ts';
import type { Stage } from '../stage.ts';

/** What a chapter found, and how it is told: call by call, or in fewer lines. */
export type Facts =
  | { readonly kind: 'before'; readonly user: UserFacts }
  | { readonly kind: 'after'; readonly user: UserFacts }
  | {
      readonly kind: 'enrolled';
      readonly secrets: readonly SecretFacts[];
      readonly dailySchedule: RunDocument['dailySchedule'];
    }
  | {
      readonly kind: 'rotation' | 'broken';
      readonly rotation: RotationFacts;
      readonly detail: 'calls' | 'steps';
    }
  /** Time passed, and what was due happened. */
  | {
      readonly kind: 'passed';
      readonly until: string;
      readonly rotations: readonly RotationFacts[];
      readonly reconciles: readonly ReconcileFacts[];
      readonly detail: 'calls' | 'plans';
    }
  | { readonly kind: 'audit'; readonly audit: ReconcileFacts }
  | { readonly kind: 'secret'; readonly secret: RunDocument['secret'] }
  | { readonly kind: 'left-out' };

export interface Chapter {
  readonly title: string;
  readonly play: (stage: Stage) => Promise<Facts>;
}
