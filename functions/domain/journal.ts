import type { KeyId, UserSlug, VersionId } from './identifiers.ts';

/** What the functions tell the world that they did. A closed type of safe members: there is no place for a secret. */
export interface JournalEntry {
  readonly event: JournalEvent;
  readonly outcome: 'ok' | 'failed' | 'skipped';
  readonly user: UserSlug;
  /** The rotation step, in Secrets Manager's spelling. */
  readonly step?: string;
  readonly version?: VersionId;
  readonly keyId?: KeyId;
  readonly rung?: 'stored' | 'activated' | 'proven' | 'promoted';
  /** One sentence, without input. */
  readonly reason?: string;
  /** The `kind` of the error, where the outcome is `failed`. */
  readonly errorKind?: string;
  readonly durationMs?: number;
}

export type JournalEvent =
  /** A rotation step ended. */
  | 'rotation-step'
  /** A version stands on this rung now. */
  | 'rung-reached'
  | 'key-created'
  | 'key-activated'
  | 'key-superseded'
  /** The account has no active key until the rotation goes on: only under the strategy `replace`. */
  | 'declared-gap-opened'
  | 'orphan-deleted'
  /** A pending key that this invocation made and could not store was deleted again. */
  | 'unstored-key-deleted'
  | 'attempt-raised'
  | 'hold-raised'
  | 'pending-version-dropped'
  | 'probe';

export interface Journal {
  record(entry: JournalEntry): void;
}
