import type { Journal, JournalEntry, JournalEvent } from '../../../functions/domain/journal.ts';

/** A journal that can be read again. */
export class FakeJournal implements Journal {
  readonly entries: JournalEntry[] = [];
  /** As `name value user`. */
  readonly measures: string[] = [];

  record(entry: JournalEntry): void {
    this.entries.push(entry);
  }

  measure(name: string, value: number, user = ''): void {
    this.measures.push(`${name} ${value} ${user}`.trimEnd());
  }

  events(): readonly JournalEvent[] {
    return this.entries.map(({ event }) => event);
  }

  /** The entries of one event. */
  of(event: JournalEvent): readonly JournalEntry[] {
    return this.entries.filter((entry) => entry.event === event);
  }
}
