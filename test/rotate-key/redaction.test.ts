import { afterEach, describe, expect, it } from 'vitest';
import { Secret } from '../../functions/domain/secret.ts';
import { World } from '../support/world.ts';

const MARK = '[redacted]';
const CURRENT = { stage: 'AWSCURRENT' };

let world: World;
afterEach(async () => {
  await world.close();
});

describe("a container's redactor", () => {
  it('knows the credentials, the key and each code that it met', async () => {
    world = await World.start();
    const container = world.container();
    const { ports, redactor } = container;
    const codes: string[] = [];
    const totp: typeof ports.totp = {
      ...ports.totp,
      code(key, at) {
        const code = ports.totp.code(key, at);
        codes.push(code.reveal());
        return code;
      },
    };
    const token = world.beginByHand();
    const event = { Step: 'createSecret', SecretId: world.secret.arn, ClientRequestToken: token };
    await world.run(event, { ...container, ports: { ...ports, totp } });

    const [{ secretKey, otpauth } = { secretKey: '', otpauth: '' }] = world.account.keys;
    const [applicationToken] = world.account.applicationTokens;
    const stored = await ports.store.read(world.subject.credentialsSecret, CURRENT);
    const { password = '' } = JSON.parse(stored?.text.reveal() ?? '{}');
    expect(codes).toHaveLength(1);
    for (const secret of [secretKey, otpauth, password, applicationToken?.token ?? '', ...codes]) {
      expect(secret).not.toBe('');
      expect(redactor.text(secret)).toBe(MARK);
      // Inside a word, where no shape would give it away.
      expect(redactor.text(`x${secret.toLowerCase()}y`)).toBe(`x${MARK}y`);
    }
  });

  it('knows a key before it is known to be sound', async () => {
    world = await World.start();
    const { ports, redactor } = world.container();
    const [otpauth, secretKey] = ['not a uri of any kind', 'no-base32'];

    expect(() => ports.totp.parameters(Secret.of(otpauth), Secret.of(secretKey))).toThrow('otpauth URI');
    expect(redactor.text(`${otpauth}; ${secretKey}`)).toBe(`${MARK}; ${MARK}`);
  });

  it('takes an empty secret for none', async () => {
    world = await World.start();
    const { ports, redactor } = world.container();

    expect(() => ports.totp.parameters(Secret.of(''), Secret.of(''))).toThrow('otpauth URI');
    expect(redactor.text('nothing to hide')).toBe('nothing to hide');
  });

  it('does not forget a password that is in use, however many codes a warm container has made', async () => {
    world = await World.start();
    const { ports, redactor } = world.container();
    const credentials = {
      applicationToken: Secret.of<'application-token'>('token-in-use'),
      username: 'alice@example.com',
      password: Secret.of<'password'>('password-in-use'),
      passwordFormat: 'plain',
    } as const;
    const key = {
      secretKey: Secret.of<'totp-secret'>('JBSWY3DPEHPK3PXP'),
      algorithm: 'SHA1',
      digits: 8,
      period: 30,
    } as const;
    ports.emnify.as(credentials);
    for (let step = 0; step < 495; step += 1) ports.totp.code(key, step * 30_000);
    ports.emnify.as(credentials);
    for (let step = 500; step < 510; step += 1) ports.totp.code(key, step * 30_000);

    expect(redactor.text('token-in-use, password-in-use')).toBe(`${MARK}, ${MARK}`);
  });
});

describe('a failure of the function', () => {
  it('that no rule foresaw is reported without secrets', async () => {
    world = await World.rotated();
    const container = world.container();
    const { ports } = container;
    const account = ports.emnify.as;
    const emnify: typeof ports.emnify = {
      as: (credentials) => ({
        ...account(credentials),
        authenticate: async () => {
          throw new TypeError(`cannot send ${credentials.password.reveal()}`);
        },
      }),
    };
    const token = world.beginByHand();
    const event = { Step: 'createSecret', SecretId: world.secret.arn, ClientRequestToken: token };
    const failure = await world
      .run(event, { ...container, ports: { ...ports, emnify } })
      .catch((error: unknown) => error);

    expect(failure).toMatchObject({
      kind: 'unexpected-failure',
      message: 'unexpected TypeError: cannot send [redacted]; please report it',
    });
    expect(world.output.join('\n')).toContain('"reason":"unexpected-failure"');
  });
});
