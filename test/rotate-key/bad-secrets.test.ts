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
const refused = (step = 'createSecret') =>
  refusalOf(world, async () => {
    throw await world.step(step, token);
  });

describe('credentials', () => {
  const good = { applicationToken: CANARY, username: CANARY, password: 'a'.repeat(40), passwordFormat: 'sha1' };
  const json = (change: Readonly<Record<string, unknown>>) => JSON.stringify({ ...good, ...change });
  const cases: readonly (readonly [string, string, RegExp])[] = [
    ['not JSON', CANARY, /expected a JSON object, and what is there is not JSON/],
    ['JSON cut short', json({}).slice(0, -1), /is not JSON/],
    ['null', 'null', /expected an object of applicationToken/],
    ['a list', JSON.stringify([good]), /expected an object of applicationToken/],
    ['empty', '{}', /applicationToken: expected .*username: expected .*password: expected /],
    ['without a token', json({ applicationToken: undefined }), /applicationToken: expected text/],
    ['without a password', json({ password: undefined }), /password: expected one line/],
    ['with another member', json({ [CANARY]: CANARY }), /and nothing else; unexpected: 1/],
    ['with an empty token', json({ applicationToken: '' }), /applicationToken: expected text/],
    ['with an empty user name', json({ username: '' }), /username: expected one line/],
    ['with an empty password', json({ password: '' }), /password: expected one line/],
    ['with a line break after the token', json({ applicationToken: `${CANARY}\n` }), /applicationToken: expected text/],
    ['with a line break after the user name', json({ username: `${CANARY}\n` }), /username: expected one line/],
    ['with a line break after the hash', json({ password: `${good.password}\n` }), /password: expected one line/],
    [
      'with a line break in a plain password',
      json({ password: `${CANARY}\r\nx`, passwordFormat: 'plain' }),
      /password/,
    ],
    ['with a plain password, said to be a hash', json({ password: CANARY }), /password: expected the SHA-1 .*40 hex/],
    ['with a format of its own', json({ passwordFormat: CANARY }), /passwordFormat: expected "sha1" or "plain"/],
    ['with a token that is a number', json({ applicationToken: 12 }), /applicationToken: expected text/],
  ];
  it.each(cases)('that are %s are refused without their text', async (_name, text, expected) => {
    world.storeCredentials({ text });
    const refusal = await refused();

    expect(refusal).toMatchObject({ kind: 'unreadable-state', emnifyCalls: 0, changed: false });
    expect(refusal.message).toMatch(expected);
    expect(refusal.message).toMatch(/^emnify-mfa\/alice\/credentials: .*write it again with `emnify-mfa enroll`$/);
    expect(refusal.message).not.toContain(CANARY);
    expect(world.output.join('\n')).not.toContain(CANARY);
  });

  it('that are a binary value are refused', async () => {
    const SecretBinary = Buffer.from(CANARY).toString('base64');
    world.stack.secretsManager.call('PutSecretValue', { SecretId: world.subject.credentialsSecret, SecretBinary });
    const refusal = await refused();

    expect(refusal).toMatchObject({ kind: 'unreadable-state', emnifyCalls: 0, changed: false });
    expect(refusal.message).toContain('expected a text value');
  });

  it('that are not there are asked for', async () => {
    const SecretId = world.subject.credentialsSecret;
    world.stack.secretsManager.call('DeleteSecret', { SecretId, ForceDeleteWithoutRecovery: true });
    const refusal = await refused();

    expect(refusal).toMatchObject({ kind: 'unreadable-state', emnifyCalls: 0, changed: false });
    expect(refusal.message).toContain('expected a value, and there is none; write it with `emnify-mfa enroll`');
  });
});

describe('a key secret written by hand', () => {
  const good = {
    userId: 1,
    keyId: 717,
    secretKey: 'CANARYCANARYCANARYCANARY',
    otpauth: 'otpauth://totp/x?secret=CANARYCANARYCANARYCANARY',
    algorithm: 'SHA1',
    digits: 6,
    period: 30,
    createdAt: '2026-11-02T08:00:00Z',
  };
  const json = (change: Readonly<Record<string, unknown>>) => JSON.stringify({ ...good, ...change });
  const cases: readonly (readonly [string, string, RegExp])[] = [
    ['not JSON', 'CANARY', /expected a JSON object, and what is there is not JSON/],
    ['a number', '717', /expected an object of userId, keyId/],
    ['a list', '[]', /expected an object of userId, keyId/],
    ['empty', '{}', /userId: expected .*keyId: expected .*secretKey: expected .*otpauth: expected /],
    ['of the credentials', json({ password: 'CANARY' }), /unexpected: 1/],
    ['of a key id in words', json({ keyId: '717' }), /keyId: expected a positive whole number/],
    ['of a negative key id', json({ keyId: -1 }), /keyId: expected a positive whole number/],
    ['of half a user id', json({ userId: 1.5 }), /userId: expected a positive whole number/],
    ['of a secret that is not Base32', json({ secretKey: 'CANARY-1' }), /secretKey: expected Base32/],
    ['of another URI', json({ otpauth: 'https://CANARY' }), /otpauth: expected an otpauth URI of type totp/],
    ['of another hash', json({ algorithm: 'MD5' }), /algorithm: expected SHA1, SHA256 or SHA512/],
    ['of five digits', json({ digits: 5 }), /digits: expected a whole number from 6 to 8/],
    ['of ten digits', json({ digits: 10 }), /digits: expected a whole number from 6 to 8/],
    ['of no period', json({ period: 0 }), /period: expected a whole number of seconds/],
    ['of half a period', json({ period: 0.5 }), /period: expected a whole number of seconds/],
    ['of a day in words', json({ createdAt: 'yesterday' }), /createdAt: expected an instant as ISO 8601/],
    ['of a state nobody knows', '{"state":"CANARY"}', /state: expected "enrolled"/],
    ['of keys to take over in words', '{"state":"enrolled","takeOver":"701"}', /takeOver: expected a list of key ids/],
    ['of an id in words to take over', '{"state":"enrolled","takeOver":["701"]}', /takeOver.0: expected a positive/],
    ['of a state and a key', json({ state: 'enrolled' }), /expected an object of state and takeOver.*unexpected: 8/],
  ];

  for (const label of ['AWSCURRENT', 'AWSPENDING'] as const) {
    it.each(cases)(`under ${label}, %s, is refused without its text`, async (_name, SecretString, expected) => {
      const story = await World.rotated();
      const pending = story.beginByHand();
      const { currentKey = 0 } = story;
      story.watch.byHand(currentKey);
      const ClientRequestToken = label === 'AWSPENDING' ? pending : 'a'.repeat(32);
      const put = { SecretId: story.subject.keySecret, SecretString, ClientRequestToken, VersionStages: [label] };
      story.stack.secretsManager.call('PutSecretValue', put);
      for (const step of ['createSecret', 'finishSecret']) {
        const refusal = await refusalOf(story, async () => {
          throw await story.step(step, pending);
        });

        expect(refusal).toMatchObject({ kind: 'unreadable-state', emnifyCalls: 0, changed: false });
        expect(refusal.message).toMatch(expected);
        expect(refusal.message).toContain(`version ${ClientRequestToken}`);
        expect(refusal.message).toContain(`take AWSPENDING off`);
        expect(refusal.message).not.toContain('CANARY');
      }
      expect(story.output.join('\n')).not.toContain('CANARY');
      await story.close();
    });
  }

  it('holds no AWSCURRENT value: the user is to be enrolled', async () => {
    const container = world.container();
    const { store } = container.ports;
    const read: typeof store.read = async () => undefined;
    const event = { Step: 'createSecret', SecretId: world.secret.arn, ClientRequestToken: token };
    const refusal = await refusalOf(world, () =>
      world.run(event, { ...container, ports: { ...container.ports, store: { ...store, read } } }),
    );

    expect(refusal).toMatchObject({ kind: 'unreadable-state', emnifyCalls: 0, changed: false });
    expect(refusal.message).toContain('expected a value with AWSCURRENT, and there is none; enrol the user');
  });

  it("holds the mark of an enrolment under a rotation's AWSPENDING: it is no key", async () => {
    const story = await World.rotated();
    const pending = story.beginByHand();
    const put = { SecretId: story.subject.keySecret, SecretString: '{"state":"enrolled"}' };
    const stages = { ClientRequestToken: pending, VersionStages: ['AWSPENDING'] };
    story.stack.secretsManager.call('PutSecretValue', { ...put, ...stages });
    const refusal = await refusalOf(story, async () => {
      throw await story.step('createSecret', pending);
    });

    expect(refusal).toMatchObject({ kind: 'unreadable-state', emnifyCalls: 0, changed: false });
    expect(refusal.message).toContain('take AWSPENDING off it, then rotate again');
    await story.close();
  });
});

describe('a tag written by hand', () => {
  it.each([
    ['attempts', '', /"none" or "unanswered=N refused=N at=<ISO 8601>"/],
    ['attempts', 'two', /"unanswered=N refused=N at=/],
    ['attempts', 'unanswered=1 refused=0 at=yesterday', /an instant as ISO 8601 in UTC/],
    ['attempts', 'unanswered=-1 refused=0 at=2026-11-02T08:00:00Z', /"unanswered=N/],
    ['attempts', 'unanswered=1 refused=0 at=2026-02-30T08:00:00Z', /an instant as ISO 8601 in UTC/],
    ['hold', '', /"none", "operator"/],
    ['hold', 'released', /"none", "operator"/],
    ['hold', 'credentials version=latest', /"credentials version=<id>"/],
    ['hold', 'code until=tomorrow', /an instant as ISO 8601/],
    ['hold', 'lockout until=2026-11-02', /an instant as ISO 8601/],
    ['proven', '', /the id of an MFA key/],
    ['proven', 'yes', /the id of an MFA key/],
    ['proven', '0', /the id of an MFA key/],
    ['proven', '9007199254740993', /the id of an MFA key/],
    ['superseded/', '2026-11-02T08:00:00Z', /the id of an MFA key/],
    ['superseded/0717', '2026-11-02T08:00:00Z', /the id of an MFA key/],
    ['superseded/key', '2026-11-02T08:00:00Z', /the id of an MFA key/],
    ['superseded/717', 'none', /an instant as ISO 8601/],
    ['superseded/717', '2026-11-02T08:00:00+01:00', /an instant as ISO 8601 in UTC/],
  ])('%s=%s is refused at every step, and says what it may be', async (name, value, expected) => {
    const before = world.tag(name);
    world.setTag(name, value);
    for (const step of ['createSecret', 'setSecret', 'testSecret', 'finishSecret']) {
      const refusal = await refused(step);

      expect(refusal).toMatchObject({ kind: 'unreadable-state', emnifyCalls: 0, changed: false });
      expect(refusal.message).toMatch(expected);
      expect(refusal.message).toContain(`tag emnify-mfa:${name}: expected`);
      expect(refusal.message).toContain('correct it or remove it');
    }
    const TagKeys = [`emnify-mfa:${name}`];
    world.stack.secretsManager.call('UntagResource', { SecretId: world.subject.keySecret, TagKeys });
    if (before !== undefined) world.setTag(name, before);
  });
});
