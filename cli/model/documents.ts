import type { ReconcileReport } from './reconcile-report.ts';
import type { UserStatus } from './user-status.ts';

type Account = NonNullable<ReconcileReport['found']['account']>;

/** Of a status, for `--json`: instants as ISO 8601. @param command the whole command line of another command */
export function statusDocument(
  { rotatedAt, nextRotationAt, superseded, pending, hold, next, ...rest }: UserStatus,
  command: (words: string) => string,
) {
  return {
    ...rest,
    ...dated({ rotatedAt, nextRotationAt }),
    superseded: superseded.map(({ keyId, deadline }) => ({
      keyId,
      deadline: Number.isFinite(deadline) ? iso(deadline) : null,
    })),
    ...(hold === undefined ? {} : { hold: 'until' in hold ? { ...hold, until: iso(hold.until) } : hold }),
    ...(pending === undefined ? {} : { pending: withDates(pending) }),
    ...(next === undefined ? {} : { next: command(next) }),
  };
}

/** Of what emnify shows of an account. */
export function accountDocument({ keys, devices, serverTime }: Account) {
  return {
    ...(keys === undefined ? {} : { keys: keys.map(withDates) }),
    devices: devices.map(withDates),
    serverTime: iso(serverTime),
  };
}

/** Of what reconcile-user answers. */
export function reportDocument({ found: { account, versions, ...found }, ...report }: ReconcileReport) {
  return {
    ...report,
    found: {
      ...found,
      versions: versions.map(withDates),
      ...(account === undefined ? {} : { account: accountDocument(account) }),
    },
  };
}

function withDates<T extends { readonly createdAt?: number | undefined; readonly activatedAt?: number | undefined }>({
  createdAt,
  activatedAt,
  ...rest
}: T) {
  return { ...rest, ...dated({ createdAt, activatedAt }) };
}

function dated(instants: Readonly<Record<string, number | undefined>>): Readonly<Record<string, string>> {
  const there = Object.entries(instants).flatMap(([name, instant]) =>
    instant === undefined ? [] : [[name, iso(instant)]],
  );
  return Object.fromEntries(there);
}

export function iso(instant: number): string {
  return new Date(instant).toISOString();
}
