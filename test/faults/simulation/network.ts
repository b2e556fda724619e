import type { CallFacts, ServiceName } from '../../../local/faults.ts';
import { play } from '../../../local/service.ts';
import type { EmbeddedStack } from '../../../local/stack.ts';
import { isRecorded, note } from '../../support/asked-of-iam/record.ts';
import { type PlannedFault, playedFault, type Target } from './fault-kinds.ts';
import { currentInvocation, type Invocation } from './invocation.ts';
import {
  knownAnswer,
  type Leaving,
  type Passed,
  type Recording,
  type Sending,
  type Silence,
  told,
} from './recording.ts';

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

/** Eventual consistency of Secrets Manager lasts seconds; a write of an hour ago is seen by everybody. */
const STALE_FOR_MS = 60_000;

/** The wires between the functions and the services, without sockets: every call is recorded, and may meet a fault. */
export class Network {
  readonly calls: Call[] = [];
  /** Waited for before a call takes effect. */
  gate: ((call: Call) => Promise<void>) | undefined;
  /** Called when a call is over, unless its process died with it. */
  onOver: (() => void) | undefined;
  /** Called when a call has left, before it takes effect; what it returns is waited for. */
  onCall: ((call: Call) => Promise<never> | undefined) | undefined;
  /** Waited for when a call was answered or not, before the client hears of it. `isFinal`: no client sends it again after that. */
  onAnswer: ((call: Call, answer: Response | Silence, isFinal: boolean) => Promise<void>) | undefined;
  /** What passes, if it is to be known afterwards. */
  recording: Recording | undefined;
  /** A story that goes the same way as this one up to the first fault that it does not have. */
  readonly rehearsal: Recording | undefined;
  readonly #stack: EmbeddedStack;
  readonly #faults: readonly PlannedFault[];
  /** Calls of which another attempt may follow. */
  readonly #underWay = new Map<string, string>();
  readonly #counts = new Map<Invocation, number>();
  readonly #outages = new Map<string, PlannedFault>();

  constructor(stack: EmbeddedStack, faults: readonly PlannedFault[], rehearsal?: Recording) {
    this.#stack = stack;
    this.#faults = faults;
    this.rehearsal = rehearsal;
  }

  /** The index of the call up to which the story goes as rehearsed. */
  get #rehearsedUntil(): number {
    return this.#faults[this.rehearsal?.faults ?? 0]?.call ?? 0;
  }

  /** What an invocation did in the rehearsal, if this story goes further: its code need not run again. */
  rehearsed({ number }: Invocation) {
    return this.rehearsal?.before(this.#rehearsedUntil, number);
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
    const path = new URL(request.url).pathname;
    const hasSession = request.headers.has('authorization') && service === 'emnify';
    return this.#pass(invocation, { service, operation, method: request.method, path, hasSession, sending, request });
  }

  /** Sends as in the rehearsal. */
  async repeat(passed: Passed): Promise<void> {
    const invocation = currentInvocation();
    await invocation.goOn();
    await this.#pass(invocation, passed);
  }

  async #pass(invocation: Invocation, leaving: Leaving): Promise<Response | Silence> {
    const { service, operation, method, path, hasSession, sending } = leaving;
    const { clock, script } = this.#stack;
    const call: Call = {
      index: this.calls.length,
      at: clock.now(),
      invocation,
      service,
      operation,
      method,
      path,
      attemptOf: this.#attemptOf(invocation, sending.name),
      hasSession,
      isRetried: sending.isRetried,
    };
    this.calls.push(call);
    this.#choose(call);
    await this.onCall?.(call);
    await this.gate?.(call);
    const answer = await this.#answer(call, leaving);
    this.onOver?.();
    call.answer = answer instanceof Response ? String(answer.status) : answer;
    const status = answer instanceof Response ? { status: answer.status } : {};
    script.calls.push({ service, operation, method, path, at: call.at, ...status });
    const isOver = answer instanceof Response && isFinal(answer);
    if (isOver) this.#underWay.delete(`${invocation.number} ${sending.name}`);
    await this.onAnswer?.(call, answer, isOver);
    await invocation.goOn();
    return answer;
  }

  /** From the rehearsal where asking again would change nothing, else from the service. */
  async #answer(call: Call, { sending, request }: Leaving): Promise<Response | Silence> {
    const passed = call.index < this.#rehearsedUntil ? this.rehearsal?.calls[call.index] : undefined;
    if (passed !== undefined && passed.operation !== call.operation) {
      throw new Error(`expected call ${call.index} to be ${passed.operation}, as rehearsed, got ${call.operation}`);
    }
    const known = passed === undefined || call.fault !== undefined ? undefined : knownAnswer(passed);
    if (passed !== undefined && known !== undefined) {
      this.recording?.add(call.invocation.number, passed);
      if (call.operation === 'GetSecretValue' && known.ok) this.#noteAccess(passed);
      return known;
    }
    const sent = request instanceof Request ? request : new Request(request.url, request.init);
    const record = this.recording && (await this.#record(call, sent, sending));
    const answer = await this.#carry(call, sent, sending.timeoutMs);
    if (record !== undefined) record.ended = { at: this.#stack.clock.now(), answer: await told(answer) };
    return answer;
  }

  /** Reading a value leaves the day in the secret. */
  #noteAccess({ request }: Passed): void {
    const body = request instanceof Request ? undefined : request.init.body;
    if (typeof body === 'string') this.#stack.secretsManager.perform('GetSecretValue', JSON.parse(body));
  }

  async #record({ invocation, ...call }: Call, request: Request, sending: Sending): Promise<Passed> {
    const { index, service, operation, at, method, path, hasSession } = call;
    const body = method === 'GET' ? {} : { body: await request.clone().text() };
    const init = { method, headers: [...request.headers], ...body };
    const facts = { service, operation, method, path, hasSession, sending };
    const passed: Passed = { ...facts, index, at, request: { url: request.url, init } };
    this.recording?.add(invocation.number, passed);
    return passed;
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
    if (isRecorded()) await note(this.#stack, `emnify-mfa-${call.invocation.name}`, call, request.clone());
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
