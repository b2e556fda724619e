import type { UserSlug, VersionId } from '../identifiers.ts';
import type { Journal } from '../journal.ts';
import type { Clock, SecretStore } from '../ports.ts';
import type { FleetProgress } from './report.ts';

/** A key secret as the list of all secrets shows it; the list may be some minutes old. */
export interface ListedSecret {
  readonly user: UserSlug;
  readonly versions: readonly VersionId[];
  /** Epoch milliseconds. */
  readonly createdAt?: number;
  readonly lastRotatedAt?: number;
  /** Until an operator releases it. */
  readonly isHeld: boolean;
}

export interface ListPage {
  readonly secrets: readonly ListedSecret[];
  /** Where the list goes on; absent at its end. */
  readonly next?: string;
}

/** Secrets Manager, as far as a fleet run needs it. */
export interface FleetStore extends Pick<SecretStore, 'describe' | 'versionCreatedAt'> {
  /** One page of the key secrets of all enrolled users. @throws AwsError */
  listKeySecrets(from?: string): Promise<ListPage>;
  /**
   * Begins a rotation under this token; one that began under it before goes on.
   * @throws StoreRefused also where another rotation is not complete
   */
  rotateAs(secretId: string, token: VersionId): Promise<void>;
}

/** The audit log of a run: one entry for each user, and how far the run is. */
export interface FleetJournal extends Pick<Journal, 'record'> {
  progress(progress: FleetProgress): void;
}

export interface FleetPorts {
  readonly clock: Clock;
  readonly store: FleetStore;
  readonly journal: FleetJournal;
}

export interface FleetPolicy {
  readonly secretPrefix: string;
  readonly gracePeriodMs: number;
}

/**
 * What is remembered between invocations. A step may run again after it took effect, if its result was not kept; everything
 * outside of steps runs again in each invocation and must decide the same.
 */
export interface Checkpoints {
  /** @param name for the people who look at the execution */
  step<Result>(name: string, work: () => Promise<Result>): Promise<Result>;
  /** Without compute. */
  wait(name: string, seconds: number): Promise<void>;
}
