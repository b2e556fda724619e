import type { ReconcileFacts, RotationFacts } from '../document.ts';
import { isQuiet } from '../quiet.ts';
import { minute } from './format.ts';
import type { Page } from './page.ts';
import { callRows, rotationLines } from './rotation.ts';
import { type Cell, table } from './table.ts';

interface Passed {
  readonly rotations: readonly RotationFacts[];
  readonly reconciles: readonly ReconcileFacts[];
  readonly detail: 'calls' | 'plans';
}

/** What happened while time passed, in its order; runs that found nothing to do in one line, and the calls of one run at most. */
export function passedLines({ rotations, reconciles, detail }: Passed, page: Page): string[] {
  const loud = reconciles.filter((run) => !isQuiet(run));
  const quiet = reconciles.length - loud.length;
  const events = [
    ...loud.map((run, at) => ({
      at: run.at,
      lines: reconcileLines(run, detail === 'calls' && at === 0, page),
    })),
    ...rotations.map((rotation) => ({
      at: rotation.at,
      lines: [`  ${minute(rotation.at)}  Secrets Manager`, ...rotationLines(rotation, 'steps', page)],
    })),
  ].toSorted((a, b) => (a.at < b.at ? -1 : 1));
  const nothing = `  ${quiet} ${quiet === 1 ? 'run' : 'runs'} of reconcile-user found nothing to do`;
  return [...events.map(({ lines }) => lines.join('\n')), ...(quiet === 0 ? [] : [page.dim(nothing)])].flatMap(
    (text, at) => (at === 0 ? [text] : ['', text]),
  );
}

/** One run: what it planned, found, did and saw gone, and its calls where they are asked for. */
export function reconcileLines(run: ReconcileFacts, withCalls: boolean, page: Page): string[] {
  const { at, begunBy, calls, verifiedGone, error } = run;
  const head = `  ${minute(at)}  ${begunBy}  ${page.dim(`${calls.length} calls`)}`;
  const layout = { indent: 4, width: page.width };
  const gone = [...listed('key', verifiedGone.keys), ...listed('device', verifiedGone.devices)].join('; ');
  const rows: Cell[][] = [
    ...run.findings.map(({ detail }) => row('found', detail)),
    ...run.planned.map(({ reason }) => row('planned', reason)),
    ...(isQuiet(run) ? [row('planned', 'nothing')] : []),
    ...(run.done === 0 ? [] : [row('done', `${run.done} of ${run.planned.length}`)]),
    ...(gone === '' ? [] : [[{ text: 'verified gone', paint: page.good }, { text: gone }]]),
    ...(error === undefined ? [] : [[{ text: 'failed', paint: page.bad }, { text: error }]]),
  ];
  return [
    head,
    ...(withCalls ? table(callRows({ calls }, page), { ...layout, indent: 2 }) : []),
    ...table(rows, layout),
  ];
}

function row(text: string, said: string): Cell[] {
  return [{ text }, { text: said }];
}

function listed(what: string, ids: readonly number[]): string[] {
  return ids.length === 0 ? [] : [`${what}${ids.length === 1 ? '' : 's'} ${ids.join(', ')}`];
}
