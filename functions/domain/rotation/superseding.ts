import type { KeyId } from '../identifiers.ts';
import type { Climb } from './climb.ts';

/** A line for each key that was put on record as superseded. @param superseded with their deadlines, epoch milliseconds */
export function recordSuperseded(climb: Climb, superseded: ReadonlyMap<KeyId, number>): void {
  for (const [keyId, deadline] of superseded) {
    const reason = `may be retired after ${new Date(deadline).toISOString()}`;
    climb.record({ event: 'key-superseded', outcome: 'ok', keyId, reason });
  }
}
