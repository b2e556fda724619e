import * as z from 'zod';
import type { WatchedAlarm, WatchedMetric } from './watched.ts';

const Line = z.object({
  _aws: z.object({
    CloudWatchMetrics: z.array(
      z.object({
        Namespace: z.string(),
        Dimensions: z.array(z.array(z.string())),
        Metrics: z.array(z.object({ Name: z.string() })),
      }),
    ),
  }),
});

/** The figure of a metric, as CloudWatch reads it from a line in the embedded metric format. */
type Figure = WatchedMetric & { readonly value: number };

/** The figures in what functions printed. Lines of the log hold none. */
export function figuresIn(output: readonly string[]): readonly Figure[] {
  return output.flatMap((text) => {
    const members: unknown = JSON.parse(text);
    const line = Line.safeParse(members);
    if (!line.success) return [];
    const values = z.record(z.string(), z.unknown()).parse(members);
    return line.data._aws.CloudWatchMetrics.flatMap(({ Namespace, Dimensions, Metrics }) =>
      Dimensions.flatMap((names) =>
        Metrics.map(({ Name }) => ({
          namespace: Namespace,
          name: Name,
          dimensions: Object.fromEntries(names.map((name) => [name, values[name]])),
          value: z.number().parse(values[Name]),
        })),
      ),
    );
  });
}

/** The figures that make up a metric: a name, namespace or dimension that differs, or one too many, is another metric. */
export function figuresOf(metric: WatchedMetric, figures: readonly Figure[]): readonly Figure[] {
  return figures.filter((figure) => key(figure) === key(metric));
}

/** Whether these figures raise the alarm, all of them having come within one period. */
export function isRaised({ metrics, statistic, comparison, threshold, missing }: WatchedAlarm, all: readonly Figure[]) {
  const levels = metrics.flatMap((metric) => {
    const values = figuresOf(metric, all).map(({ value }) => value);
    if (values.length === 0) return [];
    return [statistic === 'Maximum' ? Math.max(...values) : values.reduce((sum, value) => sum + value, 0)];
  });
  if (levels.length === 0) return missing === 'breaching';
  const level = levels.reduce((sum, value) => sum + value, 0);
  return comparison === 'LessThanThreshold' ? level < threshold : level >= threshold;
}

function key({ namespace, name, dimensions }: WatchedMetric): string {
  const pairs = Object.entries(dimensions).map(([dimension, value]) => `${dimension}=${String(value)}`);
  return [namespace, name, ...pairs.toSorted()].join(' ');
}
