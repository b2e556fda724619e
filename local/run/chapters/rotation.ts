import { SecretsManagerError } from '../../secrets-manager/errors.ts';
import type { StepProgress } from '../../secrets-manager/rotation/run.ts';
import type { EmbeddedStack } from '../../stack.ts';
import { rotateSecret, type Subject } from '../../subject.ts';
import type { RotationFacts, StepFacts } from '../document.ts';
import { tenths } from '../report/format.ts';
import type { Stage } from '../stage.ts';
import type { Chapter } from './chapter.ts';

const HOUR = 3_600_000;

export const firstRotation: Chapter = {
  title: 'Secrets Manager rotates the key: its four steps, call by call',
  play: async (stage) => ({ kind: 'rotation', rotation: await rotate(stage), detail: 'calls' }),
};

export const rotationAgain: Chapter = {
  title: 'Six hours later somebody presses "Rotate immediately"',
  play: async (stage) => {
    await stage.stack.clock.advance(6 * HOUR);
    return { kind: 'rotation', rotation: await rotate(stage), detail: 'steps' };
  },
};

/** RotateSecret, and every step that Secrets Manager has the function take until it succeeds or gives up. */
async function rotate({ stack, subject, calls }: Stage): Promise<RotationFacts> {
  const steps: StepFacts[] = [];
  let began = 0;
  const onStep = ({ phase, record: { step, error } }: StepProgress) => {
    if (phase === 'start') began = performance.now();
    else {
      const ms = tenths(performance.now() - began);
      steps.push({ step, calls: calls.take(), ms, ...(error === undefined ? {} : { error }) });
    }
  };
  const at = new Date(stack.clock.now()).toISOString();
  const stop = stack.secretsManager.onStep(onStep);
  const token = begin(stack, subject);
  await stack.secretsManager.rotationSettled(subject.keySecret);
  stop();
  const promoted = stack.secretsManager.secret(subject.keySecret)?.labels.get('AWSCURRENT') === token;
  return { token, at, outcome: promoted ? 'succeeded' : 'failed', steps };
}

/** The token of the rotation that begins, or of an earlier one that never ended: then RotateSecret is refused and takes that up again. */
function begin(stack: EmbeddedStack, subject: Subject): string {
  try {
    return rotateSecret(stack, subject);
  } catch (error) {
    const unfinished = stack.secretsManager.secret(subject.keySecret)?.labels.get('AWSPENDING');
    if (!(error instanceof SecretsManagerError) || unfinished === undefined) throw error;
    return unfinished;
  }
}
