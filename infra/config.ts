import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Node } from 'constructs';
import * as z from 'zod/mini';
import { describeIssues } from '../functions/domain/secret-values.ts';
import { DeviceMaxAge, RevokeDevices } from '../functions/reconcile-user/environment.ts';
import { RotationStrategy } from '../functions/rotate-key/environment.ts';
import { ApiUrl, GracePeriod, SecretPrefix } from '../functions/shared/settings.ts';

const retentionForm = 'expected a number of days that CloudWatch Logs knows, such as 30, 90 or 365';

const Configuration = z.object({
  prefix: SecretPrefix,
  apiUrl: z._default(ApiUrl, 'https://cdn.emnify.net'),
  rotationStrategy: RotationStrategy,
  gracePeriod: GracePeriod,
  deviceMaxAge: DeviceMaxAge,
  revokeDevicesOnRotation: z.pipe(z.transform(asText), RevokeDevices),
  // A year, as Security Hub control CloudWatch.16 asks. `-c` gives text.
  logRetentionDays: z._default(z.pipe(z.coerce.number(retentionForm), z.enum(RetentionDays, retentionForm)), 365),
});

/** cdk.json may hold a boolean; `-c` gives text. */
function asText(value: unknown): unknown {
  return typeof value === 'boolean' ? String(value) : value;
}

/** What a deployment may choose, in `cdk.json` or with `-c name=value`; the texts are those of the functions' variables. */
export type Configuration = Readonly<z.output<typeof Configuration>>;

/**
 * The configuration that the app's context states.
 * @throws Error which names every value at fault and what was expected
 */
export function readConfiguration(node: Node): Configuration {
  const stated = Object.keys(Configuration.shape).map((name) => [name, node.tryGetContext(name)]);
  const result = Configuration.safeParse(Object.fromEntries(stated));
  if (result.success) return result.data;
  throw new Error(`Wrong CDK context: ${describeIssues(result.error)}; correct it in cdk.json or behind -c`);
}
