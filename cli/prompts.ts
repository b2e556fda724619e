import { confirm, input, password } from '@inquirer/prompts';
import { interrupted, wrongUsage } from './failures.ts';
import type { Terminal } from './terminal.ts';

/** Questions to the operator. Without a terminal none is asked: the failure says which option answers it. */
export interface Prompts {
  readonly isInteractive: boolean;
  /** @param instead what answers the question where there is no terminal, e.g. `--yes` */
  confirm(question: string, instead: string): Promise<boolean>;
  text(question: string, instead: string, check?: (answer: string) => true | string): Promise<string>;
  /** Without echo, and with no key that would show it. */
  secret(question: string, instead: string, check: (answer: string) => true | string): Promise<string>;
}

/** @param standing where things stand, should Ctrl-C answer the question */
export function createPrompts({ stdin, stderr }: Terminal, standing: () => string): Prompts {
  const isInteractive = stdin.isTTY === true && stderr.isTTY === true;
  // On stderr, so that stdout holds the result alone.
  const context = { input: stdin, output: stderr };
  const ask = async <T>(question: string, instead: string, prompt: () => Promise<T>): Promise<T> => {
    if (!isInteractive) {
      throw wrongUsage(`This asks "${question}", and there is no terminal to ask on.`, instead);
    }
    try {
      return await prompt();
    } catch (error) {
      if (error instanceof Error && error.name === 'ExitPromptError') throw interrupted(standing());
      throw error;
    }
  };
  return {
    isInteractive,
    confirm: (question, instead) =>
      ask(question, instead, () => confirm({ message: question, default: false }, context)),
    text: (question, instead, check = () => true) =>
      ask(question, instead, () => input({ message: question, validate: check }, context)),
    secret: (question, instead, check) =>
      ask(question, instead, () => password({ message: question, toggleMask: false, validate: check }, context)),
  };
}
