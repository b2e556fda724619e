import type { ServiceName } from '../../../local/faults.ts';
import type { Rest } from '../story/known-states.ts';

/** How a call ended that was not answered. */
export type Silence = 'cut' | 'timeout';

/** How a client sends. */
export interface Sending {
  /** Tells the attempts at one call from those at another that is under way. */
  readonly name: string;
  readonly isRetried: boolean;
  readonly timeoutMs: number;
}

/** One attempt at a remote call as it leaves. */
export interface Leaving {
  readonly service: ServiceName;
  readonly operation: string;
  readonly method: string;
  readonly path: string;
  readonly hasSession: boolean;
  readonly sending: Sending;
  /** As it is, or what it can be made from. */
  readonly request: Request | { readonly url: string; readonly init: RequestInit };
}

/** One attempt as it passed. Times are epoch milliseconds. */
export interface Passed extends Leaving {
  readonly index: number;
  readonly at: number;
  /** Absent where the caller died of it. */
  ended?: { readonly at: number; readonly answer: Told | Silence };
}

interface Told {
  readonly status: number;
  readonly headers: [string, string][];
  readonly body: string;
}

/** How an invocation ended. */
export interface Ending {
  readonly at: number;
  readonly result: { readonly value: unknown } | { readonly error: unknown } | 'died';
}

/** What passed on the wires in a story, for others that go the same way up to some call. */
export class Recording {
  /** How many faults the story had. */
  readonly faults: number;
  /** By their index. */
  readonly calls: Passed[] = [];
  /** By the number of the invocation: its calls in their order, and its end. */
  readonly invocations: { readonly calls: Passed[]; ending?: Ending }[] = [];
  /** Where the story stood at its calls, and what came of it from there; empty where it did not end well. */
  readonly places = new Map<string, Rest>();

  constructor(faults: number) {
    this.faults = faults;
  }

  add(invocation: number, call: Passed): void {
    this.calls[call.index] = call;
    this.#of(invocation).calls.push(call);
  }

  end(invocation: number, ending: Ending): void {
    this.#of(invocation).ending = ending;
  }

  /**
   * The calls of the invocation, if it ended before the call of this index, and each of its calls had ended when the next
   * one left: then sending them one after the other brings the same about.
   */
  before(
    index: number,
    invocation: number,
  ): { readonly calls: readonly Passed[]; readonly ending: Ending } | undefined {
    const { calls, ending } = this.#of(invocation);
    const [last] = [...calls].map((call) => call.index).sort((a, b) => b - a);
    if (ending === undefined || last === undefined || last >= index) return undefined;
    const inOrder = [...calls].sort((one, other) => one.index - other.index);
    const isOrderly = inOrder.every(({ ended }, nth) => {
      const next = inOrder[nth + 1];
      return next === undefined || (ended !== undefined && ended.at <= next.at);
    });
    return isOrderly ? { calls: inOrder, ending } : undefined;
  }

  #of(invocation: number) {
    const known = this.invocations[invocation] ?? { calls: [] };
    this.invocations[invocation] = known;
    return known;
  }
}

const READS = /^(GET \S+|DescribeSecret|GetSecretValue|ListSecretVersionIds|GetSchedule)$/;

/** The answer of a call that changes nothing and takes no time: it needs no asking again where the world is the same. */
export function knownAnswer({ operation, at, ended }: Passed): Response | undefined {
  if (!READS.test(operation) || ended === undefined || ended.at !== at || typeof ended.answer === 'string')
    return undefined;
  return new Response(ended.answer.body, ended.answer);
}

export async function told(answer: Response | Silence): Promise<Told | Silence> {
  if (typeof answer === 'string') return answer;
  return { status: answer.status, headers: [...answer.headers], body: await answer.clone().text() };
}
