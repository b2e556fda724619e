import * as z from 'zod';
import {
  ATTEMPTS_TAG,
  HOLD_TAG,
  PROOF_TAG,
  PROVEN_TAG,
  SUPERSEDED_TAG_PREFIX,
} from '../../../functions/domain/tag-names.ts';
import type { WitnessedCall } from '../../faults.ts';
import { fingerprintOf } from '../fingerprint.ts';
import { minute } from '../report/format.ts';
import { bodyAs, textAs } from './json.ts';

const Input = z.object({
  SecretId: z.string().default(''),
  SecretString: z.string().optional(),
  Tags: z.array(z.object({ Key: z.string(), Value: z.string() })).default([]),
  TagKeys: z.array(z.string()).default([]),
  VersionStage: z.string().optional(),
  MoveToVersionId: z.string().optional(),
});
type Input = z.output<typeof Input>;
const Version = z.object({ SecretString: z.string(), VersionStages: z.array(z.string()).default([]) });
const Value = z.object({ state: z.string().optional(), keyId: z.number().optional() });
const Failure = z.object({ __type: z.string() });

type Words = (input: Input, answer: Response) => string | Promise<string>;

const WORDS: Readonly<Record<string, Words>> = {
  DescribeSecret: () => 'labels and tags of the key secret',
  GetSecretValue: async ({ SecretId }, answer) => {
    if (isCredentials(SecretId)) return 'credentials: application token and password';
    const version = await bodyAs(Version, answer);
    if (version === undefined) return 'read';
    return `${version.VersionStages.join(' and ')}: ${held(version.SecretString)}`;
  },
  PutSecretValue: ({ SecretString = '' }) =>
    `stored as AWSPENDING: ${held(SecretString)} (${fingerprintOf(SecretString)})`,
  ListSecretVersionIds: () => 'when its versions were made',
  RotateSecret: () => 'a rotation asked for',
  UntagResource: ({ TagKeys }) => TagKeys.map(untagWords).join('; '),
  TagResource: ({ Tags }) =>
    // The proof says of the same key for which version, and when.
    Tags.filter(({ Key }) => Key !== PROOF_TAG)
      .map(({ Key, Value }) => tagWords(Key, Value))
      .join('; '),
  UpdateSecretVersionStage: ({ VersionStage, MoveToVersionId }) =>
    MoveToVersionId === undefined ? `${VersionStage} taken off` : `${VersionStage} moved to this rotation's version`,
};

/** What a call of Secrets Manager did; an answer that is no success is told by AWS's own name for it. */
export async function secretsManagerWords({ record, request, answer }: WitnessedCall): Promise<string> {
  if (answer === undefined) return 'not answered';
  const input = await bodyAs(Input, request);
  if (!answer.ok) return refusal(record.operation, (await bodyAs(Failure, answer))?.__type);
  return (input && (await WORDS[record.operation]?.(input, answer))) ?? 'answered';
}

function refusal(operation: string, type = 'no reason given'): string {
  const unwritten = operation === 'GetSecretValue' && type === 'ResourceNotFoundException';
  return unwritten ? 'AWSPENDING: no value yet' : `refused: ${type}`;
}

function isCredentials(secretId: string): boolean {
  return /\/credentials(?:-\w{6})?$/.test(secretId);
}

function held(secretString: string): string {
  const value = textAs(Value, secretString);
  if (value?.keyId !== undefined) return `key ${value.keyId}`;
  return value?.state === 'enrolled' ? 'enrolled, no key of ours yet' : 'something else';
}

function untagWords(key: string): string {
  if (!key.startsWith(SUPERSEDED_TAG_PREFIX)) return `tag ${key} removed`;
  return `key ${key.slice(SUPERSEDED_TAG_PREFIX.length)} is gone: its tag removed`;
}

function tagWords(key: string, value: string): string {
  if (key === ATTEMPTS_TAG)
    return value === 'none' ? 'attempts settled' : 'an attempt is put on record before it is sent';
  if (key === PROVEN_TAG) return `proven: key ${value} seen active`;
  if (key === HOLD_TAG) return value === 'none' ? 'hold released' : `hold: ${value}`;
  if (key.startsWith(SUPERSEDED_TAG_PREFIX)) {
    return `superseded: key ${key.slice(SUPERSEDED_TAG_PREFIX.length)} may go after ${minute(value)}`;
  }
  return `tag ${key}`;
}
