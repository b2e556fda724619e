import type { Played } from '../explore/singles.ts';
import type { Call } from '../simulation/network.ts';

/** A story call by call: virtual time, who, which call, which fault, what was answered. */
export function timelineOf({ id, outcome }: Pick<Played, 'id' | 'outcome'>): string {
  const lines = outcome.calls.map((call, nth) => {
    const isNew = outcome.calls[nth - 1]?.invocation !== call.invocation;
    const { name, number, ended = 'never ended' } = call.invocation;
    return `${isNew ? `  ${name}, invocation ${number}: ${ended}\n` : ''}    ${lineOf(call)}`;
  });
  const ending = outcome.problems.length === 0 ? ['  all ended well'] : outcome.problems.map((what) => `  ${what}`);
  return `${[id, ...lines, ...ending, `  again: npm run faults -- --case '${id}'`].join('\n')}\n`;
}

function lineOf({ index, at, operation, fault, answer = 'no answer' }: Call): string {
  const time = new Date(at).toISOString().replace('T', ' ').slice(0, 23);
  const played = fault === undefined ? '' : `  <- ${fault.name}${fault.always ? ' on every attempt' : ''}`;
  return `${String(index).padStart(3)}  ${time}  ${operation.padEnd(58)} ${answer}${played}`;
}
