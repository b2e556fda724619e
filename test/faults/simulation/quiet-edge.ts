import type { Edge } from '../../../functions/shared/edge.ts';
import { Redactor } from '../../../functions/shared/redaction.ts';

const nothing = () => {};

/** Nobody reads here what the functions say: what they print is searched for secrets in `test/canary`. */
export function quietEdge(): Edge {
  return {
    logger: { addContext: nothing, info: nothing, error: nothing },
    redactor: new Redactor(),
    journal: { record: nothing, measure: nothing },
  };
}
