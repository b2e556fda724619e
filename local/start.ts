import type { Facts } from './run/chapters/chapter.ts';
import { HELP, type Options, readOptions, WrongUsage } from './run/command-line.ts';
import type { RunDocument } from './run/document.ts';
import { lively, quietly } from './run/perform.ts';
import { play } from './run/play.ts';
import { pageFor } from './run/report/page.ts';
import { chapterText, endingText, openingText } from './run/report/report.ts';
import { Stage } from './run/stage.ts';

const WRONG_USAGE = 2;

try {
  const options = readOptions(process.argv.slice(2));
  if (options.help) process.stdout.write(HELP);
  else process.exitCode = (await run(options)).ok ? 0 : 1;
} catch (error) {
  if (!(error instanceof WrongUsage)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = WRONG_USAGE;
}

async function run({ json, color }: Options): Promise<RunDocument> {
  // What listr2 and styleText look at, too.
  if (!color) process.env['NO_COLOR'] = '1';
  const stage = await Stage.set();
  try {
    return json ? await asJson(stage) : await asReport(stage);
  } finally {
    await stage.close();
  }
}

async function asJson(stage: Stage): Promise<RunDocument> {
  const document = await play(
    stage,
    quietly(() => {}),
  );
  process.stdout.write(`${JSON.stringify(document, null, 2)}\n`);
  return document;
}

async function asReport(stage: Stage): Promise<RunDocument> {
  const page = pageFor(process.stdout);
  const print = (title: string, facts: Facts) => process.stdout.write(chapterText(title, facts, page));
  process.stdout.write(openingText(page));
  const document = await play(stage, process.stdout.isTTY ? lively(print) : quietly(print));
  process.stdout.write(endingText(document, page));
  return document;
}
