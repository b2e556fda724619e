import { isDeepStrictEqual } from 'node:util';
import type { VirtualClock } from '../clock.ts';
import { scheduleAnswer, scheduleSummary } from './answers.ts';
import { conflict, unsupported, validation } from './errors.ts';
import { type Expression, parseExpression } from './expression.ts';
import { parseInput, type ScheduleInput, scheduleInput, scheduleList, scheduleName } from './input.ts';
import { page } from './paging.ts';
import { type Groups, type Schedule, scheduleArn } from './store.ts';
import type { SchedulerSwitches } from './switches.ts';
import { checkTarget } from './target.ts';
import type { Timetable } from './timetable.ts';

/** How far back a StartDate may lie. Second-hand evidence only (recorded facts, `start-date-in-the-past`). */
const START_TOLERANCE = 5 * 60_000;

export type ScheduleChange = 'created' | 'updated' | 'deleted' | 'completed';

/** The actions on schedules; inputs are the members as they came over the wire, answers are bodies. */
export class ScheduleActions {
  readonly #clock: VirtualClock;
  readonly #groups: Groups;
  readonly #timetable: Timetable;
  readonly #switches: SchedulerSwitches;
  readonly #changed: (change: ScheduleChange, schedule: Schedule) => void;

  constructor(
    clock: VirtualClock,
    groups: Groups,
    timetable: Timetable,
    switches: SchedulerSwitches,
    changed: (change: ScheduleChange, schedule: Schedule) => void,
  ) {
    this.#clock = clock;
    this.#groups = groups;
    this.#timetable = timetable;
    this.#switches = switches;
    this.#changed = changed;
  }

  create(input: unknown): unknown {
    const definition = parseInput(scheduleInput, input);
    const expression = this.#check(definition);
    const { schedules } = this.#groups.group(definition.GroupName);
    const arn = scheduleArn(definition.Name, definition.GroupName);
    const existing = schedules.get(definition.Name);
    if (existing !== undefined) {
      if (!isRepeat(existing.definition, definition)) throw conflict(`Schedule ${definition.Name} already exists.`);
      return { ScheduleArn: arn };
    }
    const now = this.#clock.now();
    this.#write('created', { arn, definition, expression, createdAt: now, modifiedAt: now });
    return { ScheduleArn: arn };
  }

  /** Replaces everything but the creation date: what the input leaves out goes back to its default. */
  update(input: unknown): unknown {
    const definition = parseInput(scheduleInput, input);
    const expression = this.#check(definition);
    const { arn, createdAt } = this.#groups.schedule(definition.Name, definition.GroupName);
    this.#write('updated', { arn, definition, expression, createdAt, modifiedAt: this.#clock.now() });
    return { ScheduleArn: arn };
  }

  get(input: unknown): unknown {
    const { Name, GroupName } = parseInput(scheduleName, input);
    return scheduleAnswer(this.#groups.schedule(Name, GroupName));
  }

  delete(input: unknown): unknown {
    const { Name, GroupName } = parseInput(scheduleName, input);
    this.remove(this.#groups.schedule(Name, GroupName), 'deleted');
    return {};
  }

  list(input: unknown): unknown {
    const { GroupName, NamePrefix = '', State, ...paging } = parseInput(scheduleList, input);
    const all =
      GroupName === undefined ? this.#groups.schedules() : [...this.#groups.group(GroupName).schedules.values()];
    const wanted = all.filter(
      ({ definition }) => definition.Name.startsWith(NamePrefix) && (State ?? definition.State) === definition.State,
    );
    const { items, nextToken } = page(wanted, ({ arn }) => arn, paging);
    return { Schedules: items.map(scheduleSummary), NextToken: nextToken };
  }

  /** Takes a schedule away, and what is planned for it. */
  remove(schedule: Schedule, change: 'deleted' | 'completed'): void {
    const { Name, GroupName } = schedule.definition;
    this.#timetable.forget(schedule.arn);
    this.#groups.group(GroupName).schedules.delete(Name);
    this.#changed(change, schedule);
  }

  #write(change: 'created' | 'updated', schedule: Schedule): void {
    const { Name, GroupName } = schedule.definition;
    this.#groups.group(GroupName).schedules.set(Name, schedule);
    this.#timetable.plan(schedule);
    this.#changed(change, schedule);
  }

  /** What the schema alone cannot say. */
  #check(definition: ScheduleInput): Expression {
    const { ScheduleExpression, ScheduleExpressionTimezone, StartDate, EndDate, Target } = definition;
    checkTarget(Target);
    const expression = parseExpression(ScheduleExpression);
    if (ScheduleExpressionTimezone !== 'UTC')
      throw unsupported(`the time zone ${ScheduleExpressionTimezone}: only UTC`);
    const now = this.#clock.now();
    if (expression.kind === 'at') {
      if (expression.instant >= now || this.#switches.pastAt !== 'refused') return expression;
      throw validation(`Invalid Schedule Expression ${ScheduleExpression}.`);
    }
    if (StartDate !== undefined && StartDate < now - START_TOLERANCE) {
      throw validation('The StartDate you specify cannot be earlier than 5 minutes ago.');
    }
    if (StartDate !== undefined && EndDate !== undefined && EndDate <= StartDate) {
      throw validation('The EndDate you specify must come after the StartDate.');
    }
    return expression;
  }
}

/** Whether a creation is the same request again: the same ClientToken and the same content. */
function isRepeat(existing: ScheduleInput, again: ScheduleInput): boolean {
  return again.ClientToken !== undefined && isDeepStrictEqual(existing, again);
}
