import { identity } from '../answers.ts';
import { invalidParameter, SecretsManagerError, unsupported } from '../errors.ts';
import type { Input } from '../input.ts';
import { CURRENT, moveCurrent, PENDING } from '../record.ts';
import { alive, type Context } from './context.ts';
import { requireRoomFor } from './values.ts';

export function updateSecretVersionStage(context: Context, input: Input<'UpdateSecretVersionStage'>) {
  const { store } = context;
  const { VersionStage: stage, RemoveFromVersionId: from, MoveToVersionId: to } = input;
  const record = alive(store.get(input.SecretId));
  const holder = record.labels.get(stage);
  if (to === undefined && from === undefined) {
    throw invalidParameter('You must specify RemoveFromVersionId, MoveToVersionId, or both.');
  }
  if (to !== undefined && !record.versions.has(to)) {
    throw new SecretsManagerError(
      'ResourceNotFoundException',
      "Secrets Manager can't find the specified secret version.",
    );
  }
  if (from === undefined && holder !== undefined && holder !== to) {
    throw invalidParameter(
      `The parameter RemoveFromVersionId can't be empty. Staging label ${stage} is currently attached to version ${holder}, so you must explicitly reference that version in RemoveFromVersionId.`,
    );
  }
  if (from !== undefined && from !== holder) {
    throw invalidParameter(
      `The staging label ${stage} isn't attached to version ${from} given in RemoveFromVersionId; it is attached to ${holder ?? 'no version'}.`,
    );
  }
  if (to === undefined && stage === CURRENT) {
    throw invalidParameter(
      `You can only move staging label ${CURRENT} to a different secret version. It can't be completely removed.`,
    );
  }
  if (to !== undefined) requireRoomFor(record, [stage]);
  if (to === holder) return identity(record);
  if (to !== undefined && stage === CURRENT && record.versions.get(to)?.value === undefined) {
    throw unsupported(`moving ${CURRENT} to a version without a value`);
  }
  store.change(record, 'UpdateSecretVersionStage', () => {
    if (to === undefined) record.labels.delete(stage);
    else if (stage === CURRENT) moveCurrent(record, to);
    else record.labels.set(stage, to);
    if (stage === CURRENT && !context.behaviour.pendingSurvivesMove && record.labels.get(PENDING) === holder) {
      record.labels.delete(PENDING);
    }
  });
  return identity(record);
}
