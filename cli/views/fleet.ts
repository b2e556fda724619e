import type { Progress, Report } from '../fleet/follow.ts';
import type { Forecast } from '../fleet/forecast.ts';
import type { Page } from '../terminal.ts';
import { duration, minute } from './time.ts';

/** What a run is about to do, and until when. @param now epoch milliseconds */
export function forecastView({ users, rotated, minutes }: Forecast, now: number): string {
  if (rotated === users) {
    const all = users === 1 ? 'The user has' : `All ${users} users have`;
    return `${all} a key of this run already: nobody is left to rotate.`;
  }
  const who = `${users} ${users === 1 ? 'user' : 'users'}`;
  const done = rotated === 0 ? '' : `, ${rotated} of them rotated by this run already`;
  const ends = now + minutes * 60_000;
  return (
    `Rotates the keys of ${who}${done}: about ${duration(minutes * 60_000)}, to ${minute(ends)} UTC, ` +
    'as fast as emnify lets one address sign in beside the daily runs.'
  );
}

export function progressView({ users, rotated, skipped, failed, underWay, expectedEnd }: Progress, page: Page): string {
  const done = rotated + skipped + failed;
  const ends = expectedEnd === undefined ? '' : `; ends at ${minute(Date.parse(expectedEnd))} UTC`;
  const troubled = [
    ...(skipped > 0 ? [`${skipped} skipped`] : []),
    ...(failed > 0 ? [page.bad(`${failed} failed`)] : []),
    ...(underWay > 0 ? [`${underWay} under way`] : []),
  ];
  return `  ${done} of ${users} done${troubled.length > 0 ? ` (${troubled.join(', ')})` : ''}${ends}`;
}

/** How a run ended, with everybody who was not rotated and why. */
export function reportView({ run, status, why, users, rotated, left, notRotated }: Report, page: Page): string {
  const head =
    status === 'finished' ? page.good('Finished.') : page.bad(`Stopped by itself: ${why ?? 'no reason given'}.`);
  const rest = left > 0 ? `, ${left} not begun` : '';
  return [
    `${head} Run ${run}: ${rotated} of ${users} rotated${rest}.`,
    ...notRotated.map(({ user, outcome, reason }) => `  ${outcome}  ${user}: ${reason}`),
  ].join('\n');
}
