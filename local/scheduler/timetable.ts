import type { Cancel, VirtualClock } from '../clock.ts';
import type { Schedule } from './store.ts';
import type { SchedulerSwitches } from './switches.ts';

/** Plans the next firing of each schedule on the clock. */
export class Timetable {
  readonly #clock: VirtualClock;
  readonly #switches: SchedulerSwitches;
  readonly #fire: (schedule: Schedule, plannedFor: number) => void;
  readonly #complete: (schedule: Schedule) => void;
  readonly #planned = new Map<string, Cancel>();

  /** @param complete called after the last firing of a schedule */
  constructor(
    clock: VirtualClock,
    switches: SchedulerSwitches,
    fire: (schedule: Schedule, plannedFor: number) => void,
    complete: (schedule: Schedule) => void,
  ) {
    this.#clock = clock;
    this.#switches = switches;
    this.#fire = fire;
    this.#complete = complete;
  }

  /** Plans a schedule that was just created or updated; what was planned for it before is off. */
  plan(schedule: Schedule): void {
    this.forget(schedule.arn);
    if (schedule.definition.State === 'DISABLED') return;
    const first = this.#first(schedule);
    if (first !== undefined) this.#planAt(schedule, first);
  }

  forget(scheduleArn: string): void {
    this.#planned.get(scheduleArn)?.();
    this.#planned.delete(scheduleArn);
  }

  #first(schedule: Schedule): number | undefined {
    const now = this.#clock.now();
    const { expression, createdAt } = schedule;
    if (expression.kind === 'at') {
      return expression.instant >= now || this.#switches.pastAt === 'accepted-and-fires'
        ? expression.instant
        : undefined;
    }
    // A rate begins with the instant of its creation; anything else begins after the call that wrote it.
    return this.#next(schedule, expression.kind === 'rate' && createdAt === now ? now - 1 : now);
  }

  /** The first planned instant strictly after `after`, within StartDate and EndDate; a one-time schedule has none. */
  #next(schedule: Schedule, after: number): number | undefined {
    const { expression, createdAt, definition } = schedule;
    const { StartDate, EndDate = Number.POSITIVE_INFINITY } = definition;
    if (expression.kind === 'at') return undefined;
    let next: number | undefined;
    if (expression.kind === 'cron') {
      next = expression.next(Math.max(after, (StartDate ?? 0) - 1));
    } else {
      const offset = this.#switches.firstRate === 'at-creation' ? 0 : expression.interval;
      const anchor = StartDate ?? createdAt + offset;
      next = anchor + Math.max(0, Math.floor((after - anchor) / expression.interval) + 1) * expression.interval;
    }
    return next !== undefined && next <= EndDate ? next : undefined;
  }

  #planAt(schedule: Schedule, instant: number): void {
    const cancel = this.#clock.at(instant + this.#switches.delay, () => {
      this.#planned.delete(schedule.arn);
      const next = this.#next(schedule, instant);
      if (next !== undefined) this.#planAt(schedule, next);
      this.#fire(schedule, instant);
      if (next === undefined) this.#complete(schedule);
    });
    this.#planned.set(schedule.arn, cancel);
  }
}
