/** An error answer of EventBridge Scheduler, with the status of its API model. */
export class SchedulerError extends Error {
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

export function validation(message: string): SchedulerError {
  return new SchedulerError(400, 'ValidationException', message);
}

export function conflict(message: string): SchedulerError {
  return new SchedulerError(409, 'ConflictException', message);
}

export function notFound(message: string): SchedulerError {
  return new SchedulerError(404, 'ResourceNotFoundException', message);
}

/**
 * For what AWS would do but this stand-in does not: refused under a name that AWS never uses. The status is 400, because the
 * SDK takes every 5xx for an outage and sends the call again.
 */
export function unsupported(what: string): SchedulerError {
  return new SchedulerError(
    400,
    'NotSupportedByStandIn',
    `The embedded EventBridge Scheduler stand-in does not support ${what}. Add it there, with a case that shows what AWS does.`,
  );
}
