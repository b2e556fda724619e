import { execFile } from 'node:child_process';
import { App } from 'aws-cdk-lib';
import { readConfiguration } from '../../../infra/config.ts';
import { root } from './pages.ts';

/** A sentence for each thing that CDK's command line or our configuration would not understand. @param words behind `cdk` */
export async function faultsOfCdk(words: readonly string[]): Promise<readonly string[]> {
  const [verb = '', ...rest] = words;
  const help = await helpOf(verb);
  if (help === undefined) return [`cdk has no command ${verb}`];
  const context: Record<string, string> = {};
  const faults: string[] = [];
  for (const [index, word] of rest.entries()) {
    if (word === '-c' || word === '--context') {
      const [name = '', ...value] = (rest[index + 1] ?? '').split('=');
      context[name] = value.join('=');
    } else if (word.startsWith('-') && !help.includes(word)) faults.push(`cdk ${verb} has no ${word}`);
  }
  try {
    readConfiguration(new App({ context }).node);
  } catch (error) {
    faults.push(error instanceof Error ? error.message : String(error));
  }
  return faults;
}

/** @returns undefined where there is no such command: then the help is that of all commands */
function helpOf(verb: string): Promise<string | undefined> {
  return new Promise((resolve, reject) => {
    const options = { cwd: root, env: { PATH: process.env['PATH'], CDK_DISABLE_CLI_TELEMETRY: 'true' } };
    execFile(process.execPath, ['node_modules/aws-cdk/bin/cdk', verb, '--help'], options, (error, stdout) => {
      if (error !== null) reject(error);
      else resolve(stdout.trimStart().startsWith(`cdk ${verb}`) ? stdout : undefined);
    });
  });
}
