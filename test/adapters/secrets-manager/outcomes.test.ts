import { inspect } from 'node:util';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createSecretStore } from '../../../functions/adapters/secrets-manager/store.ts';
import { VersionId } from '../../../functions/domain/identifiers.ts';
import { Secret } from '../../../functions/domain/secret.ts';
import {
  AwsError,
  SecretMissing,
  StoreOutcomeUnknown,
  StoreRefused,
  StoreUnavailable,
} from '../../../functions/domain/store-errors.ts';
import { clientOf, cut, hang, ok, page, refusal, ScriptedAws } from './scripted-aws.ts';

const SECRET = 'emnify-mfa/ops/key';
const V1 = VersionId.parse('11111111-1111-4111-8111-111111111111');
const V2 = VersionId.parse('22222222-2222-4222-8222-222222222222');
const CANARY = 'canary-of-secret-value';

const aws = new ScriptedAws();
beforeAll(() => aws.start());
afterAll(() => aws.stop());

/** Real milliseconds that the client waits for an answer; the tests of silence shorten it. */
let patience: number | undefined;
afterEach(() => {
  patience = undefined;
});

function store() {
  return createSecretStore({ client: aws.client(patience) });
}

const reads = {
  DescribeSecret: () => store().describe(SECRET),
  GetSecretValue: () => store().read(SECRET, { versionId: V1 }),
};
const writes = {
  PutSecretValue: () => store().putPending(SECRET, V2, Secret.of(CANARY)),
  TagResource: () => store().tag(SECRET, new Map([['emnify-mfa:proven', '717']])),
  UntagResource: () => store().untag(SECRET, ['emnify-mfa:proven']),
  UpdateSecretVersionStage: () => store().moveCurrent(SECRET, V1, V2),
};

async function failure(call: () => Promise<unknown>): Promise<AwsError> {
  const error = await call().then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (error instanceof AwsError) return error;
  throw new Error(`expected an AwsError, got ${inspect(error)}`);
}

/** Attempts without those of the look that follows a failed move of a label. */
function attempts(operation: string): number {
  return aws.actions().filter((action) => action === operation).length;
}

describe.each(Object.entries({ ...reads, ...writes }))('%s', (operation, call) => {
  it.each([
    'AccessDeniedException',
    'InvalidParameterException',
    'InvalidRequestException',
    'DecryptionFailure',
    'EncryptionFailure',
    'MalformedPolicyDocumentException',
  ])('refused with %s is StoreRefused, at once', async (code) => {
    aws.answers(refusal(code));

    const error = await failure(call);

    expect(error).toBeInstanceOf(StoreRefused);
    expect(error).toMatchObject({ operation, code });
    expect(attempts(operation)).toBe(1);
  });

  it('over a quota of stored things is StoreRefused', async () => {
    aws.answers(refusal('LimitExceededException'));

    expect(await failure(call)).toBeInstanceOf(StoreRefused);
  });

  it('throttled once is tried again', async () => {
    const answer = { ARN: 'arn', Name: SECRET, VersionId: V1, SecretString: '{}' };
    aws.answers(refusal('ThrottlingException'), ok(answer));

    await call();

    expect(attempts(operation)).toBe(2);
  });

  it('throttled each time is StoreUnavailable: nothing was done', async () => {
    aws.answers(refusal('ThrottlingException'));

    const error = await failure(call);

    expect(error).toBeInstanceOf(StoreUnavailable);
    expect(error).toMatchObject({ operation, code: 'ThrottlingException' });
    expect(attempts(operation)).toBe(3);
  });

  it('refused with 403 by something that is not AWS is StoreRefused', async () => {
    aws.answers(page(403));

    expect(await failure(call)).toBeInstanceOf(StoreRefused);
  });

  it.each([refusal('AccessDeniedException'), refusal('InternalServiceError', 500), page(503), page(403), cut])(
    'tells neither what was sent nor what was answered',
    async (answer) => {
      aws.answers(answer);

      const error = await failure(call);

      const told = `${inspect(error, { depth: null, showHidden: true })} ${JSON.stringify(error)} ${error.stack}`;
      expect(told).not.toContain('canary');
      expect(Object.keys(error).sort()).toEqual(['code', 'kind', 'operation']);
      expect(error.cause).toBeUndefined();
    },
  );
});

const unclear = [
  ['InternalServiceError', refusal('InternalServiceError', 500)],
  ['a page with status 503', page(503)],
  ['a lost connection', cut],
  ['silence', hang],
  ['a request that AWS stopped waiting for', refusal('RequestTimeoutException', 408)],
] as const;

describe('an error that names itself oddly', () => {
  it.each(['canary of a sentence', 'x'.repeat(65), '<html>'])('is not quoted: %s', async (code) => {
    aws.answers(refusal(code));

    expect(await failure(reads.DescribeSecret)).toMatchObject({ kind: 'store-refused', code: 'UnknownError' });
  });
});

describe.each(Object.entries(reads))('%s', (_, call) => {
  it.each(unclear)('answered by %s is StoreUnavailable', async (_, answer) => {
    if (answer === hang) patience = 40;
    aws.answers(answer);

    expect(await failure(call)).toBeInstanceOf(StoreUnavailable);
  });

  it('throttled after a lost connection is StoreUnavailable: it changes nothing', async () => {
    aws.answers(cut, refusal('ThrottlingException'));

    expect(await failure(call)).toBeInstanceOf(StoreUnavailable);
  });
});

describe.each(Object.entries(writes))('%s', (operation, call) => {
  it.each(unclear)('answered by %s is StoreOutcomeUnknown', async (_, answer) => {
    if (answer === hang) patience = 40;
    aws.answers(answer);

    expect(await failure(call)).toBeInstanceOf(StoreOutcomeUnknown);
  });

  it.each([
    ['throttled', refusal('ThrottlingException')],
    ['refused', refusal('AccessDeniedException')],
  ])('%s after a lost connection is StoreOutcomeUnknown: the lost attempt may have taken effect', async (_, last) => {
    aws.answers(cut, last);

    expect(await failure(call)).toBeInstanceOf(StoreOutcomeUnknown);
  });

  it('refused after it was throttled is StoreRefused: no attempt took effect', async () => {
    aws.answers(refusal('ThrottlingException'), refusal('AccessDeniedException'));

    expect(await failure(call)).toBeInstanceOf(StoreRefused);
    expect(attempts(operation)).toBe(2);
  });

  it('of a secret that does not exist is SecretMissing', async () => {
    aws.answers(refusal('ResourceNotFoundException'));

    expect(await failure(call)).toBeInstanceOf(SecretMissing);
  });
});

describe('a store that cannot be reached', () => {
  it('is told from one whose connection is lost', async () => {
    aws.answers(cut);

    expect(await failure(writes.TagResource)).toMatchObject({ kind: 'store-outcome-unknown', code: 'ECONNRESET' });
  });

  it('leaves every write undone, and says so', async () => {
    const server = new ScriptedAws();
    await server.start();
    const client = server.client();
    await server.stop();
    const unreachable = createSecretStore({ client });

    expect(await failure(() => unreachable.tag(SECRET, new Map([['emnify-mfa:proven', '717']])))).toMatchObject({
      kind: 'store-unavailable',
      code: 'ECONNREFUSED',
    });
  });

  it('for want of credentials leaves every write undone, and says so', async () => {
    const client = clientOf('http://127.0.0.1:9');
    client.config.credentials = () => Promise.reject(Object.assign(new Error(), { name: 'CredentialsProviderError' }));

    const error = await failure(() => createSecretStore({ client }).putPending(SECRET, V2, Secret.of(CANARY)));

    expect(error).toMatchObject({ kind: 'store-unavailable', code: 'CredentialsProviderError' });
  });
});
