import * as z from 'zod';

/** https://docs.aws.amazon.com/systems-manager/latest/userguide/documents-syntax-data-elements-parameters.html */
const Parameter = z.strictObject({
  type: z.literal('String'),
  description: z.string(),
  allowedPattern: z.string().optional(),
  allowedValues: z.array(z.string()).optional(),
  default: z.string().optional(),
});
export type Parameter = z.output<typeof Parameter>;

/** What each step may say beside its action and inputs; `nextStep`, `onFailure` and `maxAttempts` are not known here. */
const common = {
  name: z.string().regex(/^\w{1,128}$/),
  isEnd: z.literal(true).optional(),
  timeoutSeconds: z.number().int().positive().optional(),
};

/** The actions that the documents use, and of each the inputs: https://docs.aws.amazon.com/systems-manager/latest/userguide/automation-actions.html */
const Step = z.discriminatedUnion('action', [
  z.strictObject({
    ...common,
    action: z.literal('aws:invokeLambdaFunction'),
    inputs: z.strictObject({
      FunctionName: z.string(),
      Qualifier: z.string().optional(),
      InvocationType: z.enum(['RequestResponse', 'Event']),
      // With Tail, the end of the function's log would become an output.
      LogType: z.literal('None'),
      InputPayload: z.record(z.string(), z.unknown()),
    }),
  }),
  z.strictObject({
    ...common,
    action: z.literal('aws:executeAwsApi'),
    inputs: z.looseObject({ Service: z.literal('secretsmanager'), Api: z.string() }),
  }),
  z.strictObject({
    ...common,
    action: z.literal('aws:approve'),
    inputs: z.strictObject({
      NotificationArn: z.string().regex(/^arn:aws:sns:[^:]+:\d{12}:Automation/),
      Message: z.string().max(4096),
      MinRequiredApprovals: z.literal(1),
      Approvers: z.array(z.string()).min(1).max(10),
    }),
  }),
  z.strictObject({
    ...common,
    action: z.literal('aws:branch'),
    inputs: z.strictObject({
      Choices: z.array(z.strictObject({ NextStep: z.string(), Variable: z.string(), StringEquals: z.string() })).min(1),
      Default: z.string(),
    }),
  }),
  z.strictObject({
    ...common,
    action: z.literal('aws:sleep'),
    inputs: z.strictObject({ Duration: z.string().regex(/^PT\d+M$/) }),
  }),
]);
export type Step = z.output<typeof Step>;

export const AutomationDocument = z.strictObject({
  schemaVersion: z.literal('0.3'),
  description: z.string(),
  assumeRole: z.string(),
  parameters: z.record(z.string().regex(/^\w+$/), Parameter),
  mainSteps: z.array(Step).min(1),
});
export type AutomationDocument = z.output<typeof AutomationDocument>;
