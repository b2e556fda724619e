import type { OffboardingAnswer } from '../../functions/domain/offboarding/request.ts';
import type { Page } from '../terminal.ts';

/** What is no longer there, and what is left for somebody to decide. */
export function offboardedView({ user, schedules, keys, secrets }: OffboardingAnswer, page: Page): string {
  const list = (ids: readonly number[]) => ids.join(', ');
  const { deleted, left = [], remaining = [] } = keys;
  return [
    `${page.good('Offboarded.')} ${user} is no longer rotated.`,
    ...schedules.map((name) => `  removed   schedule ${name}`),
    ...(deleted.length === 0 ? [] : [`  deleted   keys ${list(deleted)} at emnify`]),
    ...(left.length === 0
      ? []
      : [`  left      keys ${list(left)}, as recorded here: delete in the portal those that emnify still has`]),
    ...(remaining.length === 0 ? [] : [`  left      keys ${list(remaining)}, which are not ours`]),
    ...secrets.map(
      ({ name, recoverableUntil: until }) =>
        `  awaiting  deletion: ${name}${until === undefined ? '' : `, can be restored until ${until}`}`,
    ),
  ].join('\n');
}
