import type { Recorded } from '../../report/audit-line.ts';
import type { KeyEvidence } from '../../report/evidence.ts';
import type { Rotation } from '../../report/rotations.ts';

const DAY = 86_400_000;

const VERDICTS: Readonly<Record<KeyEvidence['verdict'], string>> = {
  within: 'within policy',
  over: 'too old',
  none: 'no key yet',
};

/** `none` also stands for a key without a schedule. */
export function verdictWord({ verdict, age }: KeyEvidence): string {
  return verdict === 'none' && age !== undefined ? 'no schedule' : VERDICTS[verdict];
}

export function days(ms: number | undefined): string {
  if (ms === undefined) return '–';
  const count = Math.round(ms / DAY);
  return `${count} ${count === 1 ? 'day' : 'days'}`;
}

/** Who asked for a rotation, as far as the log says. */
export function askedWords({ asked }: Rotation): string {
  if (asked === undefined) return 'not on record here (on schedule, or asked for elsewhere): see CloudTrail';
  return asked.by === 'operator' ? (asked.arn ?? 'an operator') : asked.by;
}

export function outcomeWords({ outcome, failures, failure }: Rotation): string {
  if (outcome === 'finished') return failures === 0 ? 'finished' : `finished, after ${times(failures)} failed`;
  return failure === undefined ? outcome : `${outcome}: ${failure}`;
}

function times(count: number): string {
  return count === 1 ? 'one step had' : `${count} steps had`;
}

/** Which thing a line is about. */
export function subjectOf({ keyId, deviceId, run }: Recorded): string {
  if (keyId !== undefined) return `key ${keyId}`;
  if (deviceId !== undefined) return `device ${deviceId}`;
  return run === undefined ? '–' : `run ${run}`;
}

export function writerOf({ service, requestedBy }: Recorded): string {
  return requestedBy ?? service;
}

export function count(number: number, one: string, many = `${one}s`): string {
  return `${number} ${number === 1 ? one : many}`;
}
