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

/** On whose behalf a service invokes a function: what IAM is asked then. */
export type Invoker =
  | { readonly service: 'secretsmanager.amazonaws.com'; readonly sourceArn: string }
  /** Scheduler assumes the schedule's role; the source is the schedule's group. */
  | { readonly service: 'scheduler.amazonaws.com'; readonly sourceArn: string; readonly roleArn: string };

/** A function's code: in-process, or a bundle in a process of its own behind the Lambda Runtime API. Throws as the function does. */
export type FunctionCode = (event: unknown) => Promise<unknown>;

/** The functions that exist in the embedded account, by ARN. Every service of the stack invokes them through here. */
export class FunctionRegistry {
  /** Stands before every function that a service invokes, as IAM does; what it answers is why it refuses. */
  guard: ((arn: string, by: Invoker) => Promise<string | undefined>) | undefined;
  readonly #functions = new Map<string, FunctionCode>();

  define(arn: string, code: FunctionCode): void {
    this.#functions.set(arn, code);
  }

  has(arn: string): boolean {
    return this.#functions.has(arn);
  }

  /** Event and answer pass as JSON, as they do in Lambda. */
  async invoke(arn: string, event: unknown, by?: Invoker): Promise<InvocationResult> {
    const code = this.#functions.get(arn);
    if (code === undefined) {
      return { ok: false, errorType: 'ResourceNotFoundException', errorMessage: `Function not found: ${arn}` };
    }
    const refused = by === undefined ? undefined : await this.guard?.(arn, by);
    if (refused !== undefined) return { ok: false, errorType: 'AccessDeniedException', errorMessage: refused };
    try {
      const answer = await code(JSON.parse(JSON.stringify(event)));
      return { ok: true, payload: answer === undefined ? null : JSON.parse(JSON.stringify(answer)) };
    } catch (error) {
      const { name, message, stack = '' } = error instanceof Error ? error : new Error(String(error));
      return { ok: false, errorType: name, errorMessage: message, trace: stack.split('\n') };
    }
  }
}
