import { Command, CommanderError } from 'commander';
import { type DeploymentCommand, describeCommand, type MachineCommand, type Outcome } from './command.ts';
import { commandsOnDeployments, localCommands } from './commands/all.ts';
import type { Target } from './dependencies.ts';
import { EXIT, EXIT_CODE_HELP } from './exit-codes.ts';
import { explain } from './explain.ts';
import type { Failure } from './failures.ts';
import { Interrupts } from './interrupts.ts';
import { createConversation, createSession } from './session.ts';
import { pageFor, printJson, printText, type Terminal } from './terminal.ts';

const DESCRIPTION = `Rotates the MFA keys of emnify users: enrol, look, rotate, recover.

Works on the deployment of your AWS credentials and region, as the AWS CLI finds them; with
--local on an embedded stack on this machine: emnify-mfa local start`;

/**
 * The command as its command line asks for it. @returns the exit code
 * @param args without the names of Node and script
 */
export async function run(args: readonly string[], terminal: Terminal): Promise<number> {
  const interrupts = new Interrupts(terminal);
  const detach = terminal.onInterrupt(interrupts.interrupt);
  let exitCode: number = EXIT.ok;
  const finish = (outcome: Outcome, json: boolean): void => {
    if (json) printJson(terminal.stdout, outcome.document, 2);
    else {
      const page = pageFor(terminal.stdout);
      printText(terminal.stdout, outcome.text(page), outcome.isData ? Number.POSITIVE_INFINITY : page.width);
    }
    exitCode = outcome.exitCode ?? EXIT.ok;
  };

  const program = new Command('emnify-mfa').description(DESCRIPTION).addHelpText('after', `\n${EXIT_CODE_HELP}`);
  for (const described of commandsOnDeployments) program.addCommand(onDeployment(described));
  const local = program.command('local').summary('the embedded stack: start, stop, let time pass, break something');
  local.description('An embedded stack on this machine: emnify and AWS as simulators, nothing leaves the machine.');
  for (const described of localCommands) local.addCommand(onMachine(described));
  settle(program, terminal);

  function onDeployment(described: DeploymentCommand<unknown>): Command {
    const command = describeCommand(described, 'emnify-mfa', async (input, { opts }) => {
      const { prefix, region, profile, local, json } = targetOf(opts.call(command));
      const flags = flagsOf({ prefix, region, profile, local });
      const conversation = createConversation(terminal, interrupts, { json, flags });
      const session = await createSession(conversation, { prefix, region, profile, local });
      finish(await described.run(session, input), json);
    });
    return command
      .option('--prefix <prefix>', 'what the names of the deployment begin with', DEFAULT_PREFIX)
      .option('--region <region>', 'the AWS region, as for the AWS CLI')
      .option('--profile <profile>', 'the AWS profile, as for the AWS CLI')
      .option('--local', 'the embedded stack on this machine instead of AWS');
  }

  function onMachine(described: MachineCommand<unknown>): Command {
    const command = describeCommand(described, 'emnify-mfa local', async (input) => {
      const json = command.opts()['json'] === true;
      const conversation = createConversation(terminal, interrupts, { json, flags: ' --local' });
      finish(await described.run(conversation, input), json);
    });
    return command;
  }

  try {
    await program.parseAsync([...args], { from: 'user' });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
    const failure = explain(error);
    report(failure, terminal, args.includes('--json'));
    return failure.exitCode;
  } finally {
    detach();
  }
}

const DEFAULT_PREFIX = 'emnify-mfa';
/** Of `--help` in a pipe. */
const HELP_WIDTH = 120;

function targetOf(options: Readonly<Record<string, unknown>>): Target & { readonly json: boolean } {
  const text = (name: string) => (typeof options[name] === 'string' ? options[name] : undefined);
  return {
    prefix: text('prefix') ?? DEFAULT_PREFIX,
    region: text('region'),
    profile: text('profile'),
    local: options['local'] === true,
    json: options['json'] === true,
  };
}

function flagsOf({ prefix, region, profile, local }: Target): string {
  return [
    prefix === DEFAULT_PREFIX ? '' : ` --prefix ${prefix}`,
    region === undefined ? '' : ` --region ${region}`,
    profile === undefined ? '' : ` --profile ${profile}`,
    local ? ' --local' : '',
  ].join('');
}

/** Output to the terminal's streams, and errors thrown instead of ending the process, here and in every command below. */
function settle(command: Command, terminal: Terminal): void {
  command
    .exitOverride()
    .showHelpAfterError('(--help shows what there is)')
    .configureOutput({
      writeOut: (text) => printText(terminal.stdout, text.replace(/\n$/, '')),
      writeErr: (text) => printText(terminal.stderr, text.replace(/\n$/, '')),
      getOutHelpWidth: () => Math.min(pageFor(terminal.stdout).width, HELP_WIDTH),
      getErrHelpWidth: () => Math.min(pageFor(terminal.stderr).width, HELP_WIDTH),
    });
  for (const child of command.commands) settle(child, terminal);
}

function report({ message, next, kind }: Failure, { stderr }: Terminal, json: boolean): void {
  if (json) {
    printJson(stderr, { error: { kind, message, ...(next === undefined ? {} : { next }) } });
    return;
  }
  printText(stderr, kind === 'declined' ? message : pageFor(stderr).bad(message));
  if (next !== undefined) printText(stderr, next);
}
