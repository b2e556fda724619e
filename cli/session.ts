import { type Audit, createAudit } from './audit.ts';
import { connect, type Deployment, type Target } from './dependencies.ts';
import type { Interrupts } from './interrupts.ts';
import { createPrompts, type Prompts } from './prompts.ts';
import { type Page, pageFor, printText, type Terminal } from './terminal.ts';

/** What every command has: a way to tell, to ask and to say where things stand. */
export interface Conversation {
  readonly terminal: Terminal;
  readonly page: Page;
  readonly ask: Prompts;
  readonly interrupts: Interrupts;
  readonly json: boolean;
  /** A line on the way to the result; nothing with `--json`. */
  say(text: string): void;
  /** A line that must be seen whatever the output is: on stderr. */
  warn(text: string): void;
  /** The command line of another command, with the options that led to this deployment. */
  command(words: string): string;
}

/** What a command on a deployment has besides. */
export interface Session extends Conversation {
  readonly deployment: Deployment;
  readonly audit: Audit;
}

/** @param flags of this command line that the next one needs too, each behind a space */
export function createConversation(
  terminal: Terminal,
  interrupts: Interrupts,
  { json, flags }: { readonly json: boolean; readonly flags: string },
): Conversation {
  return {
    terminal,
    page: pageFor(terminal.stdout),
    json,
    interrupts,
    ask: createPrompts(terminal, () => interrupts.standing),
    say: (text) => {
      if (!json) printText(terminal.stdout, text);
    },
    warn: (text) => printText(terminal.stderr, text),
    command: (words) => `emnify-mfa ${words}${flags}`,
  };
}

export async function createSession(conversation: Conversation, target: Target): Promise<Session> {
  const deployment = await connect(target, conversation.terminal);
  return { ...conversation, deployment, audit: createAudit(deployment, conversation) };
}
