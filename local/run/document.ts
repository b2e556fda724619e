import * as z from 'zod';

/** What a run found out, as `--json` prints it; the report tells the same. All instants are ISO 8601 of the stack's virtual clock. */

const Call = z.strictObject({
  service: z.enum(['emnify', 'secretsmanager', 'scheduler', 'lambda']),
  /** emnify: method and path template; AWS: the action. */
  operation: z.string(),
  /** Absent where nothing was answered. */
  status: z.int().optional(),
  /** Of the service, by the machine's own clock. */
  ms: z.number(),
  did: z.string(),
});

const Step = z.strictObject({
  step: z.enum(['createSecret', 'setSecret', 'testSecret', 'finishSecret']),
  calls: z.array(Call),
  /** Of the whole invocation, by the machine's own clock. */
  ms: z.number(),
  /** What the function threw, as Secrets Manager sees it. */
  error: z.string().optional(),
});

const Rotation = z.strictObject({
  token: z.string(),
  at: z.iso.datetime(),
  outcome: z.enum(['succeeded', 'failed']),
  steps: z.array(Step),
});

const Key = z.strictObject({
  id: z.int(),
  state: z.enum(['pending', 'active']),
  createdAt: z.iso.datetime(),
  ageDays: z.int(),
  /** Who answers for it: a label of the key secret, a tag, or nobody. */
  whose: z.string(),
});

const Device = z.strictObject({
  id: z.int(),
  browser: z.string(),
  operatingSystem: z.string(),
  trustedSince: z.iso.datetime(),
  ageDays: z.int(),
});

const User = z.strictObject({
  at: z.iso.datetime(),
  username: z.string(),
  keys: z.array(Key),
  devices: z.array(Device),
  /** Of the key secret. */
  tags: z.record(z.string(), z.string()),
});

const SecretFacts = z.strictObject({
  name: z.string(),
  version: z.string(),
  /** The first 12 hex digits of the SHA-256 of the value. */
  fingerprint: z.string().regex(/^[0-9a-f]{12}$/),
});

const InvariantFacts = z.strictObject({
  /** As the README numbers them. */
  number: z.int(),
  holds: z.boolean(),
  what: z.string(),
});

export const RunDocument = z.strictObject({
  before: User,
  enrolled: z.array(SecretFacts),
  rotations: z.array(Rotation),
  after: User,
  secret: SecretFacts.extend({ readWith: z.string() }),
  invariants: z.array(InvariantFacts),
  /** Whether every rotation succeeded and every invariant holds. */
  ok: z.boolean(),
});

export type RunDocument = z.output<typeof RunDocument>;
export type CallFacts = z.output<typeof Call>;
export type StepFacts = z.output<typeof Step>;
export type RotationFacts = z.output<typeof Rotation>;
export type UserFacts = z.output<typeof User>;
export type SecretFacts = z.output<typeof SecretFacts>;
export type InvariantFacts = z.output<typeof InvariantFacts>;
