import type { Clock } from '../../functions/domain/ports.ts';

/** Lambda says no number; minutes have been seen. */
const IDLE_CONTAINER_LIVES_MS = 5 * 60_000;

/** The container that the next invocation meets: the one of the last, while that is not long ago, or else a new one. */
export function containers<T>(clock: Clock, start: () => T): () => T {
  let container: { readonly it: T; lastUse: number } | undefined;
  return () => {
    const now = clock.now();
    if (container === undefined || now - container.lastUse > IDLE_CONTAINER_LIVES_MS) {
      container = { it: start(), lastUse: now };
    }
    container.lastUse = now;
    return container.it;
  };
}
