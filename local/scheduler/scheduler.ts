import type { VirtualClock } from '../clock.ts';
import type { AsyncInvocations } from '../lambda/async-invocations.ts';
import type { Service } from '../service.ts';
import { type DeadLetter, Delivery, type Firing } from './delivery.ts';
import { SchedulerError, unsupported } from './errors.ts';
import { GroupActions } from './group-actions.ts';
import { actionOf, inputOf } from './routes.ts';
import { ScheduleActions, type ScheduleChange } from './schedule-actions.ts';
import { Groups, type Schedule } from './store.ts';
import { DEFAULT_SWITCHES, type SchedulerSwitches } from './switches.ts';
import { Timetable } from './timetable.ts';

export interface SchedulerHooks {
  /** A firing began; its `outcome` may still change. */
  readonly onFire?: (firing: Firing) => void;
  readonly onChange?: (change: ScheduleChange, schedule: Schedule) => void;
}

/**
 * A stand-in for EventBridge Scheduler (REST JSON), in memory, on the virtual clock. Schedules really fire: Lambda targets
 * get their event through `AsyncInvocations`, as AWS invokes them asynchronously. What it does not support it refuses loudly.
 */
export class Scheduler implements Service {
  readonly name = 'scheduler';
  /** May be changed at any time. */
  readonly switches: SchedulerSwitches;
  readonly #clock: VirtualClock;
  readonly #groups: Groups;
  readonly #delivery: Delivery;
  readonly #onFire: (firing: Firing) => void;
  readonly #handlers: ReadonlyMap<string, (input: unknown) => unknown>;

  constructor(
    clock: VirtualClock,
    invocations: AsyncInvocations,
    switches: Partial<SchedulerSwitches> = {},
    { onFire = () => {}, onChange = () => {} }: SchedulerHooks = {},
  ) {
    this.switches = { ...DEFAULT_SWITCHES, ...switches };
    this.#clock = clock;
    this.#groups = new Groups(clock.now());
    this.#delivery = new Delivery(clock, invocations);
    this.#onFire = onFire;
    const timetable = new Timetable(
      clock,
      this.switches,
      (schedule, plannedFor) => this.#fire(schedule, plannedFor),
      (schedule) => {
        if (schedule.definition.ActionAfterCompletion === 'DELETE') schedules.remove(schedule, 'completed');
      },
    );
    const schedules = new ScheduleActions(clock, this.#groups, timetable, this.switches, onChange);
    const groups = new GroupActions(clock, this.#groups, (schedule) => schedules.remove(schedule, 'deleted'));
    this.#handlers = new Map([
      ['CreateSchedule', (input) => schedules.create(input)],
      ['GetSchedule', (input) => schedules.get(input)],
      ['UpdateSchedule', (input) => schedules.update(input)],
      ['DeleteSchedule', (input) => schedules.delete(input)],
      ['ListSchedules', (input) => schedules.list(input)],
      ['CreateScheduleGroup', (input) => groups.create(input)],
      ['GetScheduleGroup', (input) => groups.get(input)],
      ['DeleteScheduleGroup', (input) => groups.delete(input)],
      ['ListScheduleGroups', (input) => groups.list(input)],
      ['TagResource', (input) => groups.tag(input)],
      ['UntagResource', (input) => groups.untag(input)],
      ['ListTagsForResource', (input) => groups.tags(input)],
    ]);
  }

  /** Every firing so far, oldest first. */
  get firings(): readonly Firing[] {
    return this.#delivery.firings;
  }

  get deadLetters(): readonly DeadLetter[] {
    return this.#delivery.deadLetters;
  }

  get schedules(): readonly Schedule[] {
    return this.#groups.schedules();
  }

  /**
   * Fires a schedule now, out of its time: an early or a stray delivery. Its plan stays as it is.
   * @throws SchedulerError where there is no such schedule
   */
  fireNow(name: string, group = 'default'): void {
    this.#fire(this.#groups.schedule(name, group), this.#clock.now());
  }

  operation(request: Request): string {
    return actionOf(request);
  }

  /** None: from a Date minutes off its own, the SDK concludes that its clock is wrong and sends every refused call again. */
  date(): undefined {
    return undefined;
  }

  async handle(request: Request): Promise<Response> {
    try {
      const action = actionOf(request);
      const handler = this.#handlers.get(action);
      if (handler === undefined) throw unsupported(`the call ${action}`);
      return this.#answer(200, handler(await inputOf(request)));
    } catch (error) {
      if (error instanceof SchedulerError) return this.#answer(error.status, { Message: error.message }, error.code);
      if (error instanceof SyntaxError)
        return this.#answer(400, { Message: 'The body is not JSON.' }, 'SerializationException');
      throw error;
    }
  }

  #fire(schedule: Schedule, plannedFor: number): void {
    for (let delivery = 0; delivery < this.switches.deliveries; delivery += 1) {
      this.#onFire(this.#delivery.deliver(schedule, plannedFor));
    }
  }

  #answer(status: number, body: unknown, errorType?: string): Response {
    return Response.json(body, { status, headers: errorType === undefined ? {} : { 'x-amzn-errortype': errorType } });
  }
}
