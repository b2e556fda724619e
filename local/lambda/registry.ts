/** How a function ended: its answer, or the error as Lambda reports it to a synchronous caller. */
export type InvocationResult =
  | { readonly ok: true; readonly payload: unknown }
  | {
      readonly ok: false;
      readonly errorType: string;
      readonly errorMessage: string;
      /** The lines of the function's stack, where it had one. */
      readonly trace?: readonly string[];
    };

/** A function's code: in-process, or a bundle in a process of its own behind the Lambda Runtime API. Throws as the function does. */
export type FunctionCode = (event: unknown) => Promise<unknown>;

/** The functions that exist in the embedded account, by ARN. Every service of the stack invokes them through here. */
export class FunctionRegistry {
  readonly #functions = new Map<string, FunctionCode>();

  define(arn: string, code: FunctionCode): void {
    this.#functions.set(arn, code);
  }

  has(arn: string): boolean {
    return this.#functions.has(arn);
  }

  /** Event and answer pass as JSON, as they do in Lambda. */
  async invoke(arn: string, event: unknown): Promise<InvocationResult> {
    const code = this.#functions.get(arn);
    if (code === undefined) {
      return { ok: false, errorType: 'ResourceNotFoundException', errorMessage: `Function not found: ${arn}` };
    }
    try {
      const answer = await code(JSON.parse(JSON.stringify(event)));
      return { ok: true, payload: answer === undefined ? null : JSON.parse(JSON.stringify(answer)) };
    } catch (error) {
      const { name, message, stack = '' } = error instanceof Error ? error : new Error(String(error));
      return { ok: false, errorType: name, errorMessage: message, trace: stack.split('\n') };
    }
  }
}
