/** The steps of a rotation, in order, as Secrets Manager spells them in the event. */
export const STEPS = ['createSecret', 'setSecret', 'testSecret', 'finishSecret'] as const;
export type RotationStep = (typeof STEPS)[number];

/** All times are epoch milliseconds. */
export interface StepRecord {
  readonly step: RotationStep;
  readonly startedAt: number;
  endedAt?: number;
  /** What the function threw, if it did. */
  error?: string;
}

/** One try of a rotation, from its first step on. */
export interface Attempt {
  readonly token: string;
  readonly kind: 'rotation' | 'probe';
  /** 1 for the first try under this token, counted anew when the rotation is taken up again. */
  readonly number: number;
  readonly startedAt: number;
  readonly steps: StepRecord[];
  endedAt?: number;
  outcome?: 'succeeded' | 'failed' | 'abandoned';
  error?: string;
}

/** The end of an attempt, named as the CloudTrail event of AWS. */
export interface RotationEvent {
  readonly name:
    | 'RotationSucceeded'
    | 'RotationFailed'
    | 'RotationAbandoned'
    | 'TestRotationSucceeded'
    | 'TestRotationFailed';
  readonly arn: string;
  readonly secret: string;
  readonly token: string;
  readonly at: number;
  readonly error?: string;
}

/** A step began (`record.endedAt` absent) or ended. */
export interface StepProgress {
  readonly phase: 'start' | 'end';
  readonly arn: string;
  readonly secret: string;
  readonly token: string;
  /** The number of the attempt. */
  readonly attempt: number;
  readonly record: Readonly<StepRecord>;
}

/** A rotation under one token, over all its attempts. */
export interface Run {
  readonly token: string;
  readonly kind: Attempt['kind'];
  readonly rotationToken: string;
  /** No attempt starts after this: the end of the rotation window, if a schedule started the run. */
  readonly deadline: number;
  attempts: number;
  stopped: boolean;
  settled: boolean;
  /** When the next attempt is due, while one is waited for. */
  nextAt?: number;
  cancelTimer?: () => void;
  /** The attempt under way. */
  running?: Promise<void>;
}
