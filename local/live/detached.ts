import { runLive } from './run.ts';

/** The stack in a process of its own: `node detached.ts <state directory>`; its parent is told the accounts, once. */
const [, , directory] = process.argv;
if (directory === undefined) throw new Error('expected the state directory');
const running = await runLive(directory);
process.send?.(running.accounts);
process.disconnect?.();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, running.stop);
await running.stopped;
