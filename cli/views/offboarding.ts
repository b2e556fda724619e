import type { OffboardingAnswer } from '../../functions/domain/offboarding/request.ts';
import type { Page } from '../terminal.ts';

/** What is no longer there, and what is left for somebody to decide. */
export function offboardedView({ user, schedules, keys, secrets }: OffboardingAnswer, page: Page): string {
  const list = (ids: readonly number[]) => ids.join(', ');
  const unmanaged = keys.unmanaged ?? [];
  return [
    `${page.good('Offboarded.')} ${user} is no longer rotated.`,
    ...schedules.map((name) => `  removed   schedule ${name}`),
    ...(keys.deleted.length === 0 ? [] : [`  deleted   keys ${list(keys.deleted)} at emnify`]),
    ...(keys.left.length === 0 ? [] : [`  left      keys ${list(keys.left)} at emnify: delete them in the portal`]),
    ...(unmanaged.length === 0 ? [] : [`  left      keys ${list(unmanaged)}, which are not ours`]),
    ...secrets.map(({ name, recoverableUntil }) => `  awaiting  ${name}: can be restored until ${recoverableUntil}`),
  ].join('\n');
}
