/** How a function failed, in the words in which Lambda reports it: `name` is Lambda's errorType, `stack` its trace. */
export class FunctionError extends Error {
  constructor(errorType: string, errorMessage: string, trace: readonly string[] = []) {
    super(errorMessage);
    this.name = errorType;
    this.stack = trace.join('\n');
  }
}

/** The function did not answer within its timeout and was stopped. */
export function timedOut(requestId: string, timeoutMs: number): FunctionError {
  const seconds = (timeoutMs / 1000).toFixed(2);
  return new FunctionError(
    'Sandbox.Timedout',
    `RequestId: ${requestId} Error: Task timed out after ${seconds} seconds`,
  );
}

/** The function's process ended in the middle of an invocation. */
export function exited(requestId: string, code: number | null, signal: string | null): FunctionError {
  const how = signal === null ? `exit status ${code}` : `signal: ${signal === 'SIGKILL' ? 'killed' : signal}`;
  return new FunctionError('Runtime.ExitError', `RequestId: ${requestId} Error: Runtime exited with error: ${how}`);
}
