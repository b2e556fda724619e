import type { UserStatus } from '../model/user-status.ts';
import type { Page } from '../terminal.ts';
import { table } from './table.ts';
import { duration, minute, relative } from './time.ts';

const HEAD = ['user', 'state', 'key age', 'rotated', 'next', 'superseded', 'hold'];

/** All users as a table, and below it what needs attention. @param command the whole command line of another command */
export function usersView(
  users: readonly UserStatus[],
  { now, page, command }: { now: number; page: Page; command: (words: string) => string },
): string {
  const rows = users.map((user) => [
    user.user,
    stateWord(user.state, page),
    user.rotatedAt === undefined ? '-' : duration(now - user.rotatedAt),
    user.rotatedAt === undefined ? 'never' : minute(user.rotatedAt),
    user.nextRotationAt === undefined ? '-' : relative(user.nextRotationAt, now),
    supersededWords(user.superseded, now),
    user.hold?.kind ?? '-',
  ]);
  const troubled = users.filter(({ attention }) => attention.length > 0);
  const notes = troubled.flatMap(({ user, attention, next }) => [
    '',
    page.bold(user),
    ...attention.map((each) => `  ${each}`),
    ...(next === undefined ? [] : [`  Next: ${command(next)}`]),
  ]);
  return [table(HEAD, rows, page), page.dim('Times are UTC.'), ...notes].join('\n');
}

function stateWord(state: UserStatus['state'], page: Page): string {
  switch (state) {
    case 'ok':
      return page.good('ok');
    case 'attention':
      return page.bad('attention');
    case 'rotating':
      return page.warn('rotating');
    case 'new':
      return page.warn('no key yet');
  }
}

/** One by its id; of several how many, and the deadline that comes first. */
function supersededWords(superseded: UserStatus['superseded'], now: number): string {
  const [first, ...others] = superseded.toSorted((one, other) => one.deadline - other.deadline);
  if (first === undefined) return '-';
  const when = deadlineWord(first.deadline, now);
  return others.length === 0 ? `${first.keyId} (${when})` : `${superseded.length} keys, first ${when}`;
}

function deadlineWord(deadline: number, now: number): string {
  if (!Number.isFinite(deadline)) return 'unreadable deadline';
  return deadline <= now ? `due for ${duration(now - deadline)}` : `until ${minute(deadline)}`;
}
