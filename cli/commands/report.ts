import { resolve } from 'node:path';
import { Option } from 'commander';
import * as z from 'zod';
import type { DeploymentCommand } from '../command.ts';
import { EXIT } from '../exit-codes.ts';
import { wrongUsage } from '../failures.ts';
import { statusOfAll } from '../model/status-of-all.ts';
import { collect } from '../report/collect.ts';
import { type Evidence, evidenceOf } from '../report/evidence.ts';
import { type OutputFile, outputFile } from '../report/output.ts';
import type { Session } from '../session.ts';
import { pageFor } from '../terminal.ts';
import { csvOf } from '../views/report/csv.ts';
import { documentOf } from '../views/report/document.ts';
import { htmlOf } from '../views/report/html.ts';
import { summaryView, writtenView } from '../views/report/summary.ts';

const DAY = 86_400_000;
/** What the log groups are kept for by default: infra/config.ts. */
const RETENTION_DAYS = 400;
/** The longest retention that CloudWatch Logs knows. */
const MOST_DAYS = 3_653;
const STDOUT = '-';

const daysForm = `expected a whole number of days, 1 to ${MOST_DAYS}`;
const fileForm = 'expected the name of a file';
const input = z.object({
  html: z
    .string()
    .min(1, fileForm)
    .refine((file) => file !== STDOUT, fileForm)
    .optional(),
  csv: z.string().min(1, fileForm).optional(),
  days: z.coerce.number(daysForm).int(daysForm).min(1, daysForm).max(MOST_DAYS, daysForm),
  json: z.boolean().default(false),
});
type Input = z.infer<typeof input>;

export const report: DeploymentCommand<Input> = {
  usage: 'report',
  summary: 'evidence for an audit: key ages, rotations, devices, findings, and for which control',
  details:
    'Reads what Secrets Manager tells without reading a secret, and the audit lines in the log groups of the functions and of this ' +
    'command; changes nothing, and asks emnify nothing. --html writes one page that needs no network, --csv a row for ' +
    'every key and every audit line. What the log does not hold is said.',
  examples: [
    ['report', 'a summary'],
    ['report --html evidence.html --csv evidence.csv', 'a page to print or hand in, and every line for a spreadsheet'],
    ['report --days 31 --csv - | head', 'the lines of a month on stdout'],
  ],
  options: [
    new Option('--html <file>', 'write one self-contained page'),
    new Option('--csv <file>', 'write a row for every key and every audit line; - for stdout'),
    new Option('--days <n>', 'how many days to look back').default(String(RETENTION_DAYS)),
  ],
  input,
  async run(session, { html, csv, days, json }) {
    if (csv === STDOUT && json)
      throw wrongUsage('--csv - and --json both take stdout.', 'Name a file for one of them.');
    if (html !== undefined && csv !== undefined && resolve(html) === resolve(csv)) {
      throw wrongUsage(`--html and --csv both name ${html}.`);
    }
    // Both are looked at before anything is asked of AWS, or written.
    const files: [OutputFile, (evidence: Evidence) => string][] = [];
    if (html !== undefined) files.push([await outputFile('--html', html), htmlOf]);
    if (csv !== undefined && csv !== STDOUT) files.push([await outputFile('--csv', csv), (it) => `${csvOf(it)}\n`]);

    const evidence = await gather(session, days);
    for (const [file, view] of files) await file.write(view(evidence));
    const written = files.map(([{ path }]) => path);
    if (csv === STDOUT && evidence.gaps.length + written.length > 0) {
      session.warn(writtenView(evidence, written, pageFor(session.terminal.stderr)));
    }
    return {
      document: documentOf(evidence, written),
      text: (page) => {
        if (csv === STDOUT) return csvOf(evidence);
        return written.length > 0 ? writtenView(evidence, written, page) : summaryView(evidence, page);
      },
      isData: csv === STDOUT,
      exitCode: evidence.needsAttention ? EXIT.attention : EXIT.ok,
    };
  },
};

async function gather({ deployment }: Session, days: number): Promise<Evidence> {
  const { names, region, clock, caller } = deployment;
  const { arn, account } = await caller();
  const users = await statusOfAll(deployment);
  const from = clock.now() - days * DAY;
  const collected = await collect(deployment, from);
  return evidenceOf(users, collected, {
    at: clock.now(),
    from,
    prefix: names.prefix,
    region,
    account,
    madeBy: arn,
  });
}
