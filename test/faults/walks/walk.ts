import { RECONCILE_USER_ARN, rotateSecret } from '../../../local/subject.ts';
import { Referee } from '../mutants/referee.ts';
import { type Setting, Simulation } from '../simulation/simulation.ts';
import { notConverged, truthOf } from '../story/truth.ts';
import { People } from './people.ts';
import { type Step, told } from './steps.ts';
import { Weather } from './weather.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** A line of the story, for people. */
interface Line {
  /** Epoch milliseconds. */
  readonly at: number;
  readonly text: string;
}

export interface Ending {
  readonly problems: readonly string[];
  readonly lines: readonly Line[];
  /** Milliseconds of virtual time. */
  readonly lasted: number;
}

/** Walks through the steps, then lets the faults be over, does what the documents leave to an operator, and looks. */
export async function walk(steps: readonly Step[], setting: Setting = {}): Promise<Ending> {
  const walker = new Walker(await Simulation.start(setting), setting);
  const began = walker.simulation.stack.clock.now();
  for (const step of steps) {
    walker.say(told(step));
    await walker.take(step);
    if (walker.problems.length > 0) break;
  }
  if (walker.problems.length === 0) await walker.settle();
  return { problems: walker.problems, lines: walker.lines, lasted: walker.simulation.stack.clock.now() - began };
}

class Walker {
  readonly simulation: Simulation;
  readonly lines: Line[] = [];
  readonly #referee: Referee;
  readonly #people: People;
  readonly #weather: Weather;
  readonly #unsettled: string[] = [];

  constructor(simulation: Simulation, { strategy }: Setting) {
    this.simulation = simulation;
    this.#referee = new Referee(simulation, strategy === 'replace');
    this.#people = new People(simulation, this.#referee);
    this.#weather = new Weather(simulation);
    simulation.afterInvocation = (invocation) => {
      const met = simulation.network.calls.filter((call) => call.invocation === invocation && call.fault !== undefined);
      const faults = met.map(({ operation, fault }) => `${operation} met ${fault?.name}`);
      this.say([`  ${invocation.name} ${invocation.ended}`, ...faults].join('; '));
    };
    const { stack, subject } = simulation;
    rotateSecret(stack, subject, { days: 30 });
  }

  get problems(): readonly string[] {
    // How many keys are active meanwhile is no matter here: holds and outages keep superseded ones for longer, until the end.
    return [...this.#referee.all().filter((what) => !what.startsWith('invariant 6')), ...this.#unsettled];
  }

  say(text: string): void {
    this.lines.push({ at: this.simulation.stack.clock.now(), text });
  }

  async take(step: Step): Promise<void> {
    switch (step.does) {
      case 'time':
        return this.#pass(step.hours * HOUR);
      case 'rotate':
        return this.#rotate();
      case 'reconcile':
        return this.#reconcile(step.endGrace);
      case 'fault':
        return this.#weather.fault(step.fault, step.after);
      case 'outage':
        return this.#weather.outage(step.service, step.hours * HOUR);
      case 'clock':
        return this.simulation.stack.emnify.set({ clockOffsetMs: step.offsetMs });
      case 'hold':
        return this.#people.setHold('operator');
      case 'release':
        return this.#people.setHold('none');
      case 'move back':
        return this.#people.moveBack();
      case 'new credentials':
        return this.#people.storeCredentials();
      case 'start enrolling':
        return this.#people.startEnrolling();
      case 'finish enrolling':
        return this.#people.finishEnrolling();
      case 'delete own key':
        return this.#people.deleteOwnKey();
      case 'delete current key':
        return this.#people.deleteCurrentKey();
      case 'trust a device':
        return this.#people.trustDevice();
      case 'change the password':
        return this.#people.changePassword();
      case 'revoke the token':
        return this.#people.revokeTokens();
    }
  }

  /** Two daily runs at the beginning of a longer time and one at its end: the days between have nothing to do. */
  async #pass(ms: number): Promise<void> {
    const { stack, subject } = this.simulation;
    const end = stack.clock.now() + ms;
    for (const at of [stack.clock.now() + DAY, stack.clock.now() + 2 * DAY, end]) {
      if (at > end) continue;
      await stack.clock.advanceTo(at);
      if (ms >= DAY) stack.invocations.enqueue(RECONCILE_USER_ARN, { user: subject.user });
      await stack.clock.advance(0);
    }
  }

  async #rotate(): Promise<void> {
    const { stack, subject } = this.simulation;
    try {
      rotateSecret(stack, subject, { days: 30 });
    } catch {
      this.say('  refused: the rotation before is not complete');
    }
    await stack.clock.advance(0);
  }

  async #reconcile(endGrace: boolean): Promise<void> {
    const { simulation } = this;
    if (endGrace) simulation.watch.graceIsEnded();
    await simulation.reconcile({ user: simulation.subject.user, endGrace }).catch(() => undefined);
  }

  /** The faults are over; an operator does what findings and errors ask for, and a rotation and its days follow. */
  async settle(): Promise<void> {
    const { stack, subject } = this.simulation;
    this.say('the faults are over; an operator releases the user and writes credentials that are right');
    this.#weather.clear();
    stack.emnify.set({ clockOffsetMs: 0 });
    await this.#pass(2 * HOUR);
    this.#people.storeCredentials();
    this.#people.setHold('none');
    await this.#reconcile(false);
    await this.#pass(DAY + HOUR);
    const before = truthOf(this.simulation).currentKey;
    await this.#rotate();
    await this.#pass(3 * DAY);
    await this.#pass(3 * DAY);
    const truth = truthOf(this.simulation);
    const own = (id: number) => this.#people.own.has(id);
    const ours = {
      ...truth,
      activeKeys: truth.activeKeys.filter((id) => !own(id)),
      pendingKeys: truth.pendingKeys.filter((id) => !own(id)),
    };
    this.#unsettled.push(...notConverged(ours, before).map((problem) => `convergence: ${problem}`));
    const { plan } = await this.simulation.reconcile({ user: subject.user, dryRun: true });
    const { actions } = plan;
    if (actions.length > 0) this.#unsettled.push(`quiet at the end: ${actions.map(({ reason }) => reason).join('; ')}`);
  }
}
