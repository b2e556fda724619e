import type { JournalEvent, Measurement, Outcome } from '../domain/journal.ts';
import { METRIC_NAMES, METRIC_NAMESPACE } from './metric-names.ts';
import { printLine } from './print-line.ts';

/** Counts outcomes. Only words of closed lists go in, so no secret can. */
export interface OutcomeMetrics {
  count(event: JournalEvent, outcome: Outcome): void;
  measure(name: Measurement, value: number): void;
}

/**
 * CloudWatch metrics in the embedded metric format, one line on stdout per count, so that what happened before a crash is counted.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 * @param service the function's name, the dimension `service`
 */
export function createMetrics({ service }: { readonly service: string }): OutcomeMetrics {
  // The deployment names its own, so that two in one account do not raise each other's alarms.
  const namespace = process.env['AWS_EMF_NAMESPACE'] ?? METRIC_NAMESPACE;
  const publish = (name: string, value: number, unit: 'Count' | 'None', dimensions: Readonly<Record<string, string>>) =>
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
      [name]: value,
    });
  return {
    count: (event, outcome) => publish(METRIC_NAMES[outcome], 1, 'Count', { service, event }),
    measure: (name, value) => publish(name, value, 'None', { service }),
  };
}
