import type { Outcome } from './simulate.ts';

/** The outcome as lines of text. */
export function report(outcome: Outcome): string {
  const { scenario, calls, seconds } = outcome;
  const rows: readonly (readonly [string, string])[] = [
    ['users', `${scenario.users}: ${outcome.rotated} rotated, ${outcome.failed} failed, ${outcome.skipped} held`],
    ['ended', `${outcome.status} after ${duration(outcome.minutes)}, in ${outcome.executions} execution(s)`],
    ['bound', `${duration(outcome.boundMinutes)} at 100 authentications in five minutes`],
    [
      'beside the daily runs',
      `${duration(outcome.boundBesideDailyRunsMinutes)}; reached ${outcome.ofBound} of it, ${outcome.ofBoundBesideTheOutage} beside the outage`,
    ],
    [
      'authentications',
      `${outcome.authentications}, ${outcome.averageAuthenticationsInFiveMinutes} in five minutes on average, ${outcome.mostAuthenticationsInFiveMinutes} at most`,
    ],
    ['answered 429', String(outcome.throttled)],
    ['calls', `${calls.emnify} to emnify, ${calls.aws} to AWS`],
    [
      'rotate-fleet',
      `${outcome.invocationsOfTheFunction} invocations, ${outcome.operations} operations, peak ${outcome.peakMemoryMb} MB`,
    ],
    ['on this machine', `${seconds.enrolment} s to enrol, ${seconds.run} s to run`],
  ];
  const width = Math.max(...rows.map(([name]) => name.length));
  return `${rows.map(([name, text]) => `${name.padEnd(width)}  ${text}`).join('\n')}\n`;
}

function duration(minutes: number): string {
  const whole = Math.round(minutes);
  return `${Math.floor(whole / 60)} h ${String(whole % 60).padStart(2, '0')} min`;
}
