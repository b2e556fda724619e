import { Duration } from 'aws-cdk-lib';
import {
  Alarm,
  ComparisonOperator,
  type CreateAlarmOptions,
  type IMetric,
  Metric,
  Stats,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { Construct } from 'constructs';
import { longestSpreadDays } from '../../functions/domain/enrolment/rotation-spread.ts';
import { durationMs } from '../../functions/shared/duration.ts';
import { type AlarmId, alarmEntry } from './alarm-table.ts';
import type { AlarmTopic } from './alarm-topic.ts';
import { type Deployment, functionName } from './deployment.ts';
import { counted, findings, measured, sum } from './journal-metrics.ts';
import type { RotationEvents } from './rotation-events.ts';
import type { Schedules } from './schedules.ts';

const DAY_MS = 24 * 3_600_000;
/** Beyond the longest interval of the calendar: in these a rotation that failed can be mended. */
const MARGIN_DAYS = 7;
const FIVE_MINUTES = Duration.minutes(5);

/** Functions that only people call. */
const BY_HAND = ['enroll-user', 'offboard-user', 'issue-code'];

export interface AlarmsProps {
  readonly deployment: Deployment;
  readonly topic: AlarmTopic;
  readonly schedules: Schedules;
  readonly rotationEvents: RotationEvents;
  /** Folders of all functions. */
  readonly functions: readonly string[];
}

/** What an alarm watches; any number above zero raises it, unless said otherwise. */
interface Watch {
  readonly metric: IMetric;
  /** Absent: 1. */
  readonly threshold?: number;
  /** Absent: raised by one period, and over with the next. `for-a-day`: until a day of daily runs has passed without it. */
  readonly lasts?: 'for-a-day';
}

/** The alarms of `alarm-table.ts`. Each is told of to the topic when it is raised and when it is over. */
export class Alarms extends Construct {
  readonly all: Alarm[] = [];
  readonly #props: AlarmsProps;
  readonly #action: SnsAction;

  constructor(scope: Construct, id: string, props: AlarmsProps) {
    super(scope, id);
    this.#props = props;
    this.#action = new SnsAction(props.topic.topic);
    this.#onUsers();
    this.#onPeople();
    this.#onFunctions();
  }

  /** What the daily runs and the rotations tell of the users. */
  #onUsers(): void {
    const { deployment } = this.#props;
    const period = durationMs(deployment.configuration.rotationPeriod) / DAY_MS;
    this.#alarm('key-too-old', {
      metric: measured(deployment, 'reconcile-user', 'KeyAgeDays', { statistic: Stats.MAXIMUM }),
      threshold: longestSpreadDays(period) + MARGIN_DAYS,
      lasts: 'for-a-day',
    });
    this.#alarm('hold-in-force', {
      metric: sum(
        counted(deployment, 'rotate-key', 'hold-raised'),
        counted(deployment, 'reconcile-user', 'hold-raised'),
        counted(deployment, 'reconcile-user', 'finding:hold-in-force'),
      ),
      lasts: 'for-a-day',
    });
    this.#alarm('superseded-key-overdue', {
      metric: findings(deployment, 'superseded-key-overdue'),
      lasts: 'for-a-day',
    });
    this.#alarm('current-key-missing', { metric: findings(deployment, 'current-key-missing'), lasts: 'for-a-day' });
    this.#alarm('operator-needed', {
      metric: findings(deployment, 'keys-not-shown', 'rotation-disabled', 'unreadable-tag', 'unreadable-value'),
      lasts: 'for-a-day',
    });
    this.#alarm('declared-gap', {
      metric: counted(deployment, 'rotate-key', 'declared-gap', { period: FIVE_MINUTES }),
    });
    this.#silence();
  }

  /** A day without a single completed run. Nothing is published then: silence itself is what breaches. */
  #silence(): void {
    const { deployment } = this.#props;
    this.#create('reconcile-silent', counted(deployment, 'reconcile-user', 'reconciled'), {
      threshold: 1,
      comparisonOperator: ComparisonOperator.LESS_THAN_THRESHOLD,
      evaluationPeriods: 25,
      treatMissingData: TreatMissingData.BREACHING,
    });
  }

  /** What people did, and runs that they started. */
  #onPeople(): void {
    const { deployment } = this.#props;
    this.#alarm('code-issued', { metric: counted(deployment, 'issue-code', 'code-issued', { period: FIVE_MINUTES }) });
    this.#alarm('fleet-stopped', {
      metric: sum(
        measured(deployment, 'rotate-fleet', 'FleetStopped', { statistic: Stats.MAXIMUM, period: FIVE_MINUTES }),
        // https://docs.aws.amazon.com/lambda/latest/dg/durable-monitoring.html
        this.#ofLambda('rotate-fleet', 'DurableExecutionFailed'),
        this.#ofLambda('rotate-fleet', 'DurableExecutionTimedOut'),
        this.#ofLambda('rotate-fleet', 'DurableExecutionStopped'),
      ),
    });
  }

  /** What AWS tells of the functions and of what they were to be called for. */
  #onFunctions(): void {
    const { functions, rotationEvents, schedules } = this.#props;
    // With the function's own errors, which come without CloudTrail and at once.
    this.#alarm('rotation-failed', {
      metric: sum(rotationEvents.failures.with({ period: FIVE_MINUTES }), this.#ofLambda('rotate-key', 'Errors')),
    });
    this.#alarm('dead-letters', {
      metric: schedules.deadLetters.metricApproximateNumberOfMessagesVisible({
        statistic: Stats.MAXIMUM,
        period: FIVE_MINUTES,
      }),
    });
    for (const folder of functions) {
      this.#alarm('function-throttles', { metric: this.#ofLambda(folder, 'Throttles') }, folder);
      // Those of rotate-key are failed rotations.
      if (folder === 'rotate-key') continue;
      // A slip in an operator's request is answered to the operator; several are a function that fails, or someone who tries.
      const threshold = BY_HAND.includes(folder) ? 5 : 1;
      this.#alarm('function-errors', { metric: this.#ofLambda(folder, 'Errors'), threshold }, folder);
    }
  }

  #ofLambda(folder: string, metricName: string): Metric {
    const { deployment } = this.#props;
    return new Metric({
      namespace: 'AWS/Lambda',
      metricName,
      dimensionsMap: { FunctionName: functionName(deployment, folder) },
      statistic: Stats.SUM,
      period: FIVE_MINUTES,
    });
  }

  #alarm(id: AlarmId, { metric, threshold = 1, lasts }: Watch, of?: string): void {
    // A day and an hour of hourly figures, so that a finding of today's run follows yesterday's without a gap.
    const window = lasts === undefined ? { evaluationPeriods: 1 } : { evaluationPeriods: 25, datapointsToAlarm: 1 };
    this.#create(
      id,
      metric,
      {
        ...window,
        threshold,
        comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
        treatMissingData: TreatMissingData.NOT_BREACHING,
      },
      of,
    );
  }

  #create(id: AlarmId, metric: IMetric, options: CreateAlarmOptions, of?: string): void {
    const { impact, runbook } = alarmEntry(id);
    const slug = of === undefined ? id : `${id}-${of}`;
    const alarm = new Alarm(this, slug, {
      ...options,
      metric,
      alarmName: `${this.#props.deployment.name}-${slug}`,
      alarmDescription: `${impact} Runbook: ${runbook}`,
    });
    alarm.addAlarmAction(this.#action);
    alarm.addOkAction(this.#action);
    this.all.push(alarm);
  }
}
