import { createEdge, type Edge } from '../../functions/shared/edge.ts';

const silent = createEdge('fleet-simulation');

/** What a function tells goes nowhere: hundreds of thousands of lines, of which the run shows the sum. */
export function quietEdge(): Edge {
  return {
    redactor: silent.redactor,
    logger: { addContext: () => {}, info: () => {}, error: () => {} },
    journal: { record: () => {}, measure: () => {} },
  };
}
