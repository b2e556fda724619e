import { defined, identity } from '../answers.ts';
import { invalidParameter, invalidRequest, SecretsManagerError, unsupported } from '../errors.ts';
import type { Input, RotationRules } from '../input.ts';
import { CURRENT, PENDING, type SecretRecord, unfinishedVersion, type VersionRecord } from '../record.ts';
import { nextWindow } from '../rotation/schedule.ts';
import { alive, type Context, requireToken } from './context.ts';

/** Configures, makes the pending version and answers; the function is called afterwards, see RotationEngine. */
export function rotateSecret(context: Context, input: Input<'RotateSecret'>) {
  const { store, rotations } = context;
  const token = requireToken(input.ClientRequestToken, invalidParameter);
  const record = alive(store.get(input.SecretId));
  const { lambdaArn, rules } = configuration(context, record, input);
  const answer = { ...identity(record), VersionId: token };
  // The token makes a repeated request idempotent (API reference): the rotation that it began goes on, no other begins.
  if (rotations.began(record, token)) return answer;
  if (unfinishedVersion(record) !== undefined) {
    if (context.behaviour.refusedRotateReattempts) rotations.reattempt(record);
    throw invalidRequest("A previous rotation isn't complete. That rotation will be reattempted.");
  }
  if (record.versions.has(token)) {
    throw new SecretsManagerError(
      'ResourceExistsException',
      `You can't use ClientRequestToken ${token} because that value is already in use for a version of secret ${record.arn}.`,
    );
  }
  const current = record.versions.get(record.labels.get(CURRENT) ?? '');
  if (current === undefined) throw unsupported('RotateSecret on a secret without a value');
  const probe = input.RotateImmediately === false;
  store.change(record, 'RotateSecret', () => {
    record.rotation = { ...record.rotation, enabled: true, lambdaArn, rules, base: store.now() };
    record.versions.set(token, pendingVersion(context, token, probe ? current : undefined));
    record.labels.set(PENDING, token);
    rotations.reschedule(record);
  });
  rotations.begin(record, token, probe ? 'probe' : 'rotation');
  return answer;
}

export function cancelRotateSecret({ store, rotations }: Context, input: Input<'CancelRotateSecret'>) {
  const record = alive(store.get(input.SecretId));
  const { rotation } = record;
  if (rotation === undefined)
    throw invalidRequest('You tried to cancel a rotation on a secret that has none configured.');
  const unfinished = unfinishedVersion(record);
  store.change(record, 'CancelRotateSecret', () => {
    rotation.enabled = false;
    delete rotation.window;
  });
  rotations.stop(record);
  return defined({ ...identity(record), VersionId: unfinished });
}

/** What the request says, or else what is stored; refused before anything is configured. */
function configuration(
  { functions, store }: Context,
  record: SecretRecord,
  input: Input<'RotateSecret'>,
): { readonly lambdaArn: string; readonly rules: RotationRules } {
  const lambdaArn = input.RotationLambdaARN ?? record.rotation?.lambdaArn;
  if (lambdaArn === undefined) throw invalidRequest('No Lambda rotation function ARN is associated with this secret.');
  if (!functions.has(lambdaArn)) {
    throw new SecretsManagerError(
      'AccessDeniedException',
      'Secrets Manager cannot invoke the specified Lambda function. Ensure that the function policy grants access to the principal secretsmanager.amazonaws.com.',
    );
  }
  const rules = input.RotationRules ?? record.rotation?.rules;
  if (rules === undefined) throw unsupported('a first RotateSecret without RotationRules');
  nextWindow(rules, store.now(), store.now());
  return { lambdaArn, rules };
}

function pendingVersion({ behaviour, store }: Context, id: string, tested: VersionRecord | undefined): VersionRecord {
  const empty = { id, createdAt: store.now() };
  if (tested?.value === undefined || behaviour.probeVersion === 'empty') return empty;
  return { ...empty, value: tested.value };
}
