import { parseArgs } from 'node:util';

const GROUPS = ['singles', 'readings', 'pairs', 'pairs-under-readings', 'interleavings'] as const;
export type Group = (typeof GROUPS)[number];

export interface Options {
  readonly groups: readonly Group[];
  readonly seed: number;
  /** About so many stories of each group but the singles, drawn by the seed; all without. */
  readonly sample: number | undefined;
  readonly json: boolean;
  readonly help: boolean;
  /** The one case to play and to tell. */
  readonly only: string | undefined;
  /** Plants bugs in the product instead, and sees whether each is caught. */
  readonly mutants: boolean;
  /** Walks at random instead; `path` is that of a failure found before. */
  readonly walks: { readonly path: string | undefined } | undefined;
}

/** What fits into the time of a commit's checks. */
const QUICK = 2_000;

export const HELP = `Usage: npm run faults -- [options]

Plays the rotation of a key, its retirement and the daily reconciles again and again, with faults at every remote call,
in virtual time, against simulators of emnify and AWS; checks what must hold always and at the end.

  --only <group>   ${GROUPS.join(', ')}, walks
  --sample <n>     about n stories of each group (all singles under the default reading are played in any case, and all
                   interleavings with at most one preemption), drawn by the seed
  --quick          the same as --sample ${QUICK}
  --seed <n>       for what is drawn; 1 unless given
  --path <path>    with --only walks: goes at once to a failure that was found before
  --mutants        plants bugs in the product, one at a time, and sees each caught by a named check
  --case <id>      plays one case and tells it call by call
  --json           one JSON document instead of a table
  --help           this text

Examples:
  npm run faults                              everything but walks: takes about half an hour on two cores
  npm run faults -- --quick                   all singles, and a sample of the rest
  npm run faults -- --only pairs --seed 7 --sample 10000
  npm run faults -- --only walks --seed 7     months at random, with outages, operators and people in the portal
  npm run faults -- --mutants                 does the checker bite?
  npm run faults -- --case default:9=cut-after,14=broken-always

Ends with 0 where all ended well, 1 where a story did not, 2 on wrong usage.
`;

/** @throws Error with a sentence for whoever typed the arguments */
export function parseOptions(args: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...args],
    options: {
      only: { type: 'string' },
      sample: { type: 'string' },
      seed: { type: 'string', default: '1' },
      case: { type: 'string' },
      path: { type: 'string' },
      mutants: { type: 'boolean', default: false },
      quick: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  const only = values.only;
  const groups = only === undefined ? GROUPS : GROUPS.filter((group) => group === only);
  if (groups.length === 0 && only !== 'walks') {
    throw new Error(`--only: expected one of ${GROUPS.join(', ')}, walks, got "${only}"`);
  }
  const sample = values.sample === undefined ? undefined : wholeNumber('--sample', values.sample);
  return {
    groups,
    seed: wholeNumber('--seed', values.seed),
    sample: sample ?? (values.quick ? QUICK : undefined),
    json: values.json,
    help: values.help,
    only: values.case,
    mutants: values.mutants,
    walks: only === 'walks' ? { path: values.path } : undefined,
  };
}

function wholeNumber(name: string, text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new Error(`${name}: expected a whole number, got "${text}"`);
  return Number(text);
}
