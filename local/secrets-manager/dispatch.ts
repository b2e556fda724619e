import type * as z from 'zod';
import type { Context } from './actions/context.ts';
import { updateSecretVersionStage } from './actions/labels.ts';
import { listSecrets, listSecretVersionIds } from './actions/listing.ts';
import { cancelRotateSecret, rotateSecret } from './actions/rotation.ts';
import { createSecret, deleteSecret, describeSecret, restoreSecret, updateSecret } from './actions/secrets.ts';
import { tagResource, untagResource } from './actions/tags.ts';
import { getSecretValue, putSecretValue } from './actions/values.ts';
import { unsupported } from './errors.ts';
import { type Action, INPUT, parse } from './input.ts';

export type Answer = Readonly<Record<string, unknown>>;
type Perform = (context: Context, input: unknown) => Answer;

function on<T>(action: Action, schema: z.ZodType<T>, perform: (context: Context, input: T) => Answer): Perform {
  return (context, input) => perform(context, parse(action, schema, input));
}

const ACTIONS: Readonly<Record<Action, Perform>> = {
  CreateSecret: on('CreateSecret', INPUT.CreateSecret, createSecret),
  DescribeSecret: on('DescribeSecret', INPUT.DescribeSecret, describeSecret),
  GetSecretValue: on('GetSecretValue', INPUT.GetSecretValue, getSecretValue),
  PutSecretValue: on('PutSecretValue', INPUT.PutSecretValue, putSecretValue),
  UpdateSecret: on('UpdateSecret', INPUT.UpdateSecret, updateSecret),
  UpdateSecretVersionStage: on('UpdateSecretVersionStage', INPUT.UpdateSecretVersionStage, updateSecretVersionStage),
  TagResource: on('TagResource', INPUT.TagResource, tagResource),
  UntagResource: on('UntagResource', INPUT.UntagResource, untagResource),
  RotateSecret: on('RotateSecret', INPUT.RotateSecret, rotateSecret),
  CancelRotateSecret: on('CancelRotateSecret', INPUT.CancelRotateSecret, cancelRotateSecret),
  DeleteSecret: on('DeleteSecret', INPUT.DeleteSecret, deleteSecret),
  RestoreSecret: on('RestoreSecret', INPUT.RestoreSecret, restoreSecret),
  ListSecrets: on('ListSecrets', INPUT.ListSecrets, listSecrets),
  ListSecretVersionIds: on('ListSecretVersionIds', INPUT.ListSecretVersionIds, listSecretVersionIds),
};

/** @throws SecretsManagerError where AWS would answer with an error, or the stand-in does not know the action */
export function dispatch(context: Context, action: string, input: unknown): Answer {
  if (!isAction(action)) throw unsupported(`the action ${action}`);
  return ACTIONS[action](context, input);
}

function isAction(action: string): action is Action {
  return Object.hasOwn(ACTIONS, action);
}
