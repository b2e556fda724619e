import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { Option } from 'commander';
import * as z from 'zod';
import { DURATION_FORM, durationMs } from '../../functions/shared/duration.ts';
import { BREAKAGES } from '../../local/live/breakages.ts';
import { Account, liveClient } from '../../local/live/client.ts';
import { readState, stateDirectory } from '../../local/live/state.ts';
import { type MachineCommand, nothing } from '../command.ts';
import { failed } from '../failures.ts';
import { runningStack } from '../local-connection.ts';
import type { Conversation } from '../session.ts';
import { accountsView } from '../views/accounts.ts';

const start = z.object({ detach: z.boolean().default(false) });

export const localStart: MachineCommand<z.infer<typeof start>> = {
  usage: 'start',
  summary: 'start an embedded stack on this machine',
  details:
    'Simulators of emnify and of the parts of AWS that are needed, with all functions, on a clock that goes with the ' +
    "machine's. Shows the simulated accounts that may be enrolled, also of one that runs already. What it holds is gone when it stops.",
  examples: [
    ['start', 'in this terminal, until Ctrl-C'],
    ['start --detach', 'in the background; `emnify-mfa local stop` ends it'],
  ],
  options: [new Option('--detach', 'run in the background')],
  input: start,
  async run(conversation, { detach }) {
    const { terminal, interrupts, say, page } = conversation;
    const directory = stateDirectory(terminal.environment);
    await refuseSecond(directory, conversation);
    if (detach) {
      const accounts = await startDetached(directory);
      return { document: { accounts }, text: (on) => accountsView(accounts, on) };
    }
    const { runLive } = await import('../../local/live/run.ts');
    const running = await runLive(directory);
    interrupts.instead = running.stop;
    say(accountsView(running.accounts, page));
    say('\nRunning; Ctrl-C stops it. Use it from another terminal, with --local.');
    await running.stopped;
    return { document: { stopped: true }, text: () => 'Stopped.' };
  },
};

async function refuseSecond(directory: string, { say, page }: Conversation): Promise<void> {
  const state = await readState(directory);
  if (state === undefined) return;
  // One that was killed leaves its file behind.
  const client = liveClient(state);
  const answers = await client
    .now()
    .then(() => true)
    .catch(() => false);
  if (!answers) return;
  say(accountsView(await client.accounts(), page));
  throw failed('local', 'An embedded stack is running already.', 'Stop it first: emnify-mfa local stop');
}

/** A process of its own, which has the stack ready when it tells of its accounts. */
async function startDetached(directory: string): Promise<readonly Account[]> {
  const script = fileURLToPath(new URL('../../local/live/detached.ts', import.meta.url));
  const child = fork(script, [directory], { detached: true, stdio: ['ignore', 'ignore', 'ignore', 'ipc'] });
  const [told] = await Promise.race([
    once(child, 'message'),
    once(child, 'exit').then(() => {
      throw failed('local', 'The embedded stack ended while it started.', 'Start it without --detach to see why.');
    }),
  ]);
  child.unref();
  return z.array(Account).parse(told);
}

export const localStop: MachineCommand<object> = {
  usage: 'stop',
  summary: 'stop the embedded stack',
  details: 'Stops the embedded stack of this machine; what it held is gone.',
  examples: [['stop', 'whether it runs in the background or in another terminal']],
  input: nothing,
  async run({ terminal }) {
    const { client } = await runningStack(terminal.environment);
    await client.stop();
    return { document: { stopped: true }, text: () => 'Stopped.' };
  },
};

const advance = z.object({
  duration: z.string().refine((text) => durationMs(text) > 0, `expected ${DURATION_FORM}, longer than zero`),
});

export const localAdvance: MachineCommand<z.infer<typeof advance>> = {
  usage: 'advance <duration>',
  summary: 'let time pass in the embedded stack',
  details:
    'Moves the clock of the embedded stack. Whatever falls due meanwhile happens: rotations, retirements, daily runs.',
  examples: [
    ['advance P1D', 'a day'],
    ['advance PT15M', 'a quarter of an hour'],
  ],
  input: advance,
  async run({ terminal }, { duration }) {
    const { client } = await runningStack(terminal.environment);
    const now = new Date(await client.advance(duration)).toISOString();
    return { document: { now }, text: () => `It is ${now} now in the embedded stack.` };
  },
};

const breaking = z.object({ what: z.enum(BREAKAGES, `expected one of ${BREAKAGES.join(', ')}`), user: z.string() });

export const localBreak: MachineCommand<z.infer<typeof breaking>> = {
  usage: 'break <what> <user>',
  summary: 'break something in the embedded stack, for practice',
  details: `Breaks something of an enrolled user, as it happens in life: ${BREAKAGES.join(', ')}.`,
  examples: [
    ['break stuck-live-key alice', 'a rotation stops just before its end; then: emnify-mfa recover alice --local'],
    ['break foreign-key alice', 'somebody sets up a key of their own in the portal'],
  ],
  input: breaking,
  async run({ terminal, command }, { what, user }) {
    const { client } = await runningStack(terminal.environment);
    const broken = await client.break(what, user);
    const lines = [
      `Of ${user}: ${broken.done}.`,
      ...(broken.newToken === undefined ? [] : [`New application token, simulated: ${broken.newToken}`]),
      `See it: ${command(`status ${user}`)}`,
    ];
    return { document: { what, user, ...broken }, text: () => lines.join('\n') };
  },
};
