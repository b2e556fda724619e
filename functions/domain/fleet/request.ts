import * as z from 'zod/mini';
import { InvalidInput } from '../errors.ts';
import { UserSlug } from '../identifiers.ts';
import { describeIssues } from '../secret-values.ts';

/** Of one run: at 100 authentications in five minutes its last key is replaced more than eight hours after its first. */
export const MOST_USERS = 10_000;

const runForm = 'expected a name of 1 to 64 letters, digits, -, _ and ., beginning with a letter or digit';
const reasonForm = 'expected why, 1 to 256 printable characters on one line';
const listForm = 'expected a list of users';
const tooMany = `expected at most ${MOST_USERS} users: one address may authenticate 100 times in five minutes, so more would take over eight hours; split the list into runs of other names`;
const emptyForm = 'expected at least one user; leave the member out to rotate every enrolled user';
const twiceForm = 'expected each user once';

function users() {
  return z
    .array(UserSlug, listForm)
    .check(z.maxLength(MOST_USERS, tooMany), z.minLength(1, emptyForm), z.refine(isWithoutRepeats, twiceForm));
}

const RequestJson = z.strictObject(
  {
    run: z.string(runForm).check(z.regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/, runForm)),
    // Neither control, format or unassigned characters nor line ends: the reason stands in the audit log as it came.
    reason: z.string(reasonForm).check(z.regex(/^(?=.*\S)[^\p{C}\p{Zl}\p{Zp}]{1,256}$/u, reasonForm)),
    users: z.optional(users()),
    priority: z.optional(users()),
  },
  'expected a JSON object',
);

export interface FleetRequest {
  /** The same name goes on with the same run; another one begins anew. */
  readonly run: string;
  readonly reason: string;
  /** Whose keys to rotate; every enrolled user where absent. */
  readonly users?: readonly UserSlug[];
  /** Who goes first, in this order. */
  readonly priority?: readonly UserSlug[];
}

/** @throws InvalidInput naming every member at fault. */
export function parseFleetRequest(event: unknown): FleetRequest {
  const result = RequestJson.safeParse(event);
  if (!result.success) {
    throw new InvalidInput(
      `fleet request: ${describeIssues(result.error)}; expected {"run": "<name>", "reason": "<why>", "users"?: [<slug>], "priority"?: [<slug>]}`,
    );
  }
  const { run, reason, users: chosen, priority } = result.data;
  return {
    run,
    reason,
    ...(chosen === undefined ? {} : { users: chosen }),
    ...(priority === undefined ? {} : { priority }),
  };
}

function isWithoutRepeats(list: readonly string[]): boolean {
  return new Set(list).size === list.length;
}
