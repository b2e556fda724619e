import type { Stage } from '../stage.ts';
import type { Chapter, Facts } from './chapter.ts';
import { unlessFailed } from './unless-failed.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

export const dailyRun: Chapter = unlessFailed({
  title: 'Half an hour later a new browser is trusted. In the evening the daily run prunes what is stale',
  play: async (stage) => {
    const { stack, subject } = stage;
    await stack.clock.advance(HOUR / 2);
    stack.emnify.portal(subject.username).addDevice({ browser: 'Chrome', operatingSystem: 'macOS' });
    return pass(stage, stack.clock.now() + 5 * HOUR, 'plans');
  },
});

export const retirement: Chapter = unlessFailed({
  title: 'The next day the grace periods end: each old key is retired by a schedule of its own',
  play: async (stage) => pass(stage, lastDeadline(stage) + 5 * MINUTE, 'calls'),
});

export const scheduledRotation: Chapter = unlessFailed({
  title: 'Sixty days pass: Secrets Manager rotates by itself, and a day later the old key goes',
  play: async (stage) => {
    const due = stage.stack.secretsManager.secret(stage.subject.keySecret)?.rotation?.window?.start;
    if (due === undefined) throw new Error('expected Secrets Manager to have planned the next rotation');
    return pass(stage, due + 25 * HOUR, 'plans');
  },
});

/** Lets time pass until `instant`, epoch milliseconds. */
export async function pass(
  { stack, rotations, reconciles }: Stage,
  instant: number,
  detail: 'calls' | 'plans',
): Promise<Facts> {
  await stack.clock.advanceTo(instant);
  const until = new Date(stack.clock.now()).toISOString();
  return { kind: 'passed', until, rotations: rotations.take(), reconciles: reconciles.take(), detail };
}

function lastDeadline({ stack, deadlines }: Stage): number {
  return Math.max(stack.clock.now(), ...[...deadlines.values()].map((deadline) => Date.parse(deadline)));
}
