import type { Context } from 'aws-lambda';
import { printLine } from './print-line.ts';
import type { Redactor } from './redaction.ts';

type Fields = Readonly<Record<string, unknown>>;

/** Structured logs. Every message and member passes the redactor, so anything may be given to it. */
export interface Logger {
  /** From now on every line names the function and the request. */
  addContext(context: Pick<Context, 'awsRequestId' | 'functionName'>): void;
  info(message: string, fields?: Fields): void;
  error(message: string, fields?: Fields): void;
}

/**
 * One line of JSON for each message, its members named as Powertools for AWS Lambda names them
 * (docs/decisions/logs-and-metrics-without-a-library.md).
 * @param service the function's name
 */
export function createLogger({ service, redactor }: { readonly service: string; readonly redactor: Redactor }): Logger {
  let context: Fields = {};
  let invocations = 0;
  const log = (level: 'INFO' | 'ERROR', message: string, fields: Fields): void => {
    // The context is the platform's, not the caller's: random ids that might by chance have the shape of a secret.
    printLine({
      level,
      message: redactor.clean(message),
      timestamp: new Date().toISOString(),
      service,
      ...context,
      ...redactor.fields(fields),
    });
  };
  return {
    addContext({ functionName, awsRequestId }) {
      invocations += 1;
      context = {
        cold_start: invocations === 1,
        function_name: functionName,
        function_request_id: awsRequestId,
        xray_trace_id: /Root=([^;]+)/.exec(process.env['_X_AMZN_TRACE_ID'] ?? '')?.[1],
      };
    },
    info: (message, fields = {}) => log('INFO', message, fields),
    error: (message, fields = {}) => log('ERROR', message, fields),
  };
}
