/** The timeout of an invocation of `rotate-key` (infra/constructs/rotate-key.ts), milliseconds: whoever began before may be at work. */
export const INVOCATION_MS = 60_000;
