/**
 * Waits for all that was begun at once, and gives their results; where some fail, throws the failure of the first in the order
 * given, so that which one is told does not depend on the network, and nothing is still under way when it is.
 */
export async function atOnce<const T extends readonly unknown[]>(
  begun: {
    readonly [Index in keyof T]: Promise<T[Index]>;
  },
): Promise<{ -readonly [Index in keyof T]: Awaited<T[Index]> }> {
  await Promise.allSettled(begun);
  return Promise.all(begun);
}
