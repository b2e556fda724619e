import { parseArgs } from 'node:util';
import * as z from 'zod';
import type { Scenario } from './scenario.ts';

export const HELP = `A whole fleet's keys rotated at once, in virtual time on this machine.

The real functions run against simulators of emnify and AWS inside the one process, every
invocation in a container of its own, beside the daily runs that the fleet makes anyway.
Nothing leaves the machine.

Usage: npm run fleet -- [options]

  --users N     enrolled users, 1 to 10000 (default 200)
  --failing P   per cent of users whose rotation cannot succeed (default 2)
  --held P      per cent of users under a hold (default 1)
  --outage M    minutes in which emnify answers 503, half an hour after the beginning (default 4)
  --seed N      of the latencies (default 1)
  --json        print one JSON document instead of the report
  --help        this text

Example:
  npm run fleet -- --users 10000 --json

Exit code: 0 where the run finished without a 429, 1 where it did not, 2 for wrong usage.
`;

/** The command line was not understood; the message says which part. */
export class WrongUsage extends Error {
  override readonly name = 'WrongUsage';
}

export interface Options {
  readonly scenario: Scenario;
  readonly json: boolean;
  readonly help: boolean;
}

function whole(name: string, least: number, most: number) {
  const form = `--${name}: expected a whole number from ${least} to ${most}`;
  return z
    .string()
    .regex(/^\d{1,9}$/, form)
    .transform(Number)
    .refine((value) => value >= least && value <= most, form);
}

const Numbers = z.object({
  users: whole('users', 1, 10_000),
  failing: whole('failing', 0, 50),
  held: whole('held', 0, 50),
  outage: whole('outage', 0, 600),
  seed: whole('seed', 0, 999_999_999),
});

/** @throws WrongUsage */
export function readOptions(args: readonly string[]): Options {
  const { json, help, ...numbers } = readArguments(args);
  const scenario = Numbers.safeParse(numbers);
  if (!scenario.success) throw new WrongUsage(scenario.error.issues.map(({ message }) => message).join('; '));
  return { scenario: scenario.data, json, help };
}

function readArguments(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        users: { type: 'string', default: '200' },
        failing: { type: 'string', default: '2' },
        held: { type: 'string', default: '1' },
        outage: { type: 'string', default: '4' },
        seed: { type: 'string', default: '1' },
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    }).values;
  } catch (error) {
    const [what] = (error instanceof Error ? error.message : String(error)).split('. ');
    throw new WrongUsage(`${what}. See --help.`);
  }
}
