import * as z from 'zod';

const Texts = z.union([z.string(), z.array(z.string())]).transform((value) => [value].flat());
/** JSON policies may hold booleans and numbers where a text is meant. */
const Values = z
  .union([z.string(), z.boolean(), z.number(), z.array(z.union([z.string(), z.boolean(), z.number()]))])
  .transform((value) => [value].flat().map(String));

/**
 * A statement of a policy, its intrinsic functions worked out. An element that is not known is refused: NotAction,
 * NotResource and NotPrincipal widen a statement in ways that a table of privileges cannot show.
 */
export const Statement = z.strictObject({
  Sid: z.string().optional(),
  Effect: z.enum(['Allow', 'Deny']),
  Action: Texts,
  Resource: Texts.optional(),
  Principal: z.union([z.literal('*'), z.record(z.string(), Texts)]).optional(),
  Condition: z.record(z.string(), z.record(z.string(), Values)).optional(),
});
export type Statement = z.output<typeof Statement>;

export const PolicyDocument = z.object({ Statement: z.array(Statement) });
export type PolicyDocument = z.output<typeof PolicyDocument>;
