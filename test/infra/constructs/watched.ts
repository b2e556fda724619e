import type { Template } from 'aws-cdk-lib/assertions';
import * as z from 'zod';

const Dimensions = z
  .array(z.object({ Name: z.string(), Value: z.unknown() }))
  .default([])
  .transform((pairs) => Object.fromEntries(pairs.map(({ Name, Value }) => [Name, Value])));

const Named = z.object({ Namespace: z.string(), MetricName: z.string(), Dimensions });

const Properties = z.object({
  AlarmName: z.string(),
  AlarmDescription: z.string(),
  Namespace: z.string().optional(),
  MetricName: z.string().optional(),
  Dimensions,
  Statistic: z.string().optional(),
  ComparisonOperator: z.string(),
  Threshold: z.number(),
  TreatMissingData: z.string(),
  Metrics: z.array(z.object({ MetricStat: z.object({ Metric: Named, Stat: z.string() }).optional() })).default([]),
});

/** A metric by all that makes it one: a figure of any other name, namespace or dimension never reaches the alarm. */
export interface WatchedMetric {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, unknown>>;
}

export interface WatchedAlarm {
  /** The end of its name. */
  readonly slug: string;
  readonly runbook: string;
  readonly statistic: string;
  readonly comparison: string;
  readonly threshold: number;
  readonly missing: string;
  /** All together are what the threshold is for. */
  readonly metrics: readonly WatchedMetric[];
}

/** The alarms of a default deployment, with every metric that each is made of. */
export function alarmsIn(template: Template): readonly WatchedAlarm[] {
  return Object.values(template.findResources('AWS::CloudWatch::Alarm')).map((resource) => {
    const alarm = Properties.parse(resource['Properties']);
    const { Namespace, MetricName, Dimensions, Metrics } = alarm;
    const single = Namespace === undefined || MetricName === undefined ? [] : [{ Namespace, MetricName, Dimensions }];
    const several = Metrics.flatMap(({ MetricStat }) => (MetricStat === undefined ? [] : [MetricStat.Metric]));
    return {
      slug: alarm.AlarmName.replace('emnify-mfa-', ''),
      runbook: alarm.AlarmDescription.replace(/^.*Runbook: /, ''),
      statistic: alarm.Statistic ?? Metrics.flatMap(({ MetricStat }) => MetricStat?.Stat ?? [])[0] ?? '',
      comparison: alarm.ComparisonOperator,
      threshold: alarm.Threshold,
      missing: alarm.TreatMissingData,
      metrics: [...single, ...several].map(
        (metric): WatchedMetric => ({
          namespace: metric.Namespace,
          name: metric.MetricName,
          dimensions: metric.Dimensions,
        }),
      ),
    };
  });
}
