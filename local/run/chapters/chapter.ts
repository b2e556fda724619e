import type { RotationFacts, RunDocument, SecretFacts, UserFacts } from '../document.ts';
import type { Stage } from '../stage.ts';

/** What a chapter found, and how it is told: a rotation call by call, or step by step. */
export type Facts =
  | { readonly kind: 'before' | 'after'; readonly user: UserFacts }
  | { readonly kind: 'enrolled'; readonly secrets: readonly SecretFacts[] }
  | { readonly kind: 'rotation'; readonly rotation: RotationFacts; readonly detail: 'calls' | 'steps' }
  | { readonly kind: 'secret'; readonly secret: RunDocument['secret'] };

export interface Chapter {
  readonly title: string;
  readonly play: (stage: Stage) => Promise<Facts>;
}
