import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InvalidInput } from '../../../functions/domain/errors.ts';
import { parseRotationEvent } from '../../../functions/domain/rotation/event.ts';

const token = 'a1B2_.-x'.repeat(4);
const event = { Step: 'createSecret', SecretId: 'emnify-mfa/alice/key', ClientRequestToken: token };

describe('a rotation event', () => {
  it.each(['createSecret', 'setSecret', 'testSecret', 'finishSecret'])('is read with either spelling of %s', (step) => {
    const snake = step.replace('S', '_s');
    for (const Step of [step, snake]) {
      expect(parseRotationEvent({ ...event, Step })).toEqual({ step, secretId: event.SecretId, token });
    }
  });

  it('may carry a RotationToken and more, which are not kept', () => {
    const parsed = parseRotationEvent({ ...event, RotationToken: 'a credential', More: 1 });
    expect(Object.keys(parsed).sort()).toEqual(['secretId', 'step', 'token']);
  });

  it.each([32, 64])('may have a token of %i characters', (length) => {
    expect(parseRotationEvent({ ...event, ClientRequestToken: 'x'.repeat(length) }).token).toHaveLength(length);
  });

  it.each(['x'.repeat(31), 'x'.repeat(65), `${'x'.repeat(36)}\n`, `${'x'.repeat(35)}/`])('has no token %j', (odd) => {
    expect(() => parseRotationEvent({ ...event, ClientRequestToken: odd })).toThrow(InvalidInput);
  });

  it('is never made of anything else', () => {
    fc.assert(
      fc.property(fc.anything(), (anything) => {
        expect(() => parseRotationEvent(anything)).toThrow(InvalidInput);
        expect(() => parseRotationEvent({ ...event, Step: anything })).toThrow(InvalidInput);
      }),
    );
  });
});
