import { Match } from 'aws-cdk-lib/assertions';
import { describe, expect, test } from 'vitest';
import { alarmTable } from '../../../infra/constructs/alarm-table.ts';
import { templateWith } from '../synthesise.ts';
import { folders, logicalId } from '../template.ts';
import { alarmsIn } from './watched.ts';

const template = templateWith();
const alarms = alarmsIn(template);
const topic = { Ref: logicalId(template, 'AWS::SNS::Topic') };

test('each alarm of the table exists, is told of when it begins and ends, and names its runbook', () => {
  const runbooks = new Set(alarms.map(({ runbook }) => runbook));
  expect([...runbooks].toSorted()).toEqual(alarmTable.map(({ runbook }) => runbook).toSorted());
  template.allResourcesProperties('AWS::CloudWatch::Alarm', {
    AlarmActions: [topic],
    OKActions: [topic],
    AlarmName: Match.stringLikeRegexp('^emnify-mfa-'),
    AlarmDescription: Match.stringLikeRegexp(String.raw`^[A-Z].*\. Runbook: docs/runbooks/[a-z-]+\.md$`),
  });
});

test.each(folders(template))('the errors and throttles of %s are watched', (folder) => {
  const watched = alarms.flatMap(({ metrics }) => metrics);
  for (const name of ['Errors', 'Throttles']) {
    expect(watched).toContainEqual({
      namespace: 'AWS/Lambda',
      name,
      dimensions: { FunctionName: `emnify-mfa-${folder}` },
    });
  }
});

describe('what raises an alarm', () => {
  const byName = (name: string) => ({ AlarmName: `emnify-mfa-${name}` });

  test('one failed rotation does, by what Secrets Manager says or by an error of the function', () => {
    expect(alarms.find(({ slug }) => slug === 'rotation-failed')?.metrics).toEqual([
      { namespace: 'EmnifyMfaRotation/emnify-mfa', name: 'RotationsFailed', dimensions: {} },
      { namespace: 'AWS/Lambda', name: 'Errors', dimensions: { FunctionName: 'emnify-mfa-rotate-key' } },
    ]);
    template.hasResourceProperties('AWS::Logs::MetricFilter', {
      FilterPattern: '{ ($.detail.eventName = "RotationFailed") || ($.detail.eventName = "RotationAbandoned") }',
      MetricTransformations: [
        { MetricName: 'RotationsFailed', MetricNamespace: 'EmnifyMfaRotation/emnify-mfa', MetricValue: '1' },
      ],
    });
  });

  test('a day of silence does: missing figures breach', () => {
    template.hasResourceProperties('AWS::CloudWatch::Alarm', {
      ...byName('reconcile-silent'),
      ComparisonOperator: 'LessThanThreshold',
      Threshold: 1,
      Period: 3600,
      EvaluationPeriods: 25,
      TreatMissingData: 'breaching',
    });
  });

  test('a key does a week after the calendar should have replaced it, whatever the period', () => {
    const age = { ...byName('key-too-old'), Statistic: 'Maximum' };
    const thresholds = { P29D: 7 + 7, P59D: 31 + 7, P90D: 62 + 7 };
    template.hasResourceProperties('AWS::CloudWatch::Alarm', { ...age, Threshold: 62 + 7 });
    for (const [rotationPeriod, Threshold] of Object.entries(thresholds)) {
      templateWith({ rotationPeriod }).hasResourceProperties('AWS::CloudWatch::Alarm', { ...age, Threshold });
    }
  });

  test('a finding does for a day and an hour, so that daily runs which find it again do not end it', () => {
    template.hasResourceProperties('AWS::CloudWatch::Alarm', {
      ...byName('current-key-missing'),
      Period: 3600,
      EvaluationPeriods: 25,
      DatapointsToAlarm: 1,
      TreatMissingData: 'notBreaching',
    });
  });

  test('one error does where nobody sees it, and five where people are answered', () => {
    const errors = (folder: string) => byName(`function-errors-${folder}`);
    template.hasResourceProperties('AWS::CloudWatch::Alarm', { ...errors('reconcile-user'), Threshold: 1 });
    template.hasResourceProperties('AWS::CloudWatch::Alarm', { ...errors('issue-code'), Threshold: 5 });
  });

  test('one dead letter does', () => {
    template.hasResourceProperties('AWS::CloudWatch::Alarm', {
      ...byName('dead-letters'),
      MetricName: 'ApproximateNumberOfMessagesVisible',
      Threshold: 1,
      Statistic: 'Maximum',
    });
  });
});
