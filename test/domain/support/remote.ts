/** What a fake service is told to do at one of its calls, beside or instead of answering. */
type Act = () => void;

/** The calls that reached a fake, and what a test has planned for them. */
export class Remote {
  /** In order, each as `operation argument …`, without any secret. */
  readonly calls: string[] = [];
  readonly #before = new Map<string, Act[]>();
  readonly #after = new Map<string, Act[]>();

  /** At the next call of `operation` that has nothing planned yet, before it takes effect; an act that throws is its answer. */
  before(operation: string, act: Act): this {
    this.#before.set(operation, [...(this.#before.get(operation) ?? []), act]);
    return this;
  }

  /** Likewise, once it took effect: an act that throws is a lost reply. */
  after(operation: string, act: Act): this {
    this.#after.set(operation, [...(this.#after.get(operation) ?? []), act]);
    return this;
  }

  async call<T>(operation: string, argument: string | number, effect: () => T): Promise<T> {
    this.calls.push(argument === '' ? operation : `${operation} ${argument}`);
    this.#before.get(operation)?.shift()?.();
    const result = effect();
    this.#after.get(operation)?.shift()?.();
    return result;
  }
}

/** An act that answers with this error. */
export function failing(error: Error): Act {
  return () => {
    throw error;
  };
}
