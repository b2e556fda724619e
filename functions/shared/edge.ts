import type { Journal } from '../domain/journal.ts';
import { createJournal } from './journal.ts';
import { createLogger, type Logger } from './logger.ts';
import { createMetrics } from './metrics.ts';
import { Redactor } from './redaction.ts';

/** What tells of a function's work and failures, also of those that come before there is anything else. */
export interface Edge {
  readonly redactor: Redactor;
  readonly logger: Logger;
  readonly journal: Journal;
}

/**
 * Needs no environment, so that a faulty one can be told of.
 * @param service the function's name
 */
export function createEdge(service: string): Edge {
  const redactor = new Redactor();
  const logger = createLogger({ service, redactor });
  return { redactor, logger, journal: createJournal({ logger, metrics: createMetrics({ service }) }) };
}
