import { LogFormatter, Logger, LogItem } from '@aws-lambda-powertools/logger';
import type { LogAttributes, UnformattedAttributes } from '@aws-lambda-powertools/logger/types';
import type { Redactor } from './redaction.ts';

/**
 * Structured logs on stdout, one line of JSON each, with every message and member passed through the redactor.
 * @param service the function's name
 */
export function createLogger({ service, redactor }: { readonly service: string; readonly redactor: Redactor }): Logger {
  return new Logger({ serviceName: service, logFormatter: new RedactingFormatter(redactor) });
}

class RedactingFormatter extends LogFormatter {
  readonly #redactor: Redactor;

  constructor(redactor: Redactor) {
    super();
    this.#redactor = redactor;
  }

  override formatAttributes(attributes: UnformattedAttributes, additional: LogAttributes): LogItem {
    const { logLevel, message, timestamp, serviceName, xRayTraceId, lambdaContext } = attributes;
    return new LogItem({
      attributes: {
        level: logLevel,
        message: this.#redactor.clean(message),
        // Of the platform, not of the caller: random ids that might by chance have the shape of a secret.
        timestamp: this.formatTimestamp(timestamp),
        service: serviceName,
        cold_start: lambdaContext?.coldStart,
        function_name: lambdaContext?.functionName,
        function_request_id: lambdaContext?.awsRequestId,
        xray_trace_id: xRayTraceId,
        ...this.#redactor.fields(additional),
      },
    });
  }
}
