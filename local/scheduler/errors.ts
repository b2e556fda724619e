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

/** AWS may well know it, the stand-in does not: said with a status and a code that AWS never uses. */
export function unsupported(what: string): SchedulerError {
  return new SchedulerError(
    501,
    'UnsupportedByStandIn',
    `The local stand-in of EventBridge Scheduler does not support ${what}.`,
  );
}
