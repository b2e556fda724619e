import type { FleetJournal } from '../domain/fleet/ports.ts';
import type { Clock } from '../domain/ports.ts';
import type { Edge } from '../shared/edge.ts';

/** The audit log of a run: entries of users as every function writes them, and a line of progress with its figures as metrics. */
export function createFleetJournal({ logger, journal }: Edge, clock: Clock): FleetJournal {
  return {
    record: (entry) => journal.record(entry),
    // Members are named one by one: an object made by spreading may carry more than its type says.
    progress({ run, status, why, users, rotated, skipped, failed, underWay, left, expectedEnd }) {
      const level = status === 'stopped' ? 'error' : 'info';
      logger[level]('fleet-progress', {
        event: 'fleet-progress',
        run,
        status,
        why,
        users,
        rotated,
        skipped,
        failed,
        underWay,
        left,
        expectedEnd,
      });
      journal.measure('FleetUsersLeft', left);
      journal.measure('FleetStopped', status === 'stopped' ? 1 : 0);
      if (expectedEnd === undefined) return;
      journal.measure('FleetMinutesLeft', Math.max(0, Date.parse(expectedEnd) - clock.now()) / 60_000);
    },
  };
}
