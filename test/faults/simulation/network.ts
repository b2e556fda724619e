import type { CallFacts, ServiceName } from '../../../local/faults.ts';
import { play } from '../../../local/service.ts';
import type { EmbeddedStack } from '../../../local/stack.ts';
import { type PlannedFault, playedFault, type Target } from './fault-kinds.ts';
import { currentInvocation, type Invocation } from './invocation.ts';

/** One attempt at a remote call, as it went. */
export interface Call extends CallFacts, Target {
  /** From 0, in the order in which they left. */
  readonly index: number;
  /** Epoch milliseconds. */
  readonly at: number;
  readonly invocation: Invocation;
  /** The call that it is an attempt of: the invocation, and the how manieth of its calls. */
  readonly attemptOf: string;
  fault?: PlannedFault;
  /** The status, or why there was none; undefined while it is under way. */
  answer?: string;
}

/** How a call ended that was not answered. */
type Silence = 'cut' | 'timeout';

/** How a client sends. */
interface Sending {
  /** Tells the attempts at one call from those at another that is under way. */
  readonly name: string;
  readonly isRetried: boolean;
  readonly timeoutMs: number;
}

/** Eventual consistency of Secrets Manager lasts seconds; a write of an hour ago is seen by everybody. */
const STALE_FOR_MS = 60_000;

/** The wires between the functions and the services, without sockets: every call is recorded, and may meet a fault. */
export class Network {
  readonly calls: Call[] = [];
  /** Waited for before a call takes effect. */
  gate: ((call: Call) => Promise<void>) | undefined;
  /** Called when a call is over, unless its process died with it. */
  onOver: (() => void) | undefined;
  /** Called when a call has left, before it takes effect. */
  onCall: ((call: Call) => void) | undefined;
  /** Waited for when a call was answered or not, before the client hears of it. `isFinal`: no client sends it again after that. */
  onAnswer: ((call: Call, answer: Response | Silence, isFinal: boolean) => Promise<void>) | undefined;
  readonly #stack: EmbeddedStack;
  readonly #faults: readonly PlannedFault[];
  /** Calls of which another attempt may follow. */
  readonly #underWay = new Map<string, string>();
  readonly #counts = new Map<Invocation, number>();
  readonly #outages = new Map<string, PlannedFault>();

  constructor(stack: EmbeddedStack, faults: readonly PlannedFault[]) {
    this.#stack = stack;
    this.#faults = faults;
  }

  /** How many of the planned faults the story has come to. */
  get met(): number {
    return this.#faults.filter(({ call }) => call < this.calls.length).length;
  }

  /** @returns the answer, or how the connection ended without one */
  async send(service: ServiceName, request: Request, sending: Sending): Promise<Response | Silence> {
    const invocation = currentInvocation();
    await invocation.goOn();
    const operation = await this.#stack.services[service].operation(request);
    const call: Call = {
      index: this.calls.length,
      at: this.#stack.clock.now(),
      invocation,
      service,
      operation,
      method: request.method,
      path: new URL(request.url).pathname,
      attemptOf: this.#attemptOf(invocation, sending.name),
      hasSession: request.headers.has('authorization') && service === 'emnify',
      isRetried: sending.isRetried,
    };
    this.calls.push(call);
    this.#choose(call);
    this.onCall?.(call);
    await this.gate?.(call);
    const answer = await this.#carry(call, request, sending.timeoutMs);
    this.onOver?.();
    call.answer = answer instanceof Response ? String(answer.status) : answer;
    this.#stack.script.calls.push({
      service,
      operation,
      method: call.method,
      path: call.path,
      at: call.at,
      ...(answer instanceof Response ? { status: answer.status } : {}),
    });
    const isOver = answer instanceof Response && isFinal(answer);
    if (isOver) this.#underWay.delete(`${invocation.number} ${sending.name}`);
    await this.onAnswer?.(call, answer, isOver);
    await invocation.goOn();
    return answer;
  }

  #attemptOf(invocation: Invocation, name: string): string {
    const known = this.#underWay.get(`${invocation.number} ${name}`);
    if (known !== undefined) return known;
    const count = (this.#counts.get(invocation) ?? 0) + 1;
    this.#counts.set(invocation, count);
    const attemptOf = `${invocation.number}/${count}`;
    this.#underWay.set(`${invocation.number} ${name}`, attemptOf);
    return attemptOf;
  }

  #choose(call: Call): void {
    const fault = this.#faults.find((planned) => planned.call === call.index) ?? this.#outages.get(call.attemptOf);
    if (fault === undefined) return;
    call.fault = fault;
    if (fault.always) this.#outages.set(call.attemptOf, fault);
  }

  async #carry(call: Call, request: Request, timeoutMs: number): Promise<Response | Silence> {
    const service = this.#stack.services[call.service];
    const { clock } = this.#stack;
    switch (call.fault?.name) {
      case 'crash-before':
        call.answer = 'crashed before';
        return call.invocation.die();
      case 'crash-after':
        await service.handle(request);
        call.answer = 'crashed after';
        return call.invocation.die();
      case 'broken-after':
        await service.handle(request);
        return new Response('{}', { status: 500, headers: { 'content-type': 'application/json' } });
      case 'stale':
        return this.#stale(() => service.handle(request));
    }
    const fault = call.fault === undefined ? undefined : playedFault(call.fault.name);
    const answer = await play(fault, request, service, clock);
    if (answer !== 'hang') return answer;
    await call.invocation.sleep(timeoutMs);
    return 'timeout';
  }

  /** Answers with the state before the last write, where that was a moment ago. */
  async #stale(read: () => Promise<Response>): Promise<Response> {
    const { secretsManager, clock } = this.#stack;
    const recent = secretsManager.names().filter((name) => {
      const changedAt = secretsManager.secret(name)?.changedAt ?? 0;
      return clock.now() - changedAt <= STALE_FOR_MS;
    });
    for (const name of recent) secretsManager.serveStale(name, { reads: 1 });
    try {
      return await read();
    } finally {
      for (const name of recent) secretsManager.serveStale(name, { reads: 0 });
    }
  }
}

/** Whether no client sends the call again after such an answer. */
function isFinal({ status }: Response): boolean {
  return status < 500 && status !== 429 && status !== 401;
}
