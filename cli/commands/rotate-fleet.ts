import { Option } from 'commander';
import * as z from 'zod';
import { type FleetRequest, parseFleetRequest } from '../../functions/domain/fleet/request.ts';
import { UserSlug } from '../../functions/domain/identifiers.ts';
import type { DeploymentCommand, Outcome } from '../command.ts';
import { EXIT } from '../exit-codes.ts';
import { declined, Failure, failed, wrongUsage } from '../failures.ts';
import { followRun } from '../fleet/follow.ts';
import { forecast } from '../fleet/forecast.ts';
import { latestOf, nextExecutionName, RunName, runOf } from '../fleet/runs.ts';
import { Reason, yesOption } from '../input.ts';
import type { Session } from '../session.ts';
import { forecastView, reportView } from '../views/fleet.ts';

const Users = z
  .string()
  .transform((text) => text.split(','))
  .pipe(z.array(UserSlug));

const input = z
  .object({
    run: RunName,
    reason: Reason.optional(),
    users: Users.optional(),
    priority: Users.optional(),
    follow: z.boolean().default(false),
    stop: z.boolean().default(false),
    yes: z.boolean().default(false),
  })
  .superRefine(({ users, priority = [] }, { addIssue }) => {
    const others = users === undefined ? [] : priority.filter((user) => !users.includes(user));
    if (others.length === 0) return;
    const message = `expected some of --users, and ${others.join(', ')} ${others.length === 1 ? 'is' : 'are'} not among them`;
    addIssue({ code: 'custom', path: ['priority'], message });
  });
type Input = z.infer<typeof input>;

export const rotateFleet: DeploymentCommand<Input> = {
  usage: 'rotate-fleet <run>',
  summary: 'replace the keys of all users, below the limit of emnify, and follow it',
  details:
    'Says how long it will take, asks, starts rotate-fleet and tells how far it is. Ctrl-C ends the telling, not the run. A run ' +
    'that was stopped, or stopped by itself because too many failed, goes on where it was when it is started again under the ' +
    'same name. One run at a time: they share the limit.',
  examples: [
    ['rotate-fleet breach-2026-11 --reason "tokens leaked"', "every user's key, after asking"],
    ['rotate-fleet admins --users alice,bob --reason "left the team" --yes', 'some users, for a script'],
    ['rotate-fleet breach-2026-11 --follow', 'tells how far it is'],
    ['rotate-fleet breach-2026-11 --stop', 'begins no further rotations'],
  ],
  options: [
    new Option('--reason <text>', 'why, for the audit log; needed to start'),
    new Option('--users <users>', 'these alone, separated by commas, instead of everybody'),
    new Option('--priority <users>', 'who goes first, in this order'),
    new Option('--follow', 'tell how far a run is that was started before').conflicts(['stop', 'reason']),
    new Option('--stop', 'stop a run: it begins no further rotations').conflicts('reason'),
    yesOption,
  ],
  input,
  async run(session, wanted) {
    if (wanted.stop) return stop(session, wanted.run);
    if (wanted.follow) return follow(session, wanted.run, await started(session, wanted.run));
    return follow(session, wanted.run, await start(session, wanted));
  },
};

async function start(session: Session, { run, reason, users, priority, yes }: Input): Promise<string> {
  const { deployment, say, ask, audit, command } = session;
  if (reason === undefined) throw wrongUsage(`To start a run a reason is needed.`, 'Add --reason TEXT.');
  const request = parseFleetRequest({ run, reason, ...(users && { users }), ...(priority && { priority }) });
  const underWay = await running(session);
  const same = underWay.find((each) => each.run === run);
  if (same !== undefined) {
    say(`The run ${run} is under way already.`);
    return same.arn;
  }
  refuseSecond(session, underWay);
  const now = deployment.clock.now();
  say(forecastView(forecast(request, await deployment.users(), now), now));
  if (!yes && !(await ask.confirm('Start it?', 'Add --yes.'))) throw declined();
  return audit.recorded({ event: 'fleet-run-requested', run, reason }, standing(run, command), async () =>
    begin(session, request),
  );
}

/** Asks for the name again just before it is used: somebody may have answered the question for minutes. */
async function begin({ deployment: { fleet } }: Session, request: FleetRequest): Promise<string> {
  return fleet.start(nextExecutionName(request.run, await fleet.list()), request);
}

function refuseSecond({ command }: Session, [other]: readonly Run[]): void {
  if (other === undefined) return;
  throw new Failure(`The run ${other.run} is under way, and two would share the limit of emnify.`, {
    kind: 'run-under-way',
    exitCode: EXIT.attention,
    next: `Stop it, or follow it: ${command(`rotate-fleet ${other.run} --follow`)}`,
  });
}

async function follow(session: Session, run: string, arn: string): Promise<Outcome> {
  session.interrupts.standing = standing(run, session.command);
  const report = await followRun(session, arn);
  const isWell = report.status === 'finished' && report.rotated === report.users;
  return {
    document: report,
    text: (page) => reportView(report, page),
    exitCode: isWell ? EXIT.ok : EXIT.attention,
  };
}

async function stop(session: Session, run: string): Promise<Outcome> {
  const { audit, deployment, command } = session;
  const { arn } = (await running(session)).find((each) => each.run === run) ?? none(session, run, 'is not under way');
  const again = command(`rotate-fleet ${run} --reason TEXT`);
  await audit.recorded({ event: 'fleet-stop-requested', run }, `The run is stopped. Go on with it: ${again}`, () =>
    deployment.fleet.stop(arn),
  );
  return {
    document: { run, stopped: true },
    text: (page) => `${page.good('Stopped.')} Rotations that have begun end by themselves.\nGo on with it: ${again}`,
  };
}

interface Run {
  readonly run: string;
  readonly arn: string;
}

/** The runs that are under way, whoever started them. */
async function running({ deployment: { fleet } }: Session): Promise<readonly Run[]> {
  const executions = (await fleet.list()).filter(({ status }) => status === 'RUNNING');
  return Promise.all(executions.map(async ({ arn }) => ({ arn, run: runOf(await fleet.look(arn)) })));
}

/** The execution of a run that is under way, or that ended last. */
async function started(session: Session, run: string): Promise<string> {
  const now = (await running(session)).find((each) => each.run === run);
  const last = latestOf(run, await session.deployment.fleet.list());
  return (now ?? last ?? none(session, run, 'was never started here')).arn;
}

function none({ command }: Session, run: string, what: string): never {
  throw failed('no-such-run', `The run ${run} ${what}.`, `Start it: ${command(`rotate-fleet ${run} --reason TEXT`)}`);
}

function standing(run: string, command: Session['command']): string {
  const [follow, stop] = ['--follow', '--stop'].map((option) => command(`rotate-fleet ${run} ${option}`));
  return `The run goes on by itself.\nFollow it: ${follow}\nStop it: ${stop}`;
}
