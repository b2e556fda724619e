import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { parseEnrolmentRequest } from '../../functions/domain/enrolment/request.ts';
import { parseFleetRequest } from '../../functions/domain/fleet/request.ts';
import { parseIssueCodeRequest } from '../../functions/domain/issuing/request.ts';
import { parseOffboardingRequest } from '../../functions/domain/offboarding/request.ts';
import { parseReconcileRequest } from '../../functions/domain/reconcile/request.ts';
import { parseRotationEvent } from '../../functions/domain/rotation/event.ts';
import { CANARY, harmless, manyTimes, refused } from './support/harm.ts';
import { damaged, hostileText, hostileValue } from './support/inputs.ts';

// As where the whole of zod is loaded: its own words would quote the names of members that nobody expects.
z.config(z.locales.en());

const EVENT = {
  Step: 'createSecret',
  SecretId: 'arn:aws:secretsmanager:eu-central-1:111122223333:secret:emnify-mfa/alice/key-AbCdEf',
  ClientRequestToken: '11111111-1111-4111-8111-111111111111',
};

/** What each function is asked with, and the members without which it is asked nothing. */
const REQUESTS = {
  reconcile: { parse: parseReconcileRequest, request: { user: 'alice', dryRun: true, endGrace: true } },
  enrolment: {
    parse: parseEnrolmentRequest,
    request: { user: 'alice', schedule: { expression: 'rate(60 days)', duration: '1h' }, takeOver: [701] },
  },
  offboarding: { parse: parseOffboardingRequest, request: { user: 'alice', deleteKeys: true } },
  code: { parse: parseIssueCodeRequest, request: { user: 'alice', reason: 'change of telephones' } },
  fleet: { parse: parseFleetRequest, request: { run: 'r1', reason: 'a leak', users: ['alice'], priority: ['alice'] } },
} as const;

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

for (const [name, { parse, request }] of Object.entries(REQUESTS)) {
  describe(`a request for ${name}`, () => {
    it('of anything at all is refused', async () => {
      await manyTimes(hostileValue, async (event) => {
        expect(await refused(() => parse(event))).toMatchObject({ kind: 'invalid-input' });
      });
    });

    it('with one damaged member is refused, or was not damaged after all', async () => {
      await manyTimes(damaged(request), async (event) => {
        const outcome = await harmless(() => parse(event));
        if ('value' in outcome) expect(outcome.value).toMatchObject(event);
        else expect(outcome.error).toMatchObject({ kind: 'invalid-input' });
      });
    });

    it('with a member that it does not know is refused, and the member is not told', async () => {
      const names = fc.oneof(hostileText, fc.constantFrom('__proto__', 'constructor', CANARY));
      await manyTimes(fc.tuple(names, hostileValue), async ([unknown, value]) => {
        const event: unknown = Object.fromEntries([...Object.entries(request), [`${unknown}${CANARY}`, value]]);
        expect(await refused(() => parse(event))).toMatchObject({ kind: 'invalid-input' });
      });
    });

    it('with a prototype of its own is refused', async () => {
      const event: unknown = JSON.parse(`${JSON.stringify(request).slice(0, -1)}, "__proto__": {"user": "bob"}}`);
      expect(await refused(() => parse(event))).toMatchObject({ kind: 'invalid-input' });
    });
  });
}
