import * as z from 'zod';
import type { FleetExecution } from '../aws/fleet-executions.ts';
import { EXIT } from '../exit-codes.ts';
import { Failure, failed } from '../failures.ts';
import { ForeignLine } from '../foreign-line.ts';
import type { Session } from '../session.ts';
import { progressView } from '../views/fleet.ts';
import { runOf } from './runs.ts';

/** Looks are quick at first, for a small fleet; then rare, for a run of hours. */
const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 15_000;
/** Lines reach the log with a delay. */
const MARGIN_MS = 60_000;

const Progress = z.object({
  event: z.literal('fleet-progress'),
  run: ForeignLine,
  status: z.enum(['running', 'finished', 'stopped']),
  why: ForeignLine.optional(),
  users: z.number(),
  rotated: z.number(),
  skipped: z.number(),
  failed: z.number(),
  underWay: z.number(),
  left: z.number(),
  expectedEnd: z.string().optional(),
});
export type Progress = z.infer<typeof Progress>;

/** What the function answers; docs of its members: functions/domain/fleet/report.ts. */
const Report = Progress.omit({ event: true }).extend({
  beganAt: z.string(),
  endedAt: z.string(),
  notRotated: z.array(z.object({ user: ForeignLine, outcome: ForeignLine, reason: ForeignLine })),
});
export type Report = z.infer<typeof Report>;

/**
 * Tells how far a run is until its execution has ended.
 * @throws Failure where it ended without a report
 */
export async function followRun(session: Session, arn: string): Promise<Report> {
  const { deployment, say, command, page } = session;
  const { clock, fleet } = deployment;
  let told: string | undefined;
  for (let look = 1; ; look += 1) {
    const execution = await fleet.look(arn);
    const progress = await latestProgress(session, execution);
    const line = progress === undefined ? undefined : progressView(progress, page);
    if (line !== undefined && line !== told) say(line);
    told = line ?? told;
    if (execution.status !== 'RUNNING')
      return reportOf(execution, command(`rotate-fleet ${runOf(execution)} --reason TEXT`));
    await clock.sleep(Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * look));
  }
}

/** Of an execution that has ended. @param again the command that goes on with the run */
function reportOf({ status, result, error, name }: FleetExecution, again: string): Report {
  switch (status) {
    case 'SUCCEEDED':
      return Report.parse(JSON.parse(result ?? 'null'));
    case 'STOPPED':
      throw new Failure('The run was stopped. What it has begun ends by itself.', {
        kind: 'run-stopped',
        exitCode: EXIT.attention,
        next: `Go on with it: ${again}`,
      });
    default:
      throw failed(
        'run-failed',
        `The execution ${name} ended as ${status}: ${error ?? 'it did not say why'}`,
        `It may be started again, and goes on where it was: ${again}`,
      );
  }
}

async function latestProgress({ deployment }: Session, execution: FleetExecution): Promise<Progress | undefined> {
  const { logs, names, clock } = deployment;
  const from = Math.max(execution.startedAt, clock.now() - 10 * MARGIN_MS) - MARGIN_MS;
  const lines = await logs.since(names.functionLog('rotate-fleet'), from, 'fleet-progress');
  const run = runOf(execution);
  for (const { text, at } of lines.toReversed()) {
    const progress = Progress.safeParse(json(text)).data;
    if (progress?.run === run && at >= execution.startedAt) return progress;
  }
  return undefined;
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
