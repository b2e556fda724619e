import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { describe, expect, it } from 'vitest';
import { Sha256 } from '../../functions/shared/sha256.ts';

const { sha256: SdkSha256 } = new SecretsManagerClient({ region: 'eu-central-1' }).config;

describe('what the bundles sign calls with', () => {
  it.each([
    ['a plain digest', undefined],
    ['an HMAC under a text', 'AWS4secret'],
    ['an HMAC under bytes', new Uint8Array([0, 1, 2, 3]).subarray(1)],
    ['an HMAC under a buffer', new Uint8Array([4, 5, 6]).buffer],
    ['a plain digest under an empty text', ''],
  ])('makes %s as the SDK does', async (_, secret) => {
    const [ours, theirs] = [new Sha256(secret), new SdkSha256(secret)];
    for (const hash of [ours, theirs]) {
      hash.update(new TextEncoder().encode('GET\n'));
      hash.update(new TextEncoder().encode('/\n'));
    }

    expect(await ours.digest()).toEqual(await theirs.digest());
  });
});
