/** What can go wrong with one remote call, as the embedded stack plays it. */
export type Fault =
  /** The connection breaks before the call takes effect. */
  | { readonly kind: 'cut-before' }
  /** The call takes effect and its reply is lost. */
  | { readonly kind: 'cut-after' }
  /** The call does not take effect and is never answered: the client's timeout ends it. */
  | { readonly kind: 'hang-before' }
  /** The call takes effect and is never answered: the client's timeout ends it. */
  | { readonly kind: 'hang-after' }
  /** Answered with this instead of taking effect. */
  | {
      readonly kind: 'answer';
      readonly status: number;
      readonly body?: string;
      readonly headers?: Readonly<Record<string, string>>;
    }
  /** Takes effect, and the clock moves on by `ms` before the answer. */
  | { readonly kind: 'delay'; readonly ms: number }
  /** Takes effect twice, as a retrying network delivers it; the second answer counts. */
  | { readonly kind: 'duplicate' }
  /** Somebody acts just before the call takes effect, or just after. */
  | { readonly kind: 'meanwhile'; readonly when: 'before' | 'after'; readonly act: () => unknown };

export type ServiceName = 'emnify' | 'secretsmanager' | 'scheduler' | 'lambda' | 'logs' | 'sts' | 'sns';

/** One call that reached a service, as the script sees it. */
export interface CallFacts {
  readonly service: ServiceName;
  /** emnify: method and path template, `PATCH /api/v1/user/mfa/{key_id}`; AWS: the action, `PutSecretValue`. */
  readonly operation: string;
  readonly method: string;
  /** The path as sent, without the query. */
  readonly path: string;
}

/** A call of the record: when (epoch ms of the stack's clock), what was played on it, and the status it was answered with. */
export interface RecordedCall extends CallFacts {
  readonly at: number;
  readonly fault?: Fault['kind'];
  status?: number;
}

/** A call as it really passed: a copy of what was sent and of what was answered, if anything was, before the answer leaves. */
export interface WitnessedCall {
  readonly record: RecordedCall;
  readonly request: Request;
  readonly answer: Response | undefined;
  /** How long the service took, milliseconds of the machine's own clock. */
  readonly ms: number;
}

export interface FaultRule {
  readonly service?: ServiceName;
  readonly operation?: string;
  readonly method?: string;
  readonly path?: string | RegExp;
  /** Counted among the calls that match this rule from when it was added, from 1. Absent: every one. */
  readonly nth?: number;
  /** How many calls in a row from `nth` on; 1 by default. */
  readonly times?: number;
  readonly fault: Fault;
}

/** The faults to play, and the record of every call that came. */
export class FaultScript {
  readonly calls: RecordedCall[] = [];
  /** Sees every call; the answer waits for it. */
  witness: ((call: WitnessedCall) => Promise<void>) | undefined;
  /** Stands before every service, as IAM does before those of AWS: what it answers, the caller gets, and nothing happens. */
  guard: ((call: CallFacts, request: Request) => Promise<Response | undefined>) | undefined;
  readonly #rules: { readonly rule: FaultRule; seen: number }[] = [];

  add(rule: FaultRule): this {
    this.#rules.push({ rule, seen: 0 });
    return this;
  }

  clear(): void {
    this.#rules.length = 0;
  }

  /** Records the call and says which fault to play on it: the first rule that applies. */
  next(call: CallFacts, at: number): { readonly record: RecordedCall; readonly fault: Fault | undefined } {
    let fault: Fault | undefined;
    for (const entry of this.#rules) {
      if (!matches(entry.rule, call)) continue;
      entry.seen += 1;
      if (applies(entry.rule, entry.seen)) fault ??= entry.rule.fault;
    }
    const record: RecordedCall = { ...call, at, ...(fault === undefined ? {} : { fault: fault.kind }) };
    this.calls.push(record);
    return { record, fault };
  }
}

function matches(rule: FaultRule, call: CallFacts): boolean {
  if (rule.service !== undefined && rule.service !== call.service) return false;
  if (rule.operation !== undefined && rule.operation !== call.operation) return false;
  if (rule.method !== undefined && rule.method !== call.method) return false;
  if (rule.path === undefined) return true;
  return typeof rule.path === 'string' ? rule.path === call.path : rule.path.test(call.path);
}

function applies({ nth, times = 1 }: FaultRule, seen: number): boolean {
  return nth === undefined || (seen >= nth && seen < nth + times);
}
