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
    logRetentionDays: 365,
  });
});

test('days may be given as a number in cdk.json and as text behind -c', () => {
  expect(configured({ logRetentionDays: 30 }).logRetentionDays).toBe(30);
  expect(configured({ logRetentionDays: '30' }).logRetentionDays).toBe(30);
});

test('devices may be kept by a boolean in cdk.json and by text behind -c', () => {
  expect(configured({ revokeDevicesOnRotation: false }).revokeDevicesOnRotation).toBe('false');
  expect(configured({ revokeDevicesOnRotation: 'false' }).revokeDevicesOnRotation).toBe('false');
});

test.each([
  ['prefix', 'a prefix', 'prefix: expected letters, digits and hyphens'],
  ['prefix', 'emnify-mfa/', 'prefix: expected letters, digits and hyphens'],
  ['apiUrl', 'cdn.emnify.net', 'apiUrl: expected the https URL'],
  ['apiUrl', 'http://cdn.emnify.net', 'apiUrl: expected the https URL'],
  ['rotationStrategy', 'both', 'rotationStrategy: expected overlap or replace'],
  ['gracePeriod', '24h', 'gracePeriod: expected an ISO 8601 duration'],
  ['gracePeriod', 24, 'gracePeriod: expected an ISO 8601 duration'],
  ['deviceMaxAge', 'a month', 'deviceMaxAge: expected an ISO 8601 duration'],
  ['revokeDevicesOnRotation', 'no', 'revokeDevicesOnRotation: expected true or false'],
  ['logRetentionDays', '31', 'logRetentionDays: expected a number of days that CloudWatch Logs knows'],
  ['logRetentionDays', 'forever', 'logRetentionDays: expected a number of days that CloudWatch Logs knows'],
])('%s %j fails with what was expected', (name, value, sentence) => {
  expect(() => configured({ [name]: value })).toThrow(sentence);
});

test('all that is wrong is named at once', () => {
  expect(() => configured({ rotationStrategy: 'both', gracePeriod: 'P1W' })).toThrow(
    /^Wrong CDK context: rotationStrategy: .*; gracePeriod: .*; correct it in cdk\.json or behind -c$/,
  );
});
