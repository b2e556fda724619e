import type { VirtualClock } from '../clock.ts';
import { groupAnswer } from './answers.ts';
import { validation } from './errors.ts';
import { groupInput, groupList, groupName, parseInput, tagInput, tagList, untagInput } from './input.ts';
import { page } from './paging.ts';
import { type Groups, isDefault, type Schedule } from './store.ts';

/** The actions on schedule groups and their tags; inputs are the members as they came over the wire, answers are bodies. */
export class GroupActions {
  readonly #clock: VirtualClock;
  readonly #groups: Groups;
  readonly #removeSchedule: (schedule: Schedule) => void;

  constructor(clock: VirtualClock, groups: Groups, removeSchedule: (schedule: Schedule) => void) {
    this.#clock = clock;
    this.#groups = groups;
    this.#removeSchedule = removeSchedule;
  }

  create(input: unknown): unknown {
    const { Name, Tags } = parseInput(groupInput, input);
    return { ScheduleGroupArn: this.#groups.create(Name, Tags, this.#clock.now()).arn };
  }

  get(input: unknown): unknown {
    return groupAnswer(this.#groups.group(parseInput(groupName, input).Name));
  }

  list(input: unknown): unknown {
    const { NamePrefix = '', ...paging } = parseInput(groupList, input);
    const wanted = this.#groups.all().filter(({ name }) => name.startsWith(NamePrefix));
    const { items, nextToken } = page(wanted, ({ name }) => name, paging);
    return { ScheduleGroups: items.map(groupAnswer), NextToken: nextToken };
  }

  /** Deletes the group's schedules too, at once; AWS takes a while, in state DELETING. */
  delete(input: unknown): unknown {
    const { Name } = parseInput(groupName, input);
    if (isDefault(Name)) throw validation('The default schedule group cannot be deleted.');
    for (const schedule of this.#groups.group(Name).schedules.values()) this.#removeSchedule(schedule);
    this.#groups.delete(Name);
    return {};
  }

  tag(input: unknown): unknown {
    const { ResourceArn, Tags } = parseInput(tagInput, input);
    const { tags } = this.#groups.group(ResourceArn);
    for (const tag of Tags) tags.set(tag.Key, tag);
    return {};
  }

  untag(input: unknown): unknown {
    const { ResourceArn, TagKeys } = parseInput(untagInput, input);
    const { tags } = this.#groups.group(ResourceArn);
    for (const key of TagKeys) tags.delete(key);
    return {};
  }

  tags(input: unknown): unknown {
    const { ResourceArn } = parseInput(tagList, input);
    return { Tags: [...this.#groups.group(ResourceArn).tags.values()] };
  }
}
