import { randomBytes } from 'node:crypto';
import type { EmbeddedStack } from '../stack.ts';
import { serveControl } from './control.ts';
import { LiveStack, type SimulatedAccount } from './live-stack.ts';
import { removeState, writeState } from './state.ts';

export interface Running {
  readonly accounts: readonly SimulatedAccount[];
  readonly stack: EmbeddedStack;
  /** Resolves once somebody has asked the stack to stop and it has. */
  readonly stopped: Promise<void>;
  stop(): void;
}

/**
 * Starts the stack in this process, and writes down in `directory` how it is found.
 * @param start when its story begins; from then on its clock goes with the machine's
 */
export async function runLive(directory: string, start = new Date()): Promise<Running> {
  const live = await LiveStack.start(start);
  const controlToken = randomBytes(24).toString('base64url');
  const asked = Promise.withResolvers<void>();
  const control = await serveControl(live, controlToken, async () => {
    // Before the answer: whoever was told that the stack has stopped finds none.
    await removeState(directory);
    setImmediate(asked.resolve);
  });
  await writeState(directory, {
    pid: process.pid,
    control: control.url,
    controlToken,
    environment: live.stack.environment(),
  });
  const stopped = asked.promise.then(async () => {
    await removeState(directory);
    await control.close();
    await live.close();
  });
  return { accounts: live.accounts, stack: live.stack, stopped, stop: asked.resolve };
}
