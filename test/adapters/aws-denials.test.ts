import { describe, expect, it } from 'vitest';
import { translateAwsError } from '../../functions/adapters/aws-errors.ts';

const WHO = 'User: arn:aws:sts::111122223333:assumed-role/operator/ann is not authorized to perform';
const FUNCTION = 'arn:aws:lambda:eu-central-1:111122223333:function:emnify-mfa-rotate-key';

function denied(message: string, name = 'AccessDeniedException') {
  const error = Object.assign(new Error(message), { name, $metadata: { httpStatusCode: 400 } });
  return translateAwsError('RotateSecret', error, { write: true });
}

describe('what AWS says of a refusal', () => {
  it('is carried as the action and the resource that it names', () => {
    const error = denied(`${WHO}: lambda:InvokeFunction on resource: ${FUNCTION} because no policy allows it`);
    expect(error.denied).toEqual({ actions: ['lambda:InvokeFunction'], resource: FUNCTION });
  });

  it('is carried without a resource where none is named, or what is named is no ARN', () => {
    expect(denied(`${WHO}: sns:ListSubscriptionsByTopic`).denied).toEqual({
      actions: ['sns:ListSubscriptionsByTopic'],
    });
    expect(denied(`${WHO}: sns:Publish on resource: CANARY`).denied).toEqual({ actions: ['sns:Publish'] });
  });

  it('of KMS is what Secrets Manager needs of it', () => {
    expect(denied('Access to KMS is not allowed').denied).toEqual({ actions: ['kms:GenerateDataKey', 'kms:Decrypt'] });
  });

  it.each([
    `${WHO}: CANARY on resource: *`,
    `${WHO}: CANARY:hunter2 on resource: *`,
    'the value CANARY cannot be stored',
    '',
  ])('is nothing where it names no action, and never free text: %s', (message) => {
    const error = denied(message);
    expect(error.denied).toBeUndefined();
    expect(JSON.stringify([error, error.message])).not.toContain('CANARY');
  });

  it('is not read of any other error', () => {
    expect(denied(`${WHO}: sns:Publish`, 'ValidationException').denied).toBeUndefined();
  });
});
