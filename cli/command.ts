import { Command, type Option } from 'commander';
import * as z from 'zod';
import { EXIT_CODE_HELP, type ExitCode } from './exit-codes.ts';
import { wrongUsage } from './failures.ts';
import type { Conversation, Session } from './session.ts';
import type { Page } from './terminal.ts';

/** How a command ended: the document that `--json` prints, the text that is printed without it, and the exit code where not 0. */
export interface Outcome {
  readonly document: object;
  readonly text: (page: Page) => string;
  readonly exitCode?: ExitCode;
  /** The text is for a program (CSV, JSON): printed as it is, however wide the terminal. */
  readonly isData?: boolean;
}

interface Described<T> {
  /** As commander writes it: `status [user]`. */
  readonly usage: string;
  readonly summary: string;
  /** What somebody needs to know before using it, a paragraph. */
  readonly details: string;
  /** Without `emnify-mfa`; each with what it does. */
  readonly examples: readonly (readonly [words: string, what: string])[];
  readonly options?: readonly Option[];
  /** Arguments and options by their names. */
  readonly input: z.ZodType<T>;
}

/** A command on a deployment. */
export interface DeploymentCommand<T> extends Described<T> {
  run(session: Session, input: T): Promise<Outcome>;
}

/** A command on this machine alone. */
export interface MachineCommand<T> extends Described<T> {
  run(conversation: Conversation, input: T): Promise<Outcome>;
}

/** @param act is given what was typed, parsed */
export function describeCommand<T>(
  { usage, summary, details, examples, options = [], input }: Described<T>,
  parent: string,
  act: (input: T, command: Command) => Promise<void>,
): Command {
  const [name = '', ...parameters] = usage.split(' ');
  const command = new Command(name).summary(summary).description(details);
  for (const parameter of parameters) command.argument(parameter);
  for (const option of options) command.addOption(option);
  command.option('--json', 'print one JSON document instead of text');
  const lines = examples.map(([words, what]) => `  ${parent} ${words}\n      ${what}`);
  command.addHelpText('after', `\nExamples:\n${lines.join('\n')}\n\n${EXIT_CODE_HELP}`);
  command.action(async () => {
    const named = Object.fromEntries(
      command.registeredArguments.map((argument, index) => [argument.name(), command.processedArgs[index]]),
    );
    await act(parseInput(input, { ...command.opts(), ...named }, command), command);
  });
  return command;
}

/** @throws Failure naming every argument at fault */
function parseInput<T>(schema: z.ZodType<T>, raw: object, { options }: Command): T {
  const result = schema.safeParse(raw);
  if (result.success) return result.data;
  const typed = (name: PropertyKey | undefined) =>
    options.find((option) => option.attributeName() === name)?.long ?? String(name);
  throw wrongUsage(result.error.issues.map(({ path: [name], message }) => `${typed(name)}: ${message}`).join('; '));
}

export const nothing = z.object({});
