import { SecretsManagerError } from '../errors.ts';
import type { Input } from '../input.ts';
import { alive, type Context } from './context.ts';

/** "Maximum number of tags per resource: 50" (API reference, TagResource). */
const TAGS = 50;

export function tagResource({ store }: Context, input: Input<'TagResource'>) {
  const record = alive(store.get(input.SecretId));
  const tags = new Map([...(record.tags ?? []), ...input.Tags.map(({ Key, Value }) => [Key, Value] as const)]);
  if (tags.size > TAGS) {
    throw new SecretsManagerError('LimitExceededException', `A secret can have at most ${TAGS} tags.`);
  }
  store.change(record, 'TagResource', () => {
    record.tags = tags;
  });
  return {};
}

export function untagResource({ store }: Context, input: Input<'UntagResource'>) {
  const record = alive(store.get(input.SecretId));
  store.change(record, 'UntagResource', () => {
    for (const key of input.TagKeys) record.tags?.delete(key);
  });
  return {};
}
