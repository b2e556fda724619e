import * as z from 'zod';
import { unsupported, validation } from './errors.ts';

const SQS_QUEUE = /^arn:aws[a-z-]*:sqs:[a-z0-9-]+:\d{12}:[a-zA-Z0-9\-_]+$/;
const LAMBDA_FUNCTION = /^arn:aws[a-z-]*:lambda:[a-z0-9-]+:\d{12}:function:[a-zA-Z0-9-_]+(:[a-zA-Z0-9$_-]+)?$/;
/** The services of the templated targets (user guide, "Using templated targets") that the product does not call. */
const OTHER_TEMPLATED =
  /^arn:aws[a-z-]*:(codebuild|codepipeline|ecs|events|inspector|kinesis|firehose|sagemaker|sns|states):/;
const UNIVERSAL = /^arn:aws[a-z-]*:scheduler:::aws-sdk:[a-z0-9]+:([a-zA-Z0-9]+)$/;
/** User guide, "Using universal targets": read-only API actions are not supported. */
const READ_ONLY = /^(get|describe|list|poll|receive|search|scan|query|select|read|lookup|discover|validate|batchGet)/;

export const targetSchema = z.strictObject({
  Arn: z.string().min(1).max(1600),
  RoleArn: z
    .string()
    .min(1)
    .max(1600)
    .regex(/^arn:aws[a-z-]*:iam::\d{12}:role\/[\w+=,.@/-]+$/),
  Input: z.string().min(1).optional(),
  RetryPolicy: z
    .strictObject({
      MaximumEventAgeInSeconds: z.int().min(60).max(86_400).default(86_400),
      MaximumRetryAttempts: z.int().min(0).max(185).default(185),
    })
    .prefault({}),
  DeadLetterConfig: z.strictObject({ Arn: z.string().regex(SQS_QUEUE).optional() }).optional(),
});
export type Target = z.infer<typeof targetSchema>;

export function isFunction(arn: string): boolean {
  return LAMBDA_FUNCTION.test(arn);
}

/** @throws SchedulerError where AWS refuses the target, or the stand-in cannot deliver to it */
export function checkTarget({ Arn, Input }: Target): void {
  const action = UNIVERSAL.exec(Arn)?.[1];
  if (action !== undefined) {
    if (READ_ONLY.test(action))
      throw validation(`${Arn} is a read-only API action, which is not supported as a target.`);
    throw unsupported('universal targets');
  }
  if (OTHER_TEMPLATED.test(Arn)) throw unsupported(`the target ${Arn}: only Lambda functions and SQS queues`);
  if (!isFunction(Arn) && !SQS_QUEUE.test(Arn)) {
    throw validation(`Provided Arn is not a supported service for a target: ${Arn}.`);
  }
  if (Input?.includes('<aws.scheduler.')) throw unsupported('context attributes in Input');
  if (isFunction(Arn) && Input !== undefined && !isJson(Input))
    throw validation('The Input of a Lambda target must be JSON.');
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
