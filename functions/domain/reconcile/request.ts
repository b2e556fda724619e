import * as z from 'zod/mini';
import { InvalidInput } from '../errors.ts';
import { UserSlug } from '../identifiers.ts';
import { describeIssues } from '../secret-values.ts';

const yesOrNo = z.optional(z.boolean('expected true or false'));

const RequestJson = z.strictObject(
  { user: UserSlug, dryRun: yesOrNo, endGrace: yesOrNo },
  'expected an object of user, dryRun and endGrace, and nothing else',
);

export interface ParsedRequest {
  readonly user: UserSlug;
  readonly dryRun: boolean;
  readonly endGrace: boolean;
}

/** @throws InvalidInput naming every member at fault. */
export function parseReconcileRequest(event: unknown): ParsedRequest {
  const result = RequestJson.safeParse(event);
  if (!result.success) {
    throw new InvalidInput(
      `reconcile request: ${describeIssues(result.error)}; send {"user": "<slug>", "dryRun"?: boolean, "endGrace"?: boolean}`,
    );
  }
  const { user, dryRun = false, endGrace = false } = result.data;
  return { user, dryRun, endGrace };
}
