import { ACCOUNT, REGION } from '../account.ts';
import { conflict, notFound } from './errors.ts';
import type { Expression } from './expression.ts';
import type { ScheduleInput } from './input.ts';

const DEFAULT_GROUP = 'default';

export interface Schedule {
  readonly arn: string;
  readonly definition: ScheduleInput;
  readonly expression: Expression;
  /** Epoch milliseconds. */
  readonly createdAt: number;
  readonly modifiedAt: number;
}

interface Tag {
  readonly Key: string;
  readonly Value: string;
}

export interface Group {
  readonly arn: string;
  readonly name: string;
  /** Epoch milliseconds. */
  readonly createdAt: number;
  readonly tags: Map<string, Tag>;
  readonly schedules: Map<string, Schedule>;
}

/** The schedule groups and their schedules; the group `default` always exists. */
export class Groups {
  readonly #groups = new Map<string, Group>();

  constructor(now: number) {
    this.create(DEFAULT_GROUP, [], now);
  }

  create(name: string, tags: readonly Tag[], now: number): Group {
    if (this.#groups.has(name)) throw conflict(`Schedule group ${name} already exists.`);
    const group: Group = {
      arn: `arn:aws:scheduler:${REGION}:${ACCOUNT}:schedule-group/${name}`,
      name,
      createdAt: now,
      tags: new Map(tags.map((tag) => [tag.Key, tag])),
      schedules: new Map(),
    };
    this.#groups.set(name, group);
    return group;
  }

  /** @throws SchedulerError ResourceNotFoundException */
  group(name: string): Group {
    const group = this.#groups.get(name);
    if (group === undefined) throw notFound(`Schedule group ${name} does not exist.`);
    return group;
  }

  /** @throws SchedulerError ResourceNotFoundException */
  schedule(name: string, group: string): Schedule {
    const schedule = this.group(group).schedules.get(name);
    if (schedule === undefined) throw notFound(`Schedule ${name} does not exist.`);
    return schedule;
  }

  delete(name: string): void {
    this.#groups.delete(name);
  }

  all(): readonly Group[] {
    return [...this.#groups.values()];
  }

  schedules(): readonly Schedule[] {
    return this.all().flatMap(({ schedules }) => [...schedules.values()]);
  }
}

export function isDefault(groupName: string): boolean {
  return groupName === DEFAULT_GROUP;
}

export function scheduleArn(name: string, group: string): string {
  return `arn:aws:scheduler:${REGION}:${ACCOUNT}:schedule/${group}/${name}`;
}
