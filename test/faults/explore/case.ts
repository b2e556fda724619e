import { isFaultName, type PlannedFault } from '../simulation/fault-kinds.ts';
import { READINGS, type Reading } from './readings.ts';

/** One story to play: a reading, and faults. */
export interface Case {
  readonly reading: Reading;
  readonly faults: readonly PlannedFault[];
}

/** `default:9=cut-after,14=broken-always`: the reading, and each fault with the number of its call. */
export function caseId({ reading, faults }: Case): string {
  const each = faults.map(({ call, name, always }) => `${call}=${name}${always ? '-always' : ''}`);
  return `${reading.name}:${each.join(',')}`;
}

/** @throws Error which says what a case looks like */
export function parseCaseId(text: string): Case {
  const [, name = '', rest = ''] = /^([^:]+):(.*)$/.exec(text) ?? [];
  const reading = READINGS.find((one) => one.name === name);
  const faults = rest === '' ? [] : rest.split(',').map(parseFault);
  if (reading === undefined || faults.includes(undefined)) {
    throw new Error(`expected a case like default:9=cut-after,14=broken-always, as a failure prints it, got "${text}"`);
  }
  return { reading, faults: faults.filter((fault) => fault !== undefined) };
}

function parseFault(text: string): PlannedFault | undefined {
  const [, call, name = '', always] = /^(\d+)=([a-z-]+?)(-always)?$/.exec(text) ?? [];
  if (call === undefined || !isFaultName(name)) return undefined;
  return { call: Number(call), name, always: always !== undefined };
}
