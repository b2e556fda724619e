import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { World } from '../support/world.ts';
import { refusalOf } from './unchanged.ts';

let world: World;
let token: string;
beforeAll(async () => {
  world = await World.rotated();
  token = world.beginByHand();
});
afterAll(async () => {
  expect(world.watch.violations).toEqual([]);
  await world.close();
});

const CANARY = 'canary-that-must-not-be-shown';
const refused = (event: unknown) => refusalOf(world, () => world.invoke(event));
const event = () => ({ Step: 'createSecret', SecretId: world.secret.arn, ClientRequestToken: token });

describe('a malformed rotation event', () => {
  const inherited = () => Object.create({ ...event() });
  const cases: readonly (readonly [string, () => unknown, RegExp])[] = [
    ['nothing', () => undefined, /expected a JSON object/],
    ['null', () => null, /expected a JSON object/],
    ['text', () => JSON.stringify(event()), /expected a JSON object/],
    ['a list', () => [event()], /expected a JSON object/],
    ['no members', () => ({}), /Step: expected .*SecretId: expected .*ClientRequestToken: expected /],
    ['a step that is a number', () => ({ ...event(), Step: 1 }), /Step: expected one of createSecret, create_secret/],
    ['an unknown step', () => ({ ...event(), Step: CANARY }), /Step: expected one of/],
    ['a step in other letters', () => ({ ...event(), Step: 'CreateSecret' }), /Step: expected one of/],
    ['a step that every object has', () => ({ ...event(), Step: 'constructor' }), /Step: expected one of/],
    ['the step __proto__', () => ({ ...event(), Step: '__proto__' }), /Step: expected one of/],
    ['an empty SecretId', () => ({ ...event(), SecretId: '' }), /SecretId: expected the name or ARN/],
    ['an endless SecretId', () => ({ ...event(), SecretId: 'x'.repeat(2049) }), /SecretId: expected .*2048/],
    ['a SecretId that is a list', () => ({ ...event(), SecretId: [CANARY] }), /SecretId: expected/],
    ['no token', () => ({ ...event(), ClientRequestToken: undefined }), /ClientRequestToken: expected .*32 to 64/],
    ['a short token', () => ({ ...event(), ClientRequestToken: CANARY }), /ClientRequestToken: expected .*32 to 64/],
    ['a token of line breaks', () => ({ ...event(), ClientRequestToken: '\n'.repeat(36) }), /ClientRequestToken: exp/],
    [
      'members that come with __proto__',
      () => JSON.parse(`{"__proto__": ${JSON.stringify(event())}}`),
      /Step: expected/,
    ],
    ['members that are inherited', () => JSON.parse(JSON.stringify(inherited())), /Step: expected/],
  ];
  it.each(cases)('with %s is refused, saying what was expected', async (_name, make, expected) => {
    const refusal = await refused(make());

    expect(refusal).toMatchObject({ kind: 'invalid-input', emnifyCalls: 0, changed: false });
    expect(refusal.message).toMatch(expected);
    expect(refusal.message).toContain('what Secrets Manager sends: {"Step", "SecretId", "ClientRequestToken"}');
    expect(refusal.message).not.toContain(CANARY);
  });

  it('is told of in the log', async () => {
    const before = world.output.length;
    await refused({});

    expect(world.output.slice(before).join('\n')).toContain('"kind":"invalid-input"');
  });
});

describe('a secret outside the prefix', () => {
  const arn = 'arn:aws:secretsmanager:eu-central-1:111122223333:secret';
  it.each([
    'database/alice/key',
    'emnify-mfa',
    'emnify-mfa/key',
    'emnify-mfa/alice/credentials',
    'emnify-mfa/alice/key/key',
    'emnify-mfa/Alice/key',
    'emnify-mfa/../key',
    'other/emnify-mfa/alice/key',
    `${arn}:database/alice/key-AbCdEf`,
    `${arn}:emnify-mfa/alice/key`,
    'arn:aws:s3:::emnify-mfa/alice/key',
  ])('is refused before anything is read: %s', async (SecretId) => {
    const callsBefore = world.stack.script.calls.length;
    const refusal = await refused({ ...event(), SecretId });

    expect(refusal).toMatchObject({ kind: 'invalid-input', emnifyCalls: 0, changed: false });
    expect(refusal.message).toContain('expected SecretId to name a key secret emnify-mfa/<user>/key');
    expect(refusal.message).toContain('correct SECRET_PREFIX');
    expect(world.stack.script.calls).toHaveLength(callsBefore);
  });

  it('is refused where it does not exist', async () => {
    const refusal = await refused({ ...event(), SecretId: 'emnify-mfa/nobody/key' });

    expect(refusal).toMatchObject({ kind: 'secret-missing', emnifyCalls: 0, changed: false });
    expect(refusal.message).toContain('enrol the user');
  });
});

describe('a token', () => {
  const STEPS = ['createSecret', 'setSecret', 'testSecret', 'finishSecret'];

  it.each(STEPS)('that no version has is refused by %s', async (Step) => {
    const refusal = await refused({ ...event(), Step, ClientRequestToken: 'f'.repeat(32) });

    expect(refusal).toMatchObject({ kind: 'not-rotatable', emnifyCalls: 0, changed: false });
    expect(refusal.message).toMatch(/expected version f+ to hold AWSPENDING for \w+, .*RotateSecret/);
  });

  it.each(STEPS)('that holds AWSPREVIOUS is refused by %s', async (Step) => {
    const previous = world.secret.labels.get('AWSPREVIOUS');
    const refusal = await refused({ ...event(), Step, ClientRequestToken: previous });

    expect(refusal).toMatchObject({ kind: 'not-rotatable', emnifyCalls: 0, changed: false });
    expect(refusal.message).toContain('holds AWSPREVIOUS');
    expect(refusal.message).toContain('Take AWSPENDING off it, then rotate again');
  });

  it.each(STEPS)('whose version has lost its labels is refused by %s', async (Step) => {
    const lost = await World.rotated();
    const ClientRequestToken = lost.beginByHand();
    await lost.step('createSecret', ClientRequestToken);
    const [, proven = 0] = lost.keys('active');
    lost.watch.byHand(proven);
    const take = { SecretId: lost.secret.arn, VersionStage: 'AWSPENDING', RemoveFromVersionId: ClientRequestToken };
    lost.stack.secretsManager.call('UpdateSecretVersionStage', take);
    const refusal = await refusalOf(lost, () => lost.invoke({ Step, SecretId: lost.secret.arn, ClientRequestToken }));

    expect(refusal).toMatchObject({ kind: 'not-rotatable', emnifyCalls: 0, changed: false });
    expect(refusal.message).toContain('start a rotation with RotateSecret');
    expect(lost.watch.violations).toEqual([]);
    await lost.close();
  });
});
