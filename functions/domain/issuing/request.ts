import * as z from 'zod/mini';
import { InvalidInput } from '../errors.ts';
import { KeyId, UserSlug } from '../identifiers.ts';
import { describeIssues } from '../secret-values.ts';

const reasonForm = 'expected why a code is needed, 1 to 200 printable characters on one line';

const RequestJson = z.strictObject({
  user: UserSlug,
  // Neither control, format or unassigned characters nor line ends: the reason stands in the audit log as it came.
  reason: z.string(reasonForm).check(z.regex(/^(?=.*\S)[^\p{C}\p{Zl}\p{Zp}]{1,200}$/u, reasonForm)),
});
export type IssueCodeRequest = z.output<typeof RequestJson>;

/** What `issue-code` answers. `code` is the one secret that any function returns. */
export const IssuedCode = z.strictObject({
  code: z.string(),
  keyId: KeyId,
  /** ISO 8601, by the clock of AWS: when the code's time-step ends. */
  validUntil: z.iso.datetime(),
});
export type IssuedCode = z.output<typeof IssuedCode>;

/** @throws InvalidInput naming every member at fault. */
export function parseIssueCodeRequest(event: unknown): IssueCodeRequest {
  const result = RequestJson.safeParse(event);
  if (result.success) return result.data;
  throw new InvalidInput(
    `code request: ${describeIssues(result.error)}; expected {"user": "<slug>", "reason": "<why>"}`,
  );
}
