import { HELP, readOptions, WrongUsage } from './command-line.ts';
import { report } from './report.ts';
import { simulate } from './simulate.ts';

/** @returns the exit code */
async function main(args: readonly string[]): Promise<number> {
  try {
    const { scenario, json, help } = readOptions(args);
    if (help) {
      process.stdout.write(HELP);
      return 0;
    }
    const outcome = await simulate(scenario);
    process.stdout.write(json ? `${JSON.stringify(outcome, undefined, 2)}\n` : report(outcome));
    return outcome.status === 'finished' && outcome.throttled === 0 ? 0 : 1;
  } catch (error) {
    if (!(error instanceof WrongUsage)) throw error;
    process.stderr.write(`${error.message}\n`);
    return 2;
  }
}

process.exitCode = await main(process.argv.slice(2));
