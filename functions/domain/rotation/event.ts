import * as z from 'zod/mini';
import { InvalidInput } from '../errors.ts';
import { VersionId } from '../identifiers.ts';
import { describeIssues } from '../secret-values.ts';

type Step = 'createSecret' | 'setSecret' | 'testSecret' | 'finishSecret';

/** Both spellings that Secrets Manager's documents use. */
const STEPS = {
  createSecret: 'createSecret',
  create_secret: 'createSecret',
  setSecret: 'setSecret',
  set_secret: 'setSecret',
  testSecret: 'testSecret',
  test_secret: 'testSecret',
  finishSecret: 'finishSecret',
  finish_secret: 'finishSecret',
} as const satisfies Record<string, Step>;

function isSpelling(text: string): text is keyof typeof STEPS {
  return Object.hasOwn(STEPS, text);
}

const stepError = `expected one of ${Object.keys(STEPS).join(', ')}`;
const secretIdForm = 'expected the name or ARN of a secret, 1 to 2048 characters';

/** The event of a rotation function. `RotationToken` is accepted and not kept: it is a credential, and only needed across roles. */
const RotationEventJson = z.object(
  {
    Step: z.pipe(
      z.string(stepError),
      z.transform((text, { issues }): Step => {
        if (isSpelling(text)) return STEPS[text];
        issues.push({ code: 'custom', message: stepError, input: text });
        return z.NEVER;
      }),
    ),
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
  if (!result.success) {
    throw new InvalidInput(
      `rotation event: ${describeIssues(result.error)}; expected what Secrets Manager sends: {"Step", "SecretId", "ClientRequestToken"}`,
    );
  }
  const { Step, SecretId, ClientRequestToken } = result.data;
  return { step: Step, secretId: SecretId, token: ClientRequestToken };
}
