import type { Clock } from '../../functions/domain/ports.ts';

/** One line of a log: epoch milliseconds and text. */
export interface LogEvent {
  readonly stream: string;
  readonly timestamp: number;
  readonly ingestionTime: number;
  readonly message: string;
}

/** A log group exists once its deployment or a function has made it; streams are made in it. */
interface Group {
  readonly streams: Set<string>;
  readonly events: LogEvent[];
}

/** The logs of the embedded account: of every function what it printed, and what commands put. */
export class LogGroups {
  readonly #clock: Clock;
  readonly #groups = new Map<string, Group>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  create(group: string): Group {
    const existing = this.#groups.get(group) ?? { streams: new Set(), events: [] };
    this.#groups.set(group, existing);
    return existing;
  }

  get(group: string): Group | undefined {
    return this.#groups.get(group);
  }

  /** @param timestamp epoch milliseconds, now where absent */
  append(group: Group, stream: string, message: string, timestamp = this.#clock.now()): void {
    group.events.push({ stream, timestamp, ingestionTime: this.#clock.now(), message });
  }

  /** What a function printed, a line an event, as Lambda writes it to the function's group. */
  print(groupName: string, text: string): void {
    const group = this.create(groupName);
    for (const line of text.split('\n')) if (line !== '') this.append(group, '[$LATEST]', line);
  }
}
