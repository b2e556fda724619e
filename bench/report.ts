import Table from 'cli-table3';
import type { Passed } from './latency.ts';
import type { Results, RotationAt } from './results.ts';

/** The results for a reader, ratios first. */
export function report({ machine, starts, calls, rotation, python, price, growth }: Results): string {
  const pythonStart =
    starts.pythonMs === undefined
      ? 'SKIPPED: no Python 3 with boto3, requests and pyotp'
      : `the Python function ${starts.pythonMs} ms, empty Python ${starts.emptyPythonMs} ms`;
  const dollars = (value: number) => `$${value.toFixed(6)}`;
  return [
    `${machine.cpu}, ${machine.cores} cores, Node ${machine.node}\n`,
    `Process start, medians of ${starts.rounds} in turn (empty Node ${starts.emptyNodeMs} ms; ${pythonStart})`,
    table(
      ['function', 'import / Python', 'process / Python', 'import', 'process', 'bundle'],
      starts.functions.map((one) => [
        one.function,
        one.importToPython ?? '-',
        one.toPython ?? '-',
        `${one.importMs} ms`,
        `${one.ms} ms`,
        `${Math.round(one.bytes / 1000)} kB`,
      ]),
    ),
    'One rotation in a warm process',
    table(
      ['', 'latency', 'wall / waited', 'wall', 'waited', 'CPU', 'peak memory'],
      [
        ...rotation.map((row) => rotationRow('rotate-key', row)),
        ...(python?.rotation ?? []).map((row) => rotationRow('Python', row)),
      ],
    ),
    'Calls (a warm process has its JWT; a fresh one authenticates once)',
    `  rotation    ${counted(calls.rotation)}`,
    `  retirement  ${counted(calls.retirement)}`,
    `  daily run   ${counted(calls.daily)}`,
    ...(python === undefined ? [] : [`  Python      ${counted(python.calls)}`]),
    '',
    `Price: a rotation ${dollars(price.rotation)}, its retirement ${dollars(price.retirement)}, a daily run ${dollars(price.daily)}\n`,
    'A month, rotated every 60 days and looked at every day',
    table(
      ['users', 'calls and computing', 'secrets kept', 'Secrets Manager', 'emnify', 'whole fleet takes'],
      growth.map((row) => [
        row.users,
        `$${row.usage}`,
        `$${row.secrets}`,
        `${row.secretsManagerCallsPerMonth} calls`,
        `${row.emnifyCallsPerMonth} calls`,
        `${row.fleetMinutes} min`,
      ]),
    ),
  ].join('\n');
}

function rotationRow(name: string, row: RotationAt): readonly (string | number)[] {
  const { latencyMs, ratio, wallMs, waitedMs, cpuMs, peakMb } = row;
  return [name, `${latencyMs} ms`, ratio, `${wallMs} ms`, `${waitedMs} ms`, `${cpuMs} ms`, `${peakMb} MB`];
}

function counted(calls: Passed['calls']): string {
  const total = Object.values(calls).reduce((sum, count) => sum + count, 0);
  return `${total}: ${Object.entries(calls)
    .map(([name, count]) => `${count} ${name.replace('/api/v1', '')}`)
    .join(', ')}`;
}

function table(head: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const printed = new Table({ head: [...head], style: { head: [], border: [], compact: true } });
  for (const row of rows) printed.push([...row]);
  return `${printed}\n`;
}
