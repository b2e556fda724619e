/** The one account and region of the embedded stack. */
export const ACCOUNT = '111122223333';
export const REGION = 'eu-central-1';

export function functionArn(name: string): string {
  return `arn:aws:lambda:${REGION}:${ACCOUNT}:function:${name}`;
}

/** What a deployment makes beside the functions: where schedules live, as whom they run, and where a lost run goes. */
export const SCHEDULE_GROUP = 'emnify-mfa';
export const SCHEDULER_ROLE_ARN = `arn:aws:iam::${ACCOUNT}:role/emnify-mfa-scheduler`;
export const DEAD_LETTER_QUEUE_ARN = `arn:aws:sqs:${REGION}:${ACCOUNT}:emnify-mfa-dead-letters`;
export const ENCRYPTION_KEY_ARN = `arn:aws:kms:${REGION}:${ACCOUNT}:key/5c1d0a52-7f4e-4a5e-9d0c-3b9f6a1e2d48`;
