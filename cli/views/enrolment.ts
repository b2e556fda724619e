import type { EnrolmentAnswer } from '../../functions/domain/enrolment/answer.ts';
import { asLine } from '../../functions/domain/wording.ts';
import type { Page } from '../terminal.ts';

/** What enroll-user found in order before it changed anything. */
export function checksView(
  { userId, username, clockSkewSeconds, unmanagedKeys }: EnrolmentAnswer['checks'],
  page: Page,
): string {
  const ok = page.good('ok');
  const keys =
    unmanagedKeys === undefined
      ? `${page.warn('--')}  emnify shows no keys of this user`
      : `${ok}  ${unmanagedKeys.length === 0 ? 'no keys that are not ours' : `keys that are not ours: ${unmanagedKeys.map(({ id }) => id).join(', ')}`}`;
  return [
    `  ${ok}  emnify accepts the application token; the next rotation tries the password`,
    `  ${ok}  user ${userId}, ${asLine(username)}`,
    `  ${ok}  lookups of key status and type as expected`,
    `  ${ok}  clocks differ by ${clockSkewSeconds} s`,
    `  ${keys}`,
  ].join('\n');
}

export function enrolledView(
  { schedule, takeOver }: Extract<EnrolmentAnswer, { outcome: 'enrolled' }>,
  page: Page,
): string {
  const ok = page.good('ok');
  return [
    `  ${ok}  rotates by ${schedule.expression}${schedule.duration === undefined ? '' : `, in a window of ${schedule.duration}`}`,
    ...(takeOver.length === 0 ? [] : [`  ${ok}  takes over ${takeOver.map((id) => `key ${id}`).join(', ')}`]),
  ].join('\n');
}
