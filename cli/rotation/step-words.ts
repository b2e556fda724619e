import type { Page } from '../terminal.ts';
import type { JournalLine } from './journal-lines.ts';

/** What each step of Secrets Manager is there for; the first normally does the work of three. */
const MEANING: Readonly<Record<string, string>> = {
  createSecret: 'a new key is made, stored, activated, and seen active',
  setSecret: 'the key is active at emnify',
  testSecret: 'the key was seen active at emnify',
  finishSecret: 'AWSCURRENT moves to the new key, and any key before it gets its deadline',
};

export function stepWords({ step = 'step', outcome, durationMs, reason }: JournalLine, page: Page): string {
  const mark = outcome === 'failed' ? page.bad('failed') : page.good('done  ');
  const what = outcome === 'failed' ? (reason ?? '') : (MEANING[step] ?? '');
  const took = durationMs === undefined || durationMs === 0 ? '' : page.dim(` (${durationMs} ms)`);
  return `  ${mark}  ${step.padEnd(12)}  ${what}${took}`;
}
