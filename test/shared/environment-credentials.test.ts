import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { defaultProvider } from '../../functions/shared/environment-credentials.ts';

afterEach(() => vi.unstubAllEnvs());

function environment(credentials: Readonly<Record<string, string>>): void {
  for (const name of ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN']) {
    vi.stubEnv(name, credentials[name] ?? '');
  }
}

describe('the credentials of a function', () => {
  it('are those that the SDK finds in the same environment', async () => {
    environment({ AWS_ACCESS_KEY_ID: 'id', AWS_SECRET_ACCESS_KEY: 'secret', AWS_SESSION_TOKEN: 'session' });
    const { accessKeyId, secretAccessKey, sessionToken } = await new SecretsManagerClient({
      region: 'eu-central-1',
    }).config.credentials();

    expect(await defaultProvider()()).toEqual({ accessKeyId, secretAccessKey, sessionToken });
  });

  it('have no session token where the environment has none', async () => {
    environment({ AWS_ACCESS_KEY_ID: 'id', AWS_SECRET_ACCESS_KEY: 'secret' });

    expect(await defaultProvider()()).toEqual({ accessKeyId: 'id', secretAccessKey: 'secret' });
  });

  it.each([{}, { AWS_ACCESS_KEY_ID: 'id' }, { AWS_SECRET_ACCESS_KEY: 'secret' }])(
    'are refused where a part is missing, as the error that says that nothing was sent',
    async (credentials) => {
      environment(credentials);

      await expect(defaultProvider()()).rejects.toMatchObject({
        name: 'CredentialsProviderError',
        message: expect.stringContaining('AWS_ACCESS_KEY_ID'),
      });
    },
  );
});
