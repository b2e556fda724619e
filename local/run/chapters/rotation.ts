import { SecretsManagerError } from '../../secrets-manager/errors.ts';
import { rotateSecret } from '../../subject.ts';
import type { RotationFacts } from '../document.ts';
import type { Stage } from '../stage.ts';
import type { Chapter } from './chapter.ts';

const HOUR = 3_600_000;

export const firstRotation: Chapter = {
  title: 'Secrets Manager rotates the key: its four steps, call by call',
  play: async (stage) => ({ kind: 'rotation', rotation: await wellRotated(stage), detail: 'calls' }),
};

export const rotationAgain: Chapter = {
  title: 'Six hours later somebody presses "Rotate immediately"',
  play: async (stage) => {
    await stage.stack.clock.advance(6 * HOUR);
    return { kind: 'rotation', rotation: await wellRotated(stage), detail: 'steps' };
  },
};

async function wellRotated(stage: Stage): Promise<RotationFacts> {
  const rotation = await rotate(stage);
  if (rotation.outcome === 'failed') stage.hasFailed = true;
  return rotation;
}

/** RotateSecret, and every step that Secrets Manager has the function take until it succeeds or gives up. */
export async function rotate(stage: Stage): Promise<RotationFacts> {
  const { stack, subject, rotations } = stage;
  const at = new Date(stack.clock.now()).toISOString();
  const token = begin(stage);
  await stack.secretsManager.rotationSettled(subject.keySecret);
  const rotation = rotations.take().find((each) => each.token === token);
  return rotation ?? { token, at, outcome: 'failed', steps: [] };
}

/** The token of the rotation that begins, or of an earlier one that never ended: then RotateSecret is refused and takes that up again. */
function begin({ stack, subject }: Stage): string {
  try {
    return rotateSecret(stack, subject);
  } catch (error) {
    const unfinished = stack.secretsManager.secret(subject.keySecret)?.labels.get('AWSPENDING');
    if (!(error instanceof SecretsManagerError) || unfinished === undefined) throw error;
    return unfinished;
  }
}
