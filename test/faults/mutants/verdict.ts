/** How a bug, or the product without one, fared. */
export interface Verdict {
  readonly runs: number;
  /** What showed it; absent where it survived all scenes. */
  readonly scene?: string;
  readonly what?: string;
  /** The rule that did not hold, and what was seen. */
  readonly check?: string;
}
