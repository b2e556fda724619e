import type { Edge } from '../../functions/shared/edge.ts';
import { Redactor } from '../../functions/shared/redaction.ts';

/** What a function tells goes nowhere: hundreds of thousands of lines, of which the run shows the sum. */
export function quietEdge(): Edge {
  return {
    redactor: new Redactor(),
    logger: { addContext: () => {}, info: () => {}, error: () => {} },
    journal: { record: () => {}, measure: () => {} },
  };
}
