import type { UserSlug } from '../domain/identifiers.ts';
import type { JournalEvent, Measurement, Outcome } from '../domain/journal.ts';
import { METRIC_NAMES, METRIC_NAMESPACE } from './metric-names.ts';
import { printLine } from './print-line.ts';

/** Counts outcomes. Only words of closed lists go in, so no secret can. */
export interface OutcomeMetrics {
  count(event: JournalEvent, outcome: Outcome): void;
  measure(name: Measurement, value: number, user?: UserSlug): void;
}

/**
 * CloudWatch metrics in the embedded metric format, one line on stdout per count, so that what happened before a crash is counted.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 * @param service the function's name, the dimension `service`
 */
export function createMetrics({ service }: { readonly service: string }): OutcomeMetrics {
  // The deployment names its own, so that two in one account do not raise each other's alarms.
  const namespace = process.env['AWS_EMF_NAMESPACE'] ?? METRIC_NAMESPACE;
  const publish = (
    name: string,
    value: number,
    unit: 'Count' | 'None',
    dimensions: Readonly<Record<string, string>>,
    facts: Readonly<Record<string, string | undefined>> = {},
  ) =>
    printLine({
      _aws: {
        Timestamp: Date.now(),
        CloudWatchMetrics: [
          {
            Namespace: namespace,
            Dimensions: [Object.keys(dimensions)],
            Metrics: [{ Name: name, Unit: unit }],
          },
        ],
      },
      ...dimensions,
      ...facts,
      [name]: value,
    });
  return {
    count: (event, outcome) => publish(METRIC_NAMES[outcome], 1, 'Count', { service, event }),
    // Not a dimension: each user would be a metric of its own (docs/decisions/metrics-are-of-the-fleet.md).
    measure: (name, value, user) => publish(name, value, 'None', { service }, { user }),
  };
}
