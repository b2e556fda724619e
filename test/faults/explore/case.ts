import type { PlannedFault } from '../simulation/fault-kinds.ts';
import type { Reading } from './readings.ts';

/** One story to play: a reading, and faults. */
export interface Case {
  readonly reading: Reading;
  readonly faults: readonly PlannedFault[];
}

/** `default:9=cut-after,14=broken-always`: the reading, and each fault with the number of its call. */
export function caseId({ reading, faults }: Case): string {
  const each = faults.map(({ call, name, always }) => `${call}=${name}${always ? '-always' : ''}`);
  return `${reading.name}:${each.join(',')}`;
}
