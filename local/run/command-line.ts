import { parseArgs } from 'node:util';

export interface Options {
  readonly json: boolean;
  readonly help: boolean;
  readonly color: boolean;
}

/** The command line was not understood; the message says which part. */
export class WrongUsage extends Error {
  override readonly name = 'WrongUsage';
}

export const HELP = `Two months in the life of a simulated emnify user whose MFA key is rotated, on this machine.

emnify and AWS are simulators inside the one process: nothing is installed, nothing
leaves the machine, no account is needed. Time is virtual, durations are real.

Usage: npm start [-- options]

  --json       print one JSON document instead of the report
  --no-color   no colours (NO_COLOR does the same; in a pipe there are none)
  --help       this text

Examples:
  npm start
  npm start --silent -- --json > run.json

Exit code: 0 where all went well, 1 where a rotation failed, an expectation is not met or
an invariant does not hold, 2 for wrong usage.
`;

/** @throws WrongUsage */
export function readOptions(args: readonly string[]): Options {
  try {
    const { values } = parseArgs({
      args: [...args],
      allowNegative: true,
      options: {
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
        color: { type: 'boolean', default: true },
      },
    });
    return values;
  } catch (error) {
    const [what] = (error instanceof Error ? error.message : String(error)).split('. ');
    throw new WrongUsage(`${what}. Expected --json, --no-color or --help.`);
  }
}
