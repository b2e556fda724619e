import type { Fault, ServiceName } from '../../../local/faults.ts';

/** One call as the choice of faults sees it. */
export interface Target {
  readonly service: ServiceName;
  readonly operation: string;
  /** Whether it carries a JWT of emnify's. */
  readonly hasSession: boolean;
  /** Whether its client sends it again where it fails. */
  readonly isRetried: boolean;
}

const PAGE = '<html><body>Service Unavailable</body></html>';

/** emnify's own words for a JWT that has ended. */
const EXPIRED = JSON.stringify({ error_code: 1103, error_token: 'TokenExpired', message: 'The token has expired' });

/** emnify's own words for a state that does not allow the call. */
const CONFLICT = JSON.stringify({ error_code: 1406, error_token: 'NotAllowed', message: 'Not allowed in this state' });

const json = { 'content-type': 'application/json' };

/** What a server says in place of acting. */
function refusal(status: number, body: string, type: string): Fault {
  return { kind: 'answer', status, body, headers: { 'content-type': type } };
}

const THROTTLED = JSON.stringify({ __type: 'ThrottlingException', message: 'Rate exceeded' });
const BROKEN = JSON.stringify({ __type: 'InternalServiceError', message: 'An internal error occurred' });

/**
 * The fault model of design.md. `crash-*`: the process of the caller is gone; `stale`: a read answers with the state before
 * the last write; `broken-after`: the call takes effect and is answered with 500.
 */
const PLAYED = {
  'cut-before': { kind: 'cut-before' },
  'cut-after': { kind: 'cut-after' },
  'hang-before': { kind: 'hang-before' },
  'hang-after': { kind: 'hang-after' },
  throttled: refusal(429, THROTTLED, json['content-type']),
  broken: refusal(500, BROKEN, json['content-type']),
  page: refusal(503, PAGE, 'text/html'),
  'page-404': refusal(404, PAGE, 'text/html'),
  conflict: refusal(409, CONFLICT, json['content-type']),
  expired: refusal(401, EXPIRED, json['content-type']),
  duplicate: { kind: 'duplicate' },
} as const satisfies Readonly<Record<string, Fault>>;

const SPECIAL = ['crash-before', 'crash-after', 'broken-after', 'stale'] as const;

type Played = keyof typeof PLAYED;
export type FaultName = Played | (typeof SPECIAL)[number];

/** One fault at one call of a story, counted from 0. */
export interface PlannedFault {
  readonly call: number;
  readonly name: FaultName;
  /** Played on every attempt that the client makes at this call, not only on the first. */
  readonly always: boolean;
}

/** The fault as the services of the stack play it; undefined where the network itself does. */
export function playedFault(name: FaultName): Fault | undefined {
  return isPlayed(name) ? PLAYED[name] : undefined;
}

/** Faults that a client answers by sending again. */
const REPEATABLE: readonly FaultName[] = [
  'cut-before',
  'cut-after',
  'hang-before',
  'hang-after',
  'throttled',
  'broken',
  'broken-after',
  'page',
];

const STALE_READS = ['DescribeSecret', 'GetSecretValue'];

/** All that may happen to one call. */
export function faultsOf(target: Target): readonly Omit<PlannedFault, 'call'>[] {
  const names: FaultName[] = ['crash-before', 'crash-after', ...REPEATABLE, 'duplicate'];
  if (target.hasSession) names.push('expired');
  if (target.service === 'secretsmanager' && STALE_READS.includes(target.operation)) names.push('stale');
  const always = target.isRetried ? REPEATABLE : [];
  return [...names.map((name) => ({ name, always: false })), ...always.map((name) => ({ name, always: true }))];
}

export function isFaultName(text: string): text is FaultName {
  return isPlayed(text) || SPECIAL.some((name) => name === text);
}

function isPlayed(text: string): text is Played {
  return Object.hasOwn(PLAYED, text);
}
