import type { KeyId, VersionId } from '../identifiers.ts';
import type { Observed, ObservedAccount, VersionValue } from './observed.ts';

/** What a run found, for whoever looks at its report: no secret is in it. */
export interface Summary {
  readonly versions: readonly {
    readonly id: VersionId;
    readonly labels: readonly string[];
    readonly state: VersionValue['state'];
    readonly keyId?: KeyId;
    /** Epoch milliseconds. */
    readonly createdAt?: number;
  }[];
  readonly rotationEnabled: boolean;
  /** A sentence for each tag of ours that cannot be read. */
  readonly unreadableTags: readonly string[];
  /** Absent under a hold: then emnify was not asked. */
  readonly account?: ObservedAccount;
}

export function summarise({ secret, account }: Observed): Summary {
  return {
    versions: secret.versions.map(({ id, labels, value, createdAt }) => ({
      id,
      labels: [...labels].toSorted(),
      state: value.state,
      ...(value.state === 'key' ? { keyId: value.keyId } : {}),
      ...(createdAt === undefined ? {} : { createdAt }),
    })),
    rotationEnabled: secret.rotationEnabled,
    unreadableTags: secret.unreadableTags,
    ...(account === undefined ? {} : { account }),
  };
}
