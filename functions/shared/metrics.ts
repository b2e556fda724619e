import type { Logger } from '@aws-lambda-powertools/logger';
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import type { JournalEvent, Measurement, Outcome } from '../domain/journal.ts';
import { METRIC_NAMES, METRIC_NAMESPACE } from './metric-names.ts';

/** Counts outcomes. Only words of closed lists go in, so no secret can. */
export interface OutcomeMetrics {
  count(event: JournalEvent, outcome: Outcome): void;
  measure(name: Measurement, value: number): void;
}

/**
 * CloudWatch metrics in the embedded metric format, one line on stdout per count, so that what happened before a crash is counted.
 * @param service the function's name, the dimension `service`
 */
export function createMetrics({
  service,
  logger,
}: {
  readonly service: string;
  readonly logger: Logger;
}): OutcomeMetrics {
  const metrics = new Metrics({ namespace: METRIC_NAMESPACE, serviceName: service, logger });
  return {
    count(event, outcome) {
      metrics.singleMetric().addDimension('event', event).addMetric(METRIC_NAMES[outcome], MetricUnit.Count, 1);
    },
    measure(name, value) {
      metrics.singleMetric().addMetric(name, MetricUnit.NoUnit, value);
    },
  };
}
