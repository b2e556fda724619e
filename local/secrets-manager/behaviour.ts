/** What the recordings and documents of AWS leave open, or what a test wants to vary. Settable at any time. */
export interface Behaviour {
  /** How often a failed rotation is tried again; AWS says "multiple times" and no number. */
  retries: number;
  /** Milliseconds between a failed attempt and the next. */
  spacingMs: number;
  /** Milliseconds from RotateSecret's answer to the first step. */
  startDelayMs: number;
  /** Recorded both ways: AWSPENDING gone after a successful rotation (2025), or left beside AWSCURRENT (2024). */
  clearsPendingOnSuccess: boolean;
  /** What the temporary version of `RotateImmediately=false` holds. */
  probeVersion: 'current-value' | 'empty';
  /** What a scheduled rotation does while an earlier one is unfinished: take up its token again, or wait for the next window. */
  unfinishedRotation: 'resume-same-token' | 'skip';
  /** Whether a RotateSecret that is refused because "a previous rotation isn't complete" starts that one again, as its message says. */
  refusedRotateReattempts: boolean;
  /** Whether AWSPENDING stays on a version that AWSCURRENT leaves by UpdateSecretVersionStage (open; a put takes it off). */
  pendingSurvivesMove: boolean;
}

export const DEFAULT_BEHAVIOUR: Readonly<Behaviour> = {
  retries: 3,
  spacingMs: 60_000,
  startDelayMs: 0,
  clearsPendingOnSuccess: true,
  probeVersion: 'current-value',
  unfinishedRotation: 'resume-same-token',
  refusedRotateReattempts: true,
  pendingSurvivesMove: true,
};
