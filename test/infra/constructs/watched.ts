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
  Metrics: z.array(z.object({ MetricStat: z.object({ Metric: Named }).optional() })).default([]),
});

/** A metric by all that makes it one: a figure of any other name, namespace or dimension never reaches the alarm. */
export interface WatchedMetric {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, unknown>>;
}

/** The alarms of a default deployment, with every metric that each is made of. */
export function alarmsIn(template: Template) {
  return Object.values(template.findResources('AWS::CloudWatch::Alarm')).map((resource) => {
    const { AlarmName, AlarmDescription, Namespace, MetricName, Metrics, ...rest } = Properties.parse(
      resource['Properties'],
    );
    const single = Namespace === undefined || MetricName === undefined ? [] : [{ Namespace, MetricName, ...rest }];
    const several = Metrics.flatMap(({ MetricStat }) => (MetricStat === undefined ? [] : [MetricStat.Metric]));
    return {
      slug: AlarmName.replace('emnify-mfa-', ''),
      runbook: AlarmDescription.replace(/^.*Runbook: /, ''),
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
