import { App } from 'aws-cdk-lib';
import { expect, test } from 'vitest';
import { readConfiguration } from '../../infra/config.ts';

function configured(context: Record<string, unknown>) {
  return readConfiguration(new App({ context }).node);
}

test('nothing needs to be configured', () => {
  expect(configured({})).toEqual({
    prefix: 'emnify-mfa',
    apiUrl: 'https://cdn.emnify.net',
    rotationStrategy: 'overlap',
    gracePeriod: 'PT24H',
    deviceMaxAge: 'P30D',
    revokeDevicesOnRotation: 'true',
    logRetentionDays: 400,
    rotationPeriod: 'P60D',
    staticEgress: false,
  });
});

test('days may be given as a number in cdk.json and as text behind -c', () => {
  expect(configured({ logRetentionDays: 30 }).logRetentionDays).toBe(30);
  expect(configured({ logRetentionDays: '30' }).logRetentionDays).toBe(30);
});

test.each([[true], ['true']])('a choice may be made by a boolean in cdk.json and by text behind -c: %j', (yes) => {
  const no = yes === true ? false : 'false';
  expect(configured({ revokeDevicesOnRotation: yes }).revokeDevicesOnRotation).toBe('true');
  expect(configured({ revokeDevicesOnRotation: no }).revokeDevicesOnRotation).toBe('false');
  expect(configured({ staticEgress: yes }).staticEgress).toBe(true);
  expect(configured({ staticEgress: no }).staticEgress).toBe(false);
});

test.each([
  ['prefix', 'a prefix', 'prefix: expected letters, digits and hyphens'],
  ['prefix', 'emnify-mfa/', 'prefix: expected letters, digits and hyphens'],
  // Below another deployment's names, or named alike: `emnify/mfa` and `emnify-mfa` would be one stack.
  ['prefix', 'emnify/mfa', 'prefix: expected letters, digits and hyphens'],
  ['apiUrl', 'cdn.emnify.net', 'apiUrl: expected the https URL'],
  ['apiUrl', 'http://cdn.emnify.net', 'apiUrl: expected the https URL'],
  ['rotationStrategy', 'both', 'rotationStrategy: expected overlap or replace'],
  ['gracePeriod', '24h', 'gracePeriod: expected an ISO 8601 duration'],
  ['gracePeriod', 24, 'gracePeriod: expected an ISO 8601 duration'],
  ['deviceMaxAge', 'a month', 'deviceMaxAge: expected an ISO 8601 duration'],
  ['rotationPeriod', '60', 'rotationPeriod: expected an ISO 8601 duration of whole days from P7D to P90D'],
  ['rotationPeriod', 'PT36H', 'rotationPeriod: expected an ISO 8601 duration of whole days from P7D to P90D'],
  ['rotationPeriod', 'P91D', 'rotationPeriod: expected an ISO 8601 duration of whole days from P7D to P90D'],
  ['alarmAddress', 'security', 'alarmAddress: expected an e-mail address'],
  ['alarmAddress', '', 'alarmAddress: expected an e-mail address'],
  ['approvers', 'alice', 'approvers.0: expected 1 to 10 ARNs of IAM users or roles'],
  ['approvers', [], 'approvers: expected 1 to 10 ARNs of IAM users or roles'],
  ['approvers', ['arn:aws:iam::111122223333:root'], 'approvers'],
  ['staticEgress', 'yes', 'staticEgress: expected true or false'],
  ['revokeDevicesOnRotation', 'no', 'revokeDevicesOnRotation: expected true or false'],
  ['logRetentionDays', '31', 'logRetentionDays: expected a number of days that CloudWatch Logs knows'],
  ['logRetentionDays', 'forever', 'logRetentionDays: expected a number of days that CloudWatch Logs knows'],
])('%s %j fails with what was expected', (name, value, sentence) => {
  expect(() => configured({ [name]: value })).toThrow(sentence);
});

test('approvers may be a list in cdk.json and text behind -c', () => {
  const [one, other] = ['arn:aws:iam::111122223333:role/Approver', 'arn:aws:iam::111122223333:user/carol'];
  expect(configured({ approvers: [one, other] }).approvers).toEqual([one, other]);
  expect(configured({ approvers: `${one}, ${other}` }).approvers).toEqual([one, other]);
});

test('all that is wrong is named at once', () => {
  expect(() => configured({ rotationStrategy: 'both', gracePeriod: 'P1W' })).toThrow(
    /^Wrong CDK context: rotationStrategy: .*; gracePeriod: .*; correct it in cdk\.json or behind -c$/,
  );
});

test.each([
  ['gracePeriode', 'gracePeriode: expected gracePeriod'],
  ['graceperiod', 'graceperiod: expected gracePeriod'],
  ['gracePeirod', 'gracePeirod: expected gracePeriod'],
  ['gracePerid', 'gracePerid: expected gracePeriod'],
  ['logRetention', 'logRetention: expected logRetentionDays'],
  ['colour', 'colour: expected one of prefix, apiUrl, rotationPeriod'],
])('a name that nothing knows is a mistake: %s', (name, sentence) => {
  expect(() => configured({ [name]: 'PT1H' })).toThrow(sentence);
});

test('context of CDK itself is none of our business', () => {
  const ofCdk = { '@aws-cdk/core:newStyleStackSynthesis': true, 'availability-zones:account=1:region=x': ['a'] };
  expect(configured({ ...ofCdk, 'aws:cdk:enable-path-metadata': true }).prefix).toBe('emnify-mfa');
});
