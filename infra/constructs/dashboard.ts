import { Duration } from 'aws-cdk-lib';
import {
  type Alarm,
  AlarmStatusWidget,
  Dashboard as CloudWatchDashboard,
  GraphWidget,
  type IWidget,
  LogQueryVisualizationType,
  LogQueryWidget,
  Stats,
} from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { durationMs } from '../../functions/shared/duration.ts';
import type { BundledFunction } from './bundled-function.ts';
import type { Deployment } from './deployment.ts';
import { counted, measured } from './journal-metrics.ts';

const DAY_MS = 24 * 3_600_000;
const WHOLE_WIDTH = 24;

export interface DashboardProps {
  readonly deployment: Deployment;
  readonly alarms: readonly Alarm[];
  readonly rotateKey: BundledFunction;
  readonly reconcileUser: BundledFunction;
}

/** One look: is every user's key young, is anything stuck, what ran last, and what comes next. */
export class Dashboard extends Construct {
  constructor(scope: Construct, id: string, props: DashboardProps) {
    super(scope, id);
    new CloudWatchDashboard(this, 'Dashboard', {
      dashboardName: props.deployment.name,
      // Each user tells once a day: with less, some would be missing.
      defaultInterval: Duration.days(2),
      widgets: [
        [stuck(props)],
        [oldest(props.deployment), outcomes(props.deployment)],
        [ages(props), next(props)],
        [ranLast(props)],
      ],
    });
  }
}

function stuck({ alarms }: DashboardProps): IWidget {
  return new AlarmStatusWidget({ title: 'Is anything stuck?', alarms: [...alarms], width: WHOLE_WIDTH, height: 4 });
}

function oldest(deployment: Deployment): IWidget {
  const period = Duration.days(1);
  const days = durationMs(deployment.configuration.rotationPeriod) / DAY_MS;
  return new GraphWidget({
    title: "Is every user's key young?",
    width: WHOLE_WIDTH / 2,
    left: [
      measured(deployment, 'reconcile-user', 'KeyAgeDays', { statistic: Stats.MAXIMUM, period }).with({
        label: 'Oldest key, days',
      }),
      measured(deployment, 'reconcile-user', 'KeyAgeDays', { statistic: 'p50', period }).with({
        label: 'Half of the keys are younger',
      }),
    ],
    leftAnnotations: [{ value: days, label: 'Rotation period' }],
    leftYAxis: { min: 0 },
  });
}

function outcomes(deployment: Deployment): IWidget {
  const period = Duration.hours(1);
  const steps = { period, outcome: 'failed' } as const;
  return new GraphWidget({
    title: 'What happened',
    width: WHOLE_WIDTH / 2,
    left: [
      counted(deployment, 'rotate-key', 'key-activated', { period }).with({ label: 'Keys activated' }),
      counted(deployment, 'reconcile-user', 'key-retired', { period }).with({ label: 'Keys retired' }),
      counted(deployment, 'reconcile-user', 'device-pruned', { period }).with({ label: 'Devices pruned' }),
      counted(deployment, 'reconcile-user', 'reconciled', { period }).with({ label: 'Daily runs' }),
    ],
    right: [counted(deployment, 'rotate-key', 'step-finished', steps).with({ label: 'Failed steps of rotations' })],
    rightYAxis: { min: 0 },
  });
}

/** By user, from the log: the metric has no dimension for them. */
function ages({ reconcileUser }: DashboardProps): IWidget {
  return table('The oldest keys, by user', reconcileUser, [
    'filter ispresent(KeyAgeDays)',
    'stats latest(KeyAgeDays) as days by user',
    'sort days desc',
    'limit 20',
  ]);
}

function next({ reconcileUser }: DashboardProps): IWidget {
  return table('What comes next: days to the next rotation, by user', reconcileUser, [
    'filter ispresent(DaysToNextRotation)',
    'stats latest(DaysToNextRotation) as days by user',
    'sort days asc',
    'limit 20',
  ]);
}

function ranLast({ rotateKey, reconcileUser }: DashboardProps): IWidget {
  return new LogQueryWidget({
    title: 'What ran last',
    width: WHOLE_WIDTH,
    height: 10,
    view: LogQueryVisualizationType.TABLE,
    logGroupNames: [rotateKey.logGroup.logGroupName, reconcileUser.logGroup.logGroupName],
    queryLines: [
      'filter ispresent(event) and ispresent(outcome)',
      'fields @timestamp, service, user, event, outcome, keyId, deviceId, reason',
      'sort @timestamp desc',
      'limit 50',
    ],
  });
}

function table(title: string, { logGroup }: BundledFunction, queryLines: string[]): IWidget {
  return new LogQueryWidget({
    title,
    width: WHOLE_WIDTH / 2,
    height: 8,
    view: LogQueryVisualizationType.TABLE,
    logGroupNames: [logGroup.logGroupName],
    queryLines,
  });
}
