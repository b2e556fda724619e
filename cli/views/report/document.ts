import { iso } from '../../model/documents.ts';
import type { Recorded } from '../../report/audit-line.ts';
import { controlsOf, type Evidence, KEY_AGE_CONTROLS } from '../../report/evidence.ts';

/** The evidence for `--json`: instants as ISO 8601, lengths in whole seconds; `--csv` has every line. */
export function documentOf(evidence: Evidence, files: readonly string[]): object {
  const { at, from, prefix, region, account, madeBy, keys, departed, gaps, needsAttention } = evidence;
  const oldest = evidence.lines[0]?.at;
  return {
    at: iso(at),
    from: iso(from),
    deployment: { prefix, region, account },
    madeBy,
    needsAttention,
    keys: keys.map(({ status, age, verdict, rotations, keysWithdrawn, devicesPruned }) => ({
      user: status.user,
      state: status.state,
      verdict,
      ...optional('rotatedAt', status.rotatedAt, iso),
      ...optional('ageSeconds', age, seconds),
      ...optional('allowedSeconds', status.rotationPeriodMs, seconds),
      ...optional('nextRotationAt', status.nextRotationAt, iso),
      attention: status.attention,
      rotations,
      keysWithdrawn,
      devicesPruned,
      controls: KEY_AGE_CONTROLS,
    })),
    departed,
    rotations: evidence.rotations.map(({ begunAt, rungs, superseded, ...rest }) => ({
      ...rest,
      begunAt: iso(begunAt),
      rungs: Object.fromEntries(Object.entries(rungs).map(([rung, reachedAt]) => [rung, iso(reachedAt)])),
      ...(superseded === undefined
        ? {}
        : { superseded: { keyId: superseded.keyId, ...optional('retiredAt', superseded.retiredAt, iso) } }),
    })),
    withdrawn: evidence.withdrawn.map(lineOf),
    devices: evidence.devices.map(lineOf),
    findings: evidence.findings.map(({ last, firstAt, times, state, goneAt }) => ({
      ...lineOf(last),
      state,
      firstAt: iso(firstAt),
      times,
      ...optional('goneAt', goneAt, iso),
    })),
    holds: evidence.holds.map(lineOf),
    codes: evidence.codes.map(lineOf),
    requests: evidence.requests.map(lineOf),
    failures: evidence.failures.map(lineOf),
    controls: evidence.controls.map(({ latest, ...rest }) => ({ ...rest, ...optional('latest', latest, iso) })),
    log: {
      lines: evidence.lines.length,
      ...optional('oldest', oldest, iso),
      sources: evidence.sources.map(({ oldest: first, ...rest }) => ({ ...rest, ...optional('oldest', first, iso) })),
      gaps,
    },
    files,
  };
}

function lineOf(line: Recorded): object {
  const { at, level: _level, message: _message, timestamp: _timestamp, ...rest } = line;
  return { at: iso(at), ...rest, controls: controlsOf(line) };
}

function optional<T>(name: string, value: number | undefined, form: (value: number) => T): Readonly<Record<string, T>> {
  return value === undefined ? {} : { [name]: form(value) };
}

function seconds(ms: number): number {
  return Math.floor(ms / 1_000);
}
