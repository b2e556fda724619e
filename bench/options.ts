import { parseArgs } from 'node:util';

export interface Options {
  readonly json: boolean;
  readonly help: boolean;
}

/** The command line was not understood; the message says which part. */
export class WrongUsage extends Error {
  override readonly name = 'WrongUsage';
}

export const HELP = `What the functions cost: bundle size, process start, one rotation, and its price.

Everything runs on this machine against the embedded stack, beside an empty Node process and
a plain Python function for the same job (bench/python; with a Python 3 that has boto3,
requests and pyotp, skipped where there is none). Latencies are injected in real time, so it
takes some minutes. On a busy machine believe the ratios.

Usage: npm run bench [-- options]

  --json   print one JSON document instead of the report
  --help   this text

Exit code: 0 when it has measured, 1 where something failed, 2 for wrong usage.
`;

/** @throws WrongUsage */
export function readOptions(args: readonly string[]): Options {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
    return values;
  } catch (error) {
    const [what] = (error instanceof Error ? error.message : String(error)).split('. ');
    throw new WrongUsage(`${what}. Expected --json or --help.`);
  }
}
