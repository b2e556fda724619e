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
  /** From 1: Secrets Manager repeats a rotation that failed. */
  attempt: z.int(),
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

/** A run of `reconcile-user`. */
const Reconcile = z.strictObject({
  at: z.iso.datetime(),
  /** The name of the schedule that fired, or who called. */
  begunBy: z.string(),
  planned: z.array(z.strictObject({ kind: z.string(), reason: z.string() })),
  findings: z.array(z.strictObject({ kind: z.string(), detail: z.string() })),
  /** How many of the planned actions were carried out, or found to be done already. */
  done: z.int(),
  /** Ids of what was deleted and is no longer listed by emnify. */
  verifiedGone: z.strictObject({ keys: z.array(z.int()), devices: z.array(z.int()) }),
  calls: z.array(Call),
  /** By the machine's own clock. */
  ms: z.number(),
  error: z.string().optional(),
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

const Retired = z.strictObject({
  keyId: z.int(),
  /** Until when the grace lasted. */
  deadline: z.iso.datetime(),
  deletedAt: z.iso.datetime().optional(),
  /** The run that deleted it and no longer found it in emnify's list. */
  verifiedGoneBy: z.string().optional(),
});

const DeviceFate = z.strictObject({
  id: z.int(),
  trustedSince: z.iso.datetime(),
  /** Since when it was too old, or older than the current key; absent while it is neither. */
  staleSince: z.iso.datetime().optional(),
  deletedAt: z.iso.datetime().optional(),
});

const Mended = z.strictObject({
  token: z.string(),
  brokenAt: z.iso.datetime(),
  /** The run that finished it, and when that began. */
  finishedBy: z.string().optional(),
  finishedAt: z.iso.datetime().optional(),
});

const SecretFacts = z.strictObject({
  name: z.string(),
  version: z.string(),
  /** The first 12 hex digits of the SHA-256 of the value. */
  fingerprint: z.string().regex(/^[0-9a-f]{12}$/),
});

const Expectation = z.strictObject({ what: z.string(), met: z.boolean() });

const InvariantFacts = z.strictObject({
  /** As the README numbers them. */
  number: z.int(),
  holds: z.boolean(),
  what: z.string(),
});

export const RunDocument = z.strictObject({
  before: User,
  enrolled: z.array(SecretFacts),
  dailySchedule: z.strictObject({ name: z.string(), expression: z.string() }),
  /** Those that were to succeed. */
  rotations: z.array(Rotation),
  /** The one that was broken on purpose, as Secrets Manager left it. */
  broken: Rotation.optional(),
  /** The runs that planned, found or failed something. */
  reconciles: z.array(Reconcile),
  /** How many runs found nothing to do. */
  quietReconciles: z.int(),
  /** Every key that was ever superseded, and every device that was ever trusted. */
  retired: z.array(Retired),
  devices: z.array(DeviceFate),
  mended: Mended.optional(),
  /** A dry run at the end. */
  closingAudit: Reconcile.optional(),
  after: User,
  secret: SecretFacts.extend({ readWith: z.string() }),
  expectations: z.array(Expectation),
  invariants: z.array(InvariantFacts),
  /** Whether every rotation succeeded but the one that was not to, every expectation is met and every invariant holds. */
  ok: z.boolean(),
});

export type RunDocument = z.output<typeof RunDocument>;
export type CallFacts = z.output<typeof Call>;
export type StepFacts = z.output<typeof Step>;
export type RotationFacts = z.output<typeof Rotation>;
export type ReconcileFacts = z.output<typeof Reconcile>;
export type Expectation = z.output<typeof Expectation>;
export type UserFacts = z.output<typeof User>;
export type SecretFacts = z.output<typeof SecretFacts>;
export type InvariantFacts = z.output<typeof InvariantFacts>;
