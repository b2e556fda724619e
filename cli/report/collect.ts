/** The functions whose logs hold audit lines, by their folders. */
export const LOGGING_FUNCTIONS = [
  'rotate-key',
  'reconcile-user',
  'enroll-user',
  'offboard-user',
  'issue-code',
  'rotate-fleet',
] as const;
