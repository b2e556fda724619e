import * as z from 'zod';
import { DeviceId, KeyId, UserSlug, VersionId } from '../../functions/domain/identifiers.ts';
import { ForeignLine } from '../foreign-line.ts';

/** What an action or a finding is about. */
const subject = { keyId: z.optional(KeyId), deviceId: z.optional(DeviceId), versionId: z.optional(VersionId) };

const Action = z.object({ kind: ForeignLine, reason: ForeignLine, ...subject });

const Version = z.object({
  id: VersionId,
  labels: z.array(z.string()),
  state: z.enum(['key', 'enrolled', 'none', 'unreadable']),
  keyId: z.optional(KeyId),
  createdAt: z.number().optional(),
});

const Account = z.object({
  keys: z
    .array(
      z.object({
        id: KeyId,
        status: z.enum(['pending', 'active', 'unknown']).optional(),
        createdAt: z.number().optional(),
        activatedAt: z.number().optional(),
      }),
    )
    .optional(),
  devices: z.array(
    z.object({
      id: DeviceId,
      operatingSystem: ForeignLine.optional(),
      browser: ForeignLine.optional(),
      activatedAt: z.number().optional(),
    }),
  ),
  serverTime: z.number(),
});

/** What reconcile-user answers, as far as it is shown. Instants are epoch milliseconds. */
export const ReconcileReport = z.object({
  user: UserSlug,
  dryRun: z.boolean(),
  found: z.object({
    versions: z.array(Version),
    rotationEnabled: z.boolean(),
    unreadableTags: z.array(ForeignLine),
    account: Account.optional(),
  }),
  plan: z.object({
    actions: z.array(Action),
    findings: z.array(z.object({ kind: ForeignLine, detail: ForeignLine, ...subject })),
  }),
  done: z.array(z.object({ action: Action, outcome: ForeignLine, error: ForeignLine.optional() })),
  verifiedGone: z.object({ keys: z.array(KeyId), devices: z.array(DeviceId) }),
});
export type ReconcileReport = z.infer<typeof ReconcileReport>;
