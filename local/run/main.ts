import type { Facts } from './chapters/chapter.ts';
import { HELP, readOptions, WrongUsage } from './command-line.ts';
import type { RunDocument } from './document.ts';
import { lively, quietly } from './perform.ts';
import { play } from './play.ts';
import { pageFor } from './report/page.ts';
import { chapterText, endingText, openingText } from './report/report.ts';
import { Stage } from './stage.ts';

const WELL = 0;
const NOT_WELL = 1;
const WRONG_USAGE = 2;

/**
 * The guided run as its command line asks for it.
 * @returns the exit code: 0 all well, 1 a rotation failed, an expectation is not met or an invariant does not hold, 2 wrong usage
 */
export async function main(args: readonly string[], setStage: () => Promise<Stage> = Stage.set): Promise<number> {
  try {
    const { json, color, help } = readOptions(args);
    if (help) {
      process.stdout.write(HELP);
      return WELL;
    }
    // What listr2 and styleText look at, too.
    if (!color) process.env['NO_COLOR'] = '1';
    const { ok } = await onStage(setStage, json ? asJson : asReport);
    return ok ? WELL : NOT_WELL;
  } catch (error) {
    if (!(error instanceof WrongUsage)) throw error;
    process.stderr.write(`${error.message}\n`);
    return WRONG_USAGE;
  }
}

async function onStage(
  setStage: () => Promise<Stage>,
  run: (stage: Stage) => Promise<RunDocument>,
): Promise<RunDocument> {
  const stage = await setStage();
  try {
    return await run(stage);
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
