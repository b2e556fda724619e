import { RECONCILE_USER_ARN, rotateSecret } from '../../../../local/subject.ts';
import type { FaultName, PlannedFault } from '../../simulation/fault-kinds.ts';
import type { Call } from '../../simulation/network.ts';
import { type Setting, Simulation } from '../../simulation/simulation.ts';
import { notConverged, truthOf } from '../../story/truth.ts';
import { Referee } from '../referee.ts';

export const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** One playing of a scene, and what did not hold in it. */
export interface Run {
  readonly what: string;
  readonly problems: readonly string[];
}

/** A story, or several of a kind, in which the product must keep its rules. */
export interface Scene {
  readonly name: string;
  runs(): AsyncIterable<Run>;
}

/** What a scene is played on. */
export interface Stage {
  readonly simulation: Simulation;
  readonly referee: Referee;
}

/** Plays one scene. @param act gives what did not hold beside the referee's findings */
export async function play(
  what: string,
  setting: Setting,
  act: (stage: Stage) => Promise<readonly string[]>,
  faults: readonly PlannedFault[] = [],
): Promise<Run & { readonly calls: readonly Call[] }> {
  const simulation = await Simulation.start(setting, faults);
  const referee = new Referee(simulation, setting.strategy === 'replace');
  const problems = await act({ simulation, referee });
  return { what, problems: [...referee.all(), ...problems], calls: simulation.network.calls };
}

/** RotateSecret, with all that Secrets Manager does until it gives up or succeeds. */
export async function rotate({ simulation }: Stage): Promise<void> {
  const { stack, subject } = simulation;
  rotateSecret(stack, subject);
  await stack.secretsManager.rotationSettled(subject.keySecret);
}

/** Time passes, with a reconcile every day. */
export async function days({ simulation }: Stage, count: number): Promise<void> {
  const { stack, subject } = simulation;
  for (let day = 1; day <= count; day += 1) {
    await stack.clock.advance(DAY);
    stack.invocations.enqueue(RECONCILE_USER_ARN, { user: subject.user });
    await stack.clock.advance(HOUR);
  }
}

/** A rotation and the three days after it; what does not hold at their end. */
export async function rotationAndDays(stage: Stage): Promise<readonly string[]> {
  const before = truthOf(stage.simulation).currentKey;
  await rotate(stage);
  await days(stage, 3);
  return notConverged(truthOf(stage.simulation), before).map((problem) => `convergence: ${problem}`);
}

/** The story with each of these faults at each of the calls that match, one at a time. */
export async function* withEachFault(
  setting: Setting,
  operations: RegExp,
  names: readonly FaultName[],
  act: (stage: Stage) => Promise<readonly string[]> = rotationAndDays,
): AsyncGenerator<Run> {
  const { calls } = await play('no fault', setting, act);
  for (const call of calls.filter(({ operation }) => operations.test(operation))) {
    for (const name of names) {
      yield play(`${call.operation} ${name}`, setting, act, [{ call: call.index, name, always: false }]);
    }
  }
}
