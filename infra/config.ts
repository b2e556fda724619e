import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Node } from 'constructs';
import * as z from 'zod/mini';
import { describeIssues } from '../functions/domain/secret-values.ts';
import { RotationPeriod } from '../functions/enroll-user/environment.ts';
import { DeviceMaxAge, RevokeDevices } from '../functions/reconcile-user/environment.ts';
import { RotationStrategy } from '../functions/rotate-key/environment.ts';
import { ApiUrl, GracePeriod, SecretPrefix } from '../functions/shared/settings.ts';
import { unknownNames } from './unknown-context.ts';

const retentionForm = 'expected a number of days that CloudWatch Logs knows, such as 90, 365 or 400';
const addressForm = 'expected an e-mail address such as security@example.com';
const approversForm =
  'expected 1 to 10 ARNs of IAM users or roles, as a list or with commas between, such as arn:aws:iam::111122223333:role/Approver';
const booleanForm = 'expected true or false';

const APPROVER = /^arn:aws[a-z-]*:(iam|sts)::\d{12}:(user|role|assumed-role)\/[\w+=.@/-]+$/;

const Configuration = z.object({
  prefix: SecretPrefix,
  apiUrl: z._default(ApiUrl, 'https://cdn.emnify.net'),
  rotationPeriod: RotationPeriod,
  rotationStrategy: RotationStrategy,
  gracePeriod: GracePeriod,
  deviceMaxAge: DeviceMaxAge,
  revokeDevicesOnRotation: z.pipe(z.transform(asText), RevokeDevices),
  alarmAddress: z.optional(z.email(addressForm)),
  // https://docs.aws.amazon.com/systems-manager/latest/userguide/automation-action-approve.html
  approvers: z.optional(
    z.pipe(
      z.transform(asList),
      z
        .array(z.string(approversForm).check(z.regex(APPROVER, approversForm)), approversForm)
        .check(z.minLength(1, approversForm), z.maxLength(10, approversForm)),
    ),
  ),
  // 400 days keep the audit lines of a year and the month in which an auditor asks. `-c` gives text.
  logRetentionDays: z._default(z.pipe(z.coerce.number(retentionForm), z.enum(RetentionDays, retentionForm)), 400),
  staticEgress: z.pipe(
    z.transform(asText),
    z._default(z.stringbool({ truthy: ['true'], falsy: ['false'], error: booleanForm }), false),
  ),
});

/** cdk.json may hold a boolean; `-c` gives text. */
function asText(value: unknown): unknown {
  return typeof value === 'boolean' ? String(value) : value;
}

/** cdk.json may hold a list; `-c` gives text. */
function asList(value: unknown): unknown {
  return typeof value === 'string' ? value.split(',').map((item) => item.trim()) : value;
}

/** What a deployment may choose, in `cdk.json` or with `-c name=value`; the texts are those of the functions' variables. */
export type Configuration = Readonly<z.output<typeof Configuration>>;

/**
 * The configuration that the app's context states.
 * @throws Error which names every value at fault and what was expected, and every name that nothing knows
 */
export function readConfiguration(node: Node): Configuration {
  const names = Object.keys(Configuration.shape);
  const unknown = unknownNames(Object.keys(node.getAllContext()), names);
  const result = Configuration.safeParse(Object.fromEntries(names.map((name) => [name, node.tryGetContext(name)])));
  if (result.success && unknown.length === 0) return result.data;
  const faults = [...unknown, ...(result.success ? [] : [describeIssues(result.error)])];
  throw new Error(`Wrong CDK context: ${faults.join('; ')}; correct it in cdk.json or behind -c`);
}
