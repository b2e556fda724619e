import { Duration } from 'aws-cdk-lib';
import { type IMetric, MathExpression, Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import type { JournalEvent, Measurement, Outcome } from '../../functions/domain/journal.ts';
import type { FindingKind } from '../../functions/domain/reconcile/plan.ts';
import { METRIC_NAMES } from '../../functions/shared/metric-names.ts';
import { metricNamespace } from './bundled-function.ts';
import type { Deployment } from './deployment.ts';

/** The functions that publish, by their folders: the dimension `service`. */
type Service = 'rotate-key' | 'reconcile-user' | 'rotate-fleet' | 'enroll-user' | 'offboard-user' | 'issue-code';

/** How often a function told of an event with this outcome (functions/shared/metrics.ts). */
export function counted(
  deployment: Deployment,
  service: Service,
  event: JournalEvent,
  { outcome = 'ok', period = Duration.hours(1) }: { readonly outcome?: Outcome; readonly period?: Duration } = {},
): Metric {
  return new Metric({
    namespace: metricNamespace(deployment),
    metricName: METRIC_NAMES[outcome],
    dimensionsMap: { service, event },
    statistic: Stats.SUM,
    period,
  });
}

/** What a function measured of its users: the worst of all. */
export function measured(
  deployment: Deployment,
  service: Service,
  metricName: Measurement,
  { statistic, period = Duration.hours(1) }: { readonly statistic: string; readonly period?: Duration },
): Metric {
  return new Metric({
    namespace: metricNamespace(deployment),
    metricName,
    dimensionsMap: { service },
    statistic,
    period,
  });
}

/** How often a reconcile found this, hour by hour: a finding that lasts is told of once a day for each user. */
export function findings(deployment: Deployment, ...kinds: readonly [FindingKind, ...FindingKind[]]): IMetric {
  const [first, ...others] = kinds;
  const of = (kind: FindingKind) => counted(deployment, 'reconcile-user', `finding:${kind}`);
  return sum(of(first), ...others.map(of));
}

/** All of them together, of the first one's period; no data where none has any. */
export function sum(first: Metric, ...others: readonly Metric[]): IMetric {
  if (others.length === 0) return first;
  const usingMetrics = Object.fromEntries([first, ...others].map((metric, index) => [`m${index}`, metric]));
  const expression = `SUM([${Object.keys(usingMetrics).join(', ')}])`;
  return new MathExpression({ expression, usingMetrics, period: first.period, label: 'Sum' });
}
