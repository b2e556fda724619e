/**
 * Preloaded into a function's process (`node --import`), before its bundle: `Date` tells the stack's time, and a wait of
 * node:timers/promises moves that time on instead of the machine's. The timeouts of clients and sockets are other timers and
 * stay the machine's own. Production code knows nothing of it; the function's environment is left as its template says.
 */
import { openSync, readSync } from 'node:fs';
import { createRequire, syncBuiltinESMExports } from 'node:module';

const { STACK_CLOCK_FILE = '' } = process.env;
delete process.env['STACK_CLOCK_FILE'];
const file = openSync(STACK_CLOCK_FILE, 'r');
const instant = Buffer.alloc(8);

function now(): number {
  readSync(file, instant, 0, 8, 0);
  return instant.readDoubleLE(0);
}

globalThis.Date = new Proxy(Date, {
  apply: (RealDate) => new RealDate(now()).toString(),
  construct: (RealDate, args, newTarget) => Reflect.construct(RealDate, args.length === 0 ? [now()] : args, newTarget),
  get: (RealDate, key, receiver) => (key === 'now' ? now : Reflect.get(RealDate, key, receiver)),
});

let waits = 0;
const waiting = new Map<unknown, () => void>();

process.on('message', (id) => {
  waiting.get(id)?.();
  waiting.delete(id);
  if (waiting.size === 0) process.channel?.unref();
});
process.channel?.unref();

async function wait<T>(ms = 0, value?: T): Promise<T | undefined> {
  const id = waits++;
  process.channel?.ref();
  await new Promise<void>((resolve) => {
    waiting.set(id, resolve);
    process.send?.({ id, ms });
  });
  return value;
}

// The module itself, not its namespace, which cannot be assigned to; then every import of it sees the change.
createRequire(import.meta.url)('node:timers/promises').setTimeout = wait;
syncBuiltinESMExports();
