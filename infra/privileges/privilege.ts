/** Condition operator to condition key to the values that it allows; `{names}` as in `Privilege.on`. */
export type Condition = Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;

/** What one role may do, and why it has to. A row stands for each of its actions on each of its resources. */
export interface Privilege {
  /** Absent: it may. */
  readonly effect?: 'Deny';
  readonly actions: readonly string[];
  /** ARN patterns. `{names}` stand for what a deployment decides, see `names.ts`. */
  readonly on: readonly string[];
  readonly when?: Condition;
  /** What could not be done without it. */
  readonly why: string;
  /** Set where no call of the function's own uses it: who does, or when. Else a story of the tests must. */
  readonly usedBy?: string;
  /** Set where the row has to name every resource: why nothing narrower is possible. */
  readonly everyResource?: string;
}

/** What a role, key, queue or function lets others do to it. */
export interface Grant {
  readonly effect?: 'Deny';
  /** `Service: name`, `AWS: account or *`. */
  readonly to: string;
  readonly actions: readonly string[];
  /** Absent in the trust policy of a role, which has none. */
  readonly on?: readonly string[];
  readonly when?: Condition;
  readonly why: string;
}

/** Where AWS says which resources and condition keys each action of a service has. */
const REFERENCE = 'https://docs.aws.amazon.com/service-authorization/latest/reference';

/** By the prefix of its actions: the page of the Service Authorization Reference. */
export const sources: Readonly<Record<string, string>> = {
  ec2: `${REFERENCE}/list_amazonec2.html`,
  iam: `${REFERENCE}/list_awsidentityandaccessmanagementiam.html`,
  kms: `${REFERENCE}/list_awskeymanagementservice.html`,
  lambda: `${REFERENCE}/list_awslambda.html`,
  logs: `${REFERENCE}/list_amazoncloudwatchlogs.html`,
  scheduler: `${REFERENCE}/list_amazoneventbridgescheduler.html`,
  secretsmanager: `${REFERENCE}/list_awssecretsmanager.html`,
  sns: `${REFERENCE}/list_amazonsns.html`,
  sqs: `${REFERENCE}/list_amazonsqs.html`,
  sts: `${REFERENCE}/list_awssecuritytokenservice.html`,
};
