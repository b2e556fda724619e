import { runSimulation } from '@cloud-copilot/iam-simulate';
import { ACCOUNT } from '../account.ts';
import type { Statement } from './statement.ts';

/** What IAM is asked: may this principal do this, to this, under these circumstances? */
export interface IamRequest {
  readonly action: string;
  /** ARN. */
  readonly resource: string;
  /** Condition keys of the request. Those that the Service Authorization Reference does not list for the action count for nothing. */
  readonly context: Readonly<Record<string, string | readonly string[]>>;
}

export interface Asker {
  /** ARN of a role, or a service's name such as `secretsmanager.amazonaws.com`. */
  readonly principal: string;
  /** What the principal's own policies say; none for a service. */
  readonly identity: readonly Statement[];
}

/** iam-simulate gives no value to `kms:EncryptionContext:*`; it does to this key, which compares in the same way. */
const ENCRYPTION_CONTEXT = 'kms:EncryptionContext:';
const COMPARED_AS = 'aws:PrincipalTag/kms-EncryptionContext-';

/**
 * Whether IAM would allow it, by policies within one account: no organisation's policies, boundaries or session policies.
 * @param onResource what the resource's own policy says, where it has one
 * @throws Error where the action, the resource's form or a policy is not one that IAM knows
 */
export async function isAllowed(
  { principal, identity }: Asker,
  { action, resource, context }: IamRequest,
  onResource?: readonly Statement[],
): Promise<boolean> {
  const contextVariables = Object.fromEntries(
    Object.entries(context).map(([key, value]) => [comparable(key), typeof value === 'string' ? value : [...value]]),
  );
  const answer = await runSimulation(
    {
      request: {
        principal,
        action,
        resource: { resource, accountId: resource.split(':')[4] || ACCOUNT },
        contextVariables,
      },
      identityPolicies: identity.length === 0 ? [] : [{ name: 'role', policy: document(identity) }],
      serviceControlPolicies: [],
      resourceControlPolicies: [],
      ...(onResource === undefined ? {} : { resourcePolicy: document(onResource) }),
    },
    {},
  );
  if (answer.resultType === 'error') {
    throw new Error(`${action} on ${resource} cannot be judged: ${JSON.stringify(answer.errors)}`);
  }
  return answer.overallResult === 'Allowed';
}

function document(statements: readonly Statement[]): unknown {
  const Statement = statements.map(({ Condition, ...statement }) => ({
    ...statement,
    ...(Condition === undefined ? {} : { Condition: withComparableKeys(Condition) }),
  }));
  return { Version: '2012-10-17', Statement };
}

function withComparableKeys(condition: NonNullable<Statement['Condition']>): NonNullable<Statement['Condition']> {
  return Object.fromEntries(
    Object.entries(condition).map(([operator, keys]) => [
      operator,
      Object.fromEntries(Object.entries(keys).map(([key, values]) => [comparable(key), values])),
    ]),
  );
}

function comparable(key: string): string {
  return key.startsWith(ENCRYPTION_CONTEXT)
    ? `${COMPARED_AS}${key.slice(ENCRYPTION_CONTEXT.length).replaceAll(':', '-')}`
    : key;
}
