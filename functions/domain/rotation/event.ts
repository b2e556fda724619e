import * as z from 'zod/mini';
import { InvalidInput } from '../errors.ts';
import { VersionId } from '../identifiers.ts';
import { describeIssues } from '../secret-values.ts';

type Step = 'createSecret' | 'setSecret' | 'testSecret' | 'finishSecret';

/** Both spellings that Secrets Manager's documents use. */
const STEPS: Readonly<Record<string, Step>> = {
  createSecret: 'createSecret',
  create_secret: 'createSecret',
  setSecret: 'setSecret',
  set_secret: 'setSecret',
  testSecret: 'testSecret',
  test_secret: 'testSecret',
  finishSecret: 'finishSecret',
  finish_secret: 'finishSecret',
};

const stepError = `expected one of ${Object.keys(STEPS).join(', ')}`;

const secretIdForm = 'expected the name or ARN of a secret, 1 to 2048 characters';

/** The event of a rotation function. `RotationToken` is accepted and not kept: it is a credential, and only needed across roles. */
const RotationEventJson = z.object(
  {
    Step: z.string(stepError).check(z.refine((step) => Object.hasOwn(STEPS, step), stepError)),
    SecretId: z.string(secretIdForm).check(z.minLength(1, secretIdForm), z.maxLength(2048, secretIdForm)),
    ClientRequestToken: VersionId,
  },
  'expected a JSON object',
);

export interface RotationEvent {
  readonly step: Step;
  readonly secretId: string;
  readonly token: VersionId;
}

/** @throws InvalidInput naming every member at fault. */
export function parseRotationEvent(event: unknown): RotationEvent {
  const result = RotationEventJson.safeParse(event);
  const step = result.success ? STEPS[result.data.Step] : undefined;
  if (!result.success || step === undefined) {
    const issues = result.success ? stepError : describeIssues(result.error);
    throw new InvalidInput(
      `rotation event: ${issues}; expected what Secrets Manager sends: {"Step", "SecretId", "ClientRequestToken"}`,
    );
  }
  return { step, secretId: result.data.SecretId, token: result.data.ClientRequestToken };
}
