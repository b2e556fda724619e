import type { UserSlug } from '../identifiers.ts';

/** How a user came out of a run. */
export type Ending =
  | { readonly outcome: 'rotated' }
  | { readonly outcome: 'skipped' | 'failed'; readonly reason: string };

/** How far a run is; every member is safe to show. */
export interface FleetProgress {
  readonly run: string;
  readonly status: 'running' | 'finished' | 'stopped';
  /** Why it stopped. */
  readonly why?: string;
  readonly users: number;
  readonly rotated: number;
  readonly skipped: number;
  readonly failed: number;
  readonly underWay: number;
  /** Not begun. */
  readonly left: number;
  /** ISO 8601: when the last rotation is expected to begin, if all end well. */
  readonly expectedEnd?: string;
}

/** What a run answers. Of every user there is an entry in the audit log. */
export interface FleetReport extends FleetProgress {
  readonly reason: string;
  /** ISO 8601: a key made since then counts as rotated; with the same name the same in every execution. */
  readonly beganAt: string;
  readonly endedAt: string;
  /** Those who were not rotated, the first thousand of them. */
  readonly notRotated: readonly (Exclude<Ending, { outcome: 'rotated' }> & { readonly user: UserSlug })[];
}

/** Of an answer; at most some 300 kB. */
export const MOST_LISTED = 1_000;
