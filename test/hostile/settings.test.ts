import { App } from 'aws-cdk-lib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readSettings as readReconcileSettings } from '../../functions/reconcile-user/environment.ts';
import { readSettings as readRotateSettings } from '../../functions/rotate-key/environment.ts';
import { durationMs } from '../../functions/shared/duration.ts';
import { readConfiguration } from '../../infra/config.ts';
import { CANARY, expectSecret, harmless, manyTimes } from './support/harm.ts';
import { hostileText, hostileValue } from './support/inputs.ts';

const VARIABLES = {
  SECRET_PREFIX: 'emnify-mfa',
  EMNIFY_API_URL: 'https://cdn.emnify.net',
  ROTATION_STRATEGY: 'overlap',
  KEY_GRACE_PERIOD: 'PT24H',
  TRUSTED_DEVICE_MAX_AGE: 'P30D',
  REVOKE_DEVICES_ON_ROTATION: 'true',
  SCHEDULE_GROUP: 'emnify-mfa',
  SCHEDULER_ROLE_ARN: 'arn:aws:iam::111122223333:role/scheduler',
  RECONCILE_USER_ARN: 'arn:aws:lambda:eu-central-1:111122223333:function:reconcile-user',
  ROTATE_KEY_ARN: 'arn:aws:lambda:eu-central-1:111122223333:function:rotate-key',
  DEAD_LETTER_QUEUE_ARN: 'arn:aws:sqs:eu-central-1:111122223333:dead-letters',
};

const FUNCTIONS = { 'rotate-key': readRotateSettings, 'reconcile-user': readReconcileSettings };

describe('the environment of a function', () => {
  for (const [name, read] of Object.entries(FUNCTIONS)) {
    it(`of ${name} is read, or refused by the names of its variables`, async () => {
      const variables = fc
        .tuple(fc.constantFrom(...Object.keys(VARIABLES)), hostileText, fc.constantFrom('', CANARY))
        .map(([variable, text, secret]) => ({ ...VARIABLES, [variable]: `${secret}${text}` }));
      await manyTimes(variables, async (environment) => {
        const outcome = await harmless(() => read(environment));
        if ('error' in outcome) expect(outcome.error).toMatchObject({ kind: 'invalid-environment' });
        else expect(Object.values(outcome.value).every((value) => !Number.isNaN(value))).toBe(true);
      });
    });

    it(`of ${name} never sends credentials to an address in which somebody else is named`, async () => {
      const addresses = fc.tuple(
        hostileText,
        fc.constantFrom('http://', 'https://u:p@', 'ftp://', 'https:/\\', '//', 'file://'),
      );
      await manyTimes(addresses, async ([text, scheme]) => {
        const outcome = await harmless(() => read({ ...VARIABLES, EMNIFY_API_URL: `${scheme}${text}` }));
        if ('error' in outcome) return;
        const url = new URL(outcome.value.apiUrl);
        expect([url.username, url.password, url.search, url.hash]).toEqual(['', '', '', '']);
        if (url.protocol !== 'https:') expect(url.hostname).toMatch(/^(?:localhost|\[::1\]|127\.\d+\.\d+\.\d+)$/);
      });
    });
  }
});

it('a duration of odd text is NaN, or of whole minutes', async () => {
  const near = fc.stringMatching(/^P?\d{0,7}D?T?\d{0,7}H?\d{0,7}M?\d?S?$/);
  await manyTimes(fc.oneof(hostileText, near), async (text) => {
    const outcome = await harmless(() => durationMs(text));
    const ms = 'value' in outcome ? outcome.value : -1;
    expect(Number.isNaN(ms) || (ms >= 0 && ms % 60_000 === 0)).toBe(true);
  });
});

it('a CDK configuration of anything is read, or refused by the names of its values', async () => {
  const names = fc.constantFrom(
    'prefix',
    'apiUrl',
    'rotationStrategy',
    'gracePeriod',
    'deviceMaxAge',
    'revokeDevicesOnRotation',
    'logRetentionDays',
  );
  const { node } = new App();
  await manyTimes(fc.tuple(names, hostileValue), ([name, value]) => {
    const context = { tryGetContext: (asked: string) => (asked === name ? value : undefined) };
    const stated = Object.assign(Object.create(node), context);
    try {
      readConfiguration(stated);
    } catch (error) {
      if (!(error instanceof Error)) throw new Error('expected an Error', { cause: error });
      expect(error.message).toMatch(
        new RegExp(`^Wrong CDK context: ${name}[^]*; correct it in cdk\\.json or behind -c$`),
      );
      expect(error.message.length).toBeLessThan(2_000);
      expectSecret({ error });
    }
  });
});
