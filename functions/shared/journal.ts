import type { Journal } from '../domain/journal.ts';
import type { Logger } from './logger.ts';
import type { OutcomeMetrics } from './metrics.ts';

/** A journal as logs and metrics: of each entry one line, an error where it failed, and one count of its outcome. */
export function createJournal({
  logger,
  metrics,
}: {
  readonly logger: Logger;
  readonly metrics: OutcomeMetrics;
}): Journal {
  return {
    // Members are named one by one: an entry made by spreading may carry more than its type says.
    record({ event, user, outcome, step, version, keyId, deviceId, rung, reason, durationMs }) {
      const level = outcome === 'failed' ? 'error' : 'info';
      logger[level](event, { event, user, outcome, step, version, keyId, deviceId, rung, reason, durationMs });
      metrics.count(event, outcome);
    },
    measure: (name, value, user) => metrics.measure(name, value, user),
  };
}
