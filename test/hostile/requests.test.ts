import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { UserSlug } from '../../functions/domain/identifiers.ts';
import { parseReconcileRequest } from '../../functions/domain/reconcile/request.ts';
import { parseRotationEvent } from '../../functions/domain/rotation/event.ts';
import { secretNames, userOfKeySecret } from '../../functions/domain/secret-names.ts';
import { CANARY, harmless, manyTimes, refused } from './support/harm.ts';
import { damaged, hostileText, hostileValue } from './support/inputs.ts';

const EVENT = {
  Step: 'createSecret',
  SecretId: 'arn:aws:secretsmanager:eu-central-1:111122223333:secret:emnify-mfa/alice/key-AbCdEf',
  ClientRequestToken: '11111111-1111-4111-8111-111111111111',
};
const REQUEST = { user: 'alice', dryRun: true, endGrace: false };

describe('a rotation event', () => {
  it('of anything at all is refused', async () => {
    await manyTimes(hostileValue, async (event) => {
      expect(await refused(() => parseRotationEvent(event))).toMatchObject({ kind: 'invalid-input' });
    });
  });

  it('with one wrong member is refused, and nothing of it or of its RotationToken is told', async () => {
    const damagedEvent = damaged({ ...EVENT, RotationToken: CANARY }, ['Step', 'ClientRequestToken']);
    await manyTimes(damagedEvent, async (event) => {
      expect(await refused(() => parseRotationEvent(event))).toMatchObject({ kind: 'invalid-input' });
    });
  });

  it('keeps nothing but its three members, whatever else it holds', async () => {
    await manyTimes(fc.dictionary(hostileText, hostileValue, { maxKeys: 3 }), async (more) => {
      const outcome = await harmless(() => parseRotationEvent({ ...more, ...EVENT, [CANARY]: more }));
      expect(outcome).toEqual({
        value: { step: 'createSecret', secretId: EVENT.SecretId, token: EVENT.ClientRequestToken },
      });
    });
  });
});

describe('a reconcile request', () => {
  it('of anything at all is refused', async () => {
    await manyTimes(hostileValue, async (event) => {
      expect(await refused(() => parseReconcileRequest(event))).toMatchObject({ kind: 'invalid-input' });
    });
  });

  it('with one wrong member is refused, but for a flag that is left out', async () => {
    await manyTimes(damaged(REQUEST), async (event) => {
      const outcome = await harmless(() => parseReconcileRequest(event));
      if ('value' in outcome) expect(outcome.value).toMatchObject({ dryRun: false, ...event });
      else expect(outcome.error).toMatchObject({ kind: 'invalid-input' });
    });
  });

  it('with a member that it does not know is refused, and the member is not told', async () => {
    const names = fc.oneof(hostileText, fc.constantFrom('__proto__', 'constructor', CANARY));
    await manyTimes(fc.tuple(names, hostileValue), async ([name, value]) => {
      const event: unknown = Object.fromEntries([...Object.entries(REQUEST), [`${name}${CANARY}`, value]]);
      expect(await refused(() => parseReconcileRequest(event))).toMatchObject({ kind: 'invalid-input' });
    });
  });
});

describe('a user and the name of a key secret', () => {
  it('are read back as they are, or refused with a sentence', async () => {
    await manyTimes(fc.tuple(hostileText, hostileText), async ([before, after]) => {
      for (const secretId of [
        before,
        `emnify-mfa/${before}/key`,
        `${EVENT.SecretId}${after}`,
        `arn:${before}${after}`,
      ]) {
        const outcome = await harmless(() => userOfKeySecret('emnify-mfa', secretId));
        if ('value' in outcome) expect(secretId).toContain(secretNames('emnify-mfa', outcome.value).key);
        else expect(outcome.error).toMatchObject({ kind: 'invalid-input' });
      }
    });
  });

  it('are never made of what is no slug', async () => {
    await manyTimes(hostileValue, (value) => {
      const parsed = UserSlug.safeParse(value);
      expect(parsed.success).toBe(typeof value === 'string' && /^[a-z0-9][a-z0-9-]{0,62}(?!\n)$/.test(value));
    });
  });

  it('are refused in an ARN of anything but letters, digits and hyphens', async () => {
    const parts = hostileText.filter((text) => !/^[a-z0-9-]{0,30}$/.test(text));
    await manyTimes(parts, async (part) => {
      const [before, after] = ['arn:', ':111122223333:secret:emnify-mfa/alice/key-AbCdEf'];
      for (const arn of [
        `${before}${part}:secretsmanager:eu-central-1${after}`,
        `${before}aws:secretsmanager:${part}${after}`,
      ]) {
        expect(await refused(() => userOfKeySecret('emnify-mfa', arn))).toMatchObject({ kind: 'invalid-input' });
      }
    });
  });
});
