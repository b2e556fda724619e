import * as z from 'zod';
import type { Recorded } from '../../../../cli/report/audit-line.ts';
import type { WitnessedCall } from '../../../../local/faults.ts';

/** One change as a sentence: the same whether a simulator saw it or a line tells of it. */
export interface Change {
  readonly at: number;
  readonly facts: readonly string[];
}

const Body = z.looseObject({});
const Tags = z.array(z.object({ Key: z.string(), Value: z.string() }));

/** Calls that change nothing, or that are the log itself, an invocation of a function, or a sign-in. */
const LOOKS = /^(Describe|Get|List|Filter|GET |Invoke|CreateLogStream|PutLogEvents|POST \/api\/v1\/authenticate)/;

/** What a call changed, as the simulators saw it; undefined where it changed nothing. @throws Error where it is of no known kind */
export async function changeOf({ record, request, answer }: WitnessedCall): Promise<Change | undefined> {
  const { operation, path, at, status = 0 } = record;
  if (LOOKS.test(operation) || status < 200 || status > 299) return undefined;
  const sent = await json(request);
  const answered = await json(answer);
  const secret = String(sent['SecretId'] ?? sent['Name'] ?? '');
  const user = /emnify-mfa\/([^/]+)\//.exec(secret)?.[1] ?? '';
  const last = path.split('/').at(-1);
  const is = (...facts: readonly string[]): Change => ({ at, facts });
  switch (operation) {
    case 'POST /api/v1/user/mfa':
      return is(`key ${answered['id']} created`);
    case 'PATCH /api/v1/user/mfa/{key_id}':
      return is(`key ${last} activated`);
    case 'CreateSecret':
      return is(secret.endsWith('/credentials') ? `credentials of ${user} written` : `${secret} created`);
    case 'PutSecretValue':
      if (secret.includes('/credentials')) return is(`credentials of ${user} written`);
      return is(`version ${sent['ClientRequestToken']} stored`);
    case 'UpdateSecretVersionStage':
      if (sent['VersionStage'] === 'AWSCURRENT') return is(`AWSCURRENT on ${sent['MoveToVersionId']}`);
      return is(`AWSPENDING off ${sent['RemoveFromVersionId']}`);
    case 'RotateSecret':
      return is(
        sent['RotationLambdaARN'] === undefined ? `rotation of ${user} begun` : `rotation of ${user} configured`,
      );
    case 'CancelRotateSecret':
      return is(`rotation of ${user} cancelled`);
    case 'DeleteSecret':
      return is(`${secret} to be deleted`);
    case 'TagResource':
      return is(...tagged(user, Tags.parse(sent['Tags'])));
    case 'UntagResource':
      return is(
        ...z
          .array(z.string())
          .parse(sent['TagKeys'])
          .map((key) => `tag ${key} of ${user} removed`),
      );
    case 'CreateSchedule':
    case 'UpdateSchedule':
      return is(`schedule ${last} written`);
    case 'DeleteSchedule':
      return is(`schedule ${last} deleted`);
  }
  if (/^DELETE .*\/mfa\/trusted_device\/\{[^/]+$/.test(operation)) return is(`device ${last} deleted`);
  if (/^DELETE .*\/mfa\/\{[^/]+$/.test(operation)) return is(`key ${last} deleted`);
  throw new Error(`expected a call that this test knows, got ${operation}`);
}

/** A call may set several tags; each stands for what it says. */
function tagged(user: string, tags: z.infer<typeof Tags>): readonly string[] {
  const named = new Map(tags.map(({ Key, Value }) => [Key.replace('emnify-mfa:', ''), Value]));
  const facts = [...named.keys()]
    .filter((name) => name.startsWith('superseded/') || name === 'owner')
    .map((name) => `tag ${name} of ${user}`);
  // Attempts are settled by the acceptance that the same call puts on record, and counted by the hold that it begins.
  if (named.has('proven')) return [...facts, `key ${named.get('proven')} proven`];
  if (named.has('hold') || named.has('offboarding')) return [...facts, `hold of ${user}`];
  if (named.has('attempts')) return [...facts, `attempts of ${user}`];
  return [...facts, ...(named.has('keys-deleted') ? [`tag keys-deleted of ${user}`] : [])];
}

async function json(message: Request | Response | undefined): Promise<z.infer<typeof Body>> {
  const text = (await message?.text()) ?? '';
  return text === '' ? {} : Body.parse(JSON.parse(text));
}

/** The change that a line tells of; undefined where it tells of none. */
export function changeToldBy(line: Recorded): string | undefined {
  const { event, outcome, user, keyId, deviceId, version, rung, reason } = line;
  if (outcome !== 'ok') return undefined;
  switch (event) {
    case 'key-created':
      return `key ${keyId} created`;
    case 'key-activated':
      return `key ${keyId} activated`;
    case 'key-retired':
    case 'key-discarded':
    case 'orphan-deleted':
    case 'current-key-deleted':
    case 'managed-key-deleted':
      return `key ${keyId} deleted`;
    case 'device-pruned':
      return `device ${deviceId} deleted`;
    case 'owner-recorded':
      return `tag owner of ${user}`;
    case 'key-superseded':
      return `tag superseded/${keyId} of ${user}`;
    case 'superseded-tag-removed':
      return `tag emnify-mfa:superseded/${keyId} of ${user} removed`;
    case 'rung-reached':
      if (rung === 'stored') return `version ${version} stored`;
      if (rung === 'proven') return `key ${keyId} proven`;
      return rung === 'promoted' ? `AWSCURRENT on ${version}` : undefined;
    case 'current-restored':
      return `AWSCURRENT on ${version}`;
    case 'pending-key-gone':
    case 'pending-dropped':
      return `AWSPENDING off ${version}`;
    case 'rotation-requested':
    case 'rotation-started':
      return `rotation of ${user} begun`;
    case 'rotation-configured':
      return `rotation of ${user} configured`;
    case 'rotation-cancelled':
      return `rotation of ${user} cancelled`;
    case 'retirement-scheduled':
      return `schedule retire-${user}-${keyId} written`;
    case 'daily-run-scheduled':
      return `schedule daily-${user} written`;
    case 'schedule-deleted':
      return `schedule ${reason} deleted`;
    case 'attempt-raised':
    case 'attempt-settled':
      return `attempts of ${user}`;
    case 'hold-raised':
    case 'hold-set':
    case 'hold-released':
      return `hold of ${user}`;
    case 'credentials-written':
      return `credentials of ${user} written`;
    case 'key-secret-created':
      return `emnify-mfa/${user}/key created`;
    case 'secret-deletion-scheduled':
      return `${reason?.split(',')[0]} to be deleted`;
    case 'keys-deleted-tag-set':
      return `tag keys-deleted of ${user}`;
    case 'keys-deleted-tag-removed':
      return `tag emnify-mfa:keys-deleted of ${user} removed`;
    default:
      return undefined;
  }
}
