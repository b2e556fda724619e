/** Rotations that began within the same five minutes, and what became of them so far. */
export interface WindowCount {
  readonly started: number;
  readonly failed: number;
}

/** A window of fewer failures may be chance. */
const LEAST_FAILURES = 5;
const HIGHEST_SHARE = 0.2;

/** Why the run is to stop, if the window says so: more than a fifth of its rotations failed, and at least five. */
export function reasonToStop({ started, failed }: WindowCount): string | undefined {
  if (failed < LEAST_FAILURES || failed <= started * HIGHEST_SHARE) return undefined;
  return (
    `${failed} of ${started} rotations that began within five minutes failed, more than one in five: find the cause in the ` +
    'audit log, then start the run again under the same name'
  );
}
