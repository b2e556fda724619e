import * as logs from '@aws-sdk/client-cloudwatch-logs';
import * as lambda from '@aws-sdk/client-lambda';
import * as scheduler from '@aws-sdk/client-scheduler';
import * as secretsManager from '@aws-sdk/client-secrets-manager';
import * as sns from '@aws-sdk/client-sns';
import * as sts from '@aws-sdk/client-sts';
import * as z from 'zod';

/** The AWS CLI's names of services whose model comes with the SDK's clients. */
const CLIENTS: Readonly<Record<string, object>> = {
  lambda,
  logs,
  scheduler,
  secretsmanager: secretsManager,
  sns,
  sts,
};

/** What the documents use besides, above all of services without a client here; https://docs.aws.amazon.com/cli/latest/reference/. */
const OTHERS: Readonly<Record<string, readonly string[]>> = {
  'cloudformation describe-stacks': ['stack-name'],
  'cloudtrail lookup-events': ['lookup-attributes', 'start-time', 'end-time', 'max-results'],
  'cloudwatch describe-alarms': ['alarm-names', 'alarm-name-prefix', 'state-value'],
  // The CLI's own, no operation of the service.
  'logs tail': ['since', 'follow', 'format', 'filter-pattern', 'log-stream-names', 'log-stream-name-prefix'],
  'kms schedule-key-deletion': ['key-id', 'pending-window-in-days'],
  'ssm describe-document': ['name', 'document-version'],
  'ssm get-automation-execution': ['automation-execution-id'],
  'ssm send-automation-signal': ['automation-execution-id', 'signal-type', 'payload'],
  'ssm start-automation-execution': ['document-name', 'document-version', 'parameters', 'client-token', 'mode'],
  'ssm stop-automation-execution': ['automation-execution-id', 'type'],
  'sqs delete-message': ['queue-url', 'receipt-handle'],
  'sqs receive-message': ['queue-url', 'max-number-of-messages', 'visibility-timeout', 'wait-time-seconds'],
};

/** Of the CLI, not of an operation. */
const GLOBAL = new Set(['region', 'profile', 'output', 'query', 'no-cli-pager', 'no-paginate', 'cli-binary-format']);

/** Of CloudWatch Logs, for lines of JSON: terms over members, joined by && and ||. */
const FILTER_PATTERN = /^\{ \$\.\w+ = "[\w:*-]+"( (&&|\|\|) \$\.\w+ = "[\w:*-]+")* \}$/;

/** Static schemas of the SDK: `[9, namespace, name, traits, input, output]` and `[3, namespace, name, traits, members, …]`. */
const Structure = z.tuple([z.literal(3), z.string(), z.string(), z.unknown(), z.array(z.string())]).rest(z.unknown());
const Lazy = z.custom<() => unknown>((value) => typeof value === 'function');
const Operation = z.tuple([z.literal(9), z.string(), z.string(), z.unknown(), Lazy]).rest(z.unknown());

/** A sentence for each thing that the AWS CLI would not understand. @param words behind `aws` */
export function faultsOfAws(words: readonly string[]): readonly string[] {
  const [service = '', operation = '', ...rest] = words;
  const members = membersOf(service, operation);
  if (members === undefined) return [`neither the SDK nor the table in this file knows aws ${service} ${operation}`];
  const flags = rest.filter((word) => word.startsWith('--')).map((word) => word.slice(2).split('=')[0] ?? '');
  const known = (flag: string) =>
    GLOBAL.has(flag) || members.has(flag) || (flag.startsWith('no-') && members.has(flag.slice(3)));
  return [
    ...flags.filter((flag) => !known(flag)).map((flag) => `aws ${service} ${operation} has no --${flag}`),
    ...rest
      .filter((word) => /^[[{]/.test(word) && !isJson(word) && !FILTER_PATTERN.test(word))
      .map((word) => `not JSON: ${word}`),
  ];
}

function membersOf(service: string, operation: string): ReadonlySet<string> | undefined {
  const flags = OTHERS[`${service} ${operation}`];
  if (flags !== undefined) return new Set(flags);
  const client = CLIENTS[service];
  if (client === undefined) return undefined;
  const name = operation.replaceAll(/(^|-)([a-z])/g, (_, _dash, letter: string) => letter.toUpperCase());
  const found = Operation.safeParse(new Map(Object.entries(client)).get(`${name}$`));
  if (!found.success) return undefined;
  const input = Structure.safeParse(found.data[4]());
  return input.success ? new Set(input.data[4].map(kebab)) : undefined;
}

/** As the CLI makes it of a member's name: `RotationLambdaARN` becomes `rotation-lambda-arn`. */
function kebab(member: string): string {
  return member.replaceAll(/(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])/g, '-').toLowerCase();
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
