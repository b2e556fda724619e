import type { InvocationResult } from '../../lambda/registry.ts';
import { CURRENT, PENDING, type SecretRecord } from '../record.ts';
import { type Attempt, type RotationStep, type Run, STEPS, type StepRecord } from './run.ts';

interface Surroundings {
  readonly record: SecretRecord;
  readonly run: Run;
  readonly attempt: Attempt;
  now(): number;
  invoke(event: RotationStepEvent): Promise<InvocationResult>;
  progress(phase: 'start' | 'end', step: StepRecord): void;
}

/** What the rotation function gets (https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotate-secrets_lambda.html). */
interface RotationStepEvent {
  readonly Step: RotationStep;
  readonly SecretId: string;
  readonly ClientRequestToken: string;
  readonly RotationToken: string;
}

export interface AttemptResult {
  readonly outcome: 'succeeded' | 'failed' | 'abandoned';
  readonly error?: string;
}

/** Calls the function step by step until one fails, or the rotation has lost its ground; a probe is testSecret alone. */
export async function performAttempt(surroundings: Surroundings): Promise<AttemptResult> {
  const { record, run } = surroundings;
  for (const step of run.kind === 'probe' ? (['testSecret'] as const) : STEPS) {
    if (run.stopped) return { outcome: 'abandoned', error: 'Rotation was cancelled, or the secret deleted.' };
    if (record.labels.get(PENDING) !== run.token) {
      return { outcome: 'abandoned', error: `${PENDING} is no longer on version ${run.token}.` };
    }
    const error = await performStep(surroundings, step);
    if (error !== undefined) return { outcome: 'failed', error };
    if (step === 'createSecret' && record.versions.get(run.token)?.value === undefined) {
      return { outcome: 'failed', error: `createSecret ended, and pending version ${run.token} has no value.` };
    }
  }
  if (run.kind === 'probe' || record.labels.get(CURRENT) === run.token) return { outcome: 'succeeded' };
  return { outcome: 'failed', error: `finishSecret ended, and ${CURRENT} is not on version ${run.token}.` };
}

async function performStep(surroundings: Surroundings, step: RotationStep): Promise<string | undefined> {
  const { record, run, attempt } = surroundings;
  const started: StepRecord = { step, startedAt: surroundings.now() };
  attempt.steps.push(started);
  surroundings.progress('start', started);
  const result = await surroundings.invoke({
    Step: step,
    SecretId: record.arn,
    ClientRequestToken: run.token,
    RotationToken: run.rotationToken,
  });
  started.endedAt = surroundings.now();
  if (!result.ok) started.error = `${result.errorType}: ${result.errorMessage}`;
  surroundings.progress('end', started);
  return started.error;
}
