import { Simulation } from '../simulation/simulation.ts';
import { Follower } from '../story/follow.ts';
import { type Outcome, settle } from '../story/play.ts';
import { refusedWithinAnHour, truthOf } from '../story/truth.ts';
import { SCENARIOS, type Scenario } from './scenarios.ts';
import { CooperativeScheduler, type Schedule } from './scheduler.ts';

/** One scenario under one schedule: both act, then Secrets Manager, schedules and daily runs go on as ever. */
export async function playInterleaving(
  scenario: Scenario,
  schedule: Schedule,
): Promise<{ readonly outcome: Outcome; readonly moves: number }> {
  const simulation = await Simulation.start();
  const before = truthOf(simulation).currentKey;
  const follower = new Follower(simulation, before);
  await scenario.begin(simulation);
  const scheduler = new CooperativeScheduler(schedule);
  simulation.network.gate = () => scheduler.move();
  simulation.network.onOver = () => scheduler.moved();
  const act = async (what: () => unknown) => {
    await scheduler.move();
    await simulation.watch.byOthers(what);
    scheduler.moved();
  };
  const [one, other] = scenario.actors;
  await scheduler.run([() => one(simulation, act), () => other(simulation, act)]);
  simulation.network.gate = undefined;
  simulation.network.onOver = undefined;
  simulation.afterInvocation = (invocation) => follower.look(invocation);
  const problems = [
    ...(await settle(simulation, before)),
    ...follower.problems,
    ...simulation.watch.violations.map(({ invariant, what }) => `invariant ${invariant}: ${what}`),
  ];
  const { lockouts } = truthOf(simulation);
  if (lockouts > 0) problems.push(`the account was locked out ${lockouts} times`);
  const outcome: Outcome = {
    problems,
    calls: simulation.network.calls,
    runsToConverge: follower.invocationsToConvergeFrom(0),
    refusedWithinAnHour: refusedWithinAnHour(simulation),
    lockouts,
    neededOperator: false,
    cutShort: false,
    places: [],
  };
  return { outcome, moves: scheduler.moves };
}

/** @returns undefined where the text names no scenario */
export function parseInterleavingId(
  text: string,
): { readonly scenario: Scenario; readonly schedule: Schedule } | undefined {
  const [, name, first, after = ''] = /^([\w-]+)\/([01])\/([\d.]*)$/.exec(text) ?? [];
  const scenario = SCENARIOS.find((one) => one.name === name);
  if (scenario === undefined) return undefined;
  const preemptions = after === '' ? [] : after.split('.').map(Number);
  return { scenario, schedule: { first: first === '1' ? 1 : 0, preemptions } };
}

/** `two-reconciles/1/4.9`: the scenario, who begins, and after which moves the other goes on. */
export function interleavingId({ name }: Scenario, { first, preemptions }: Schedule): string {
  return `${name}/${first}/${preemptions.join('.')}`;
}
