import { UserSlug } from '../../../../functions/domain/identifiers.ts';
import type { ReconcilePolicy } from '../../../../functions/domain/reconcile/observed.ts';
import { type ReconcileReport, reconcile } from '../../../../functions/domain/reconcile/reconcile.ts';
import { DAY, EnrolledUser, NEXT } from '../../support/enrolled-user.ts';

/** A user with nothing to do: key 20 is current, active and proven, and no rotation is under way. */
export function settledUser(): EnrolledUser {
  const user = new EnrolledUser();
  user.secret.versions.delete(NEXT);
  user.setTag('proven', '20');
  user.store.remote.calls.length = 0;
  return user;
}

/** One reconcile. @param rotateKey what the function answers when it is asked to finish a version */
export async function run(
  user: EnrolledUser,
  {
    dryRun = false,
    policy = {},
    rotateKey,
  }: {
    readonly dryRun?: boolean;
    readonly policy?: Partial<ReconcilePolicy>;
    readonly rotateKey?: () => string | undefined;
  } = {},
): Promise<ReconcileReport> {
  const rotator = {
    finish: async (secret: string, version: string) => {
      user.store.remote.calls.push(`finish ${secret} ${version}`);
      return rotateKey?.();
    },
  };
  return reconcile(
    { user: UserSlug.parse('robot'), dryRun },
    { ...user.ports, rotator },
    {
      secretPrefix: 'emnify-mfa',
      gracePeriodMs: DAY,
      deviceMaxAgeMs: 30 * DAY,
      revokeDevicesOnRotation: true,
      endGrace: false,
      ...policy,
    },
  );
}

/** The run's failure; undefined where it has none. */
export async function failureOf(result: Promise<ReconcileReport>): Promise<unknown> {
  return result.then(
    () => undefined,
    (error: unknown) => error,
  );
}

/** What the store was asked to change. */
export function writes(user: EnrolledUser): readonly string[] {
  return user.store.remote.calls.filter((call) => !/^(describe|read|versionCreatedAt)/.test(call));
}
