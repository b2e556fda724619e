/** As the SDK calls it where there are no credentials: nothing was sent. */
class CredentialsProviderError extends Error {
  override readonly name = 'CredentialsProviderError';
}

/**
 * Stands in the bundles for `@aws-sdk/credential-provider-node` (infra/constructs/bundling.ts). Lambda gives a function its
 * role's credentials in these variables, for the life of its container; the SDK's own chain looks there first, and brings
 * clients of STS, SSO and the instance metadata for the places where it would look next, a quarter of a bundle.
 * https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html
 * @throws CredentialsProviderError from the returned function
 */
export function defaultProvider() {
  return async () => {
    const { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN } = process.env;
    if (!AWS_ACCESS_KEY_ID || !AWS_SECRET_ACCESS_KEY) {
      throw new CredentialsProviderError(
        'expected credentials in AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, as Lambda sets them',
      );
    }
    return {
      accessKeyId: AWS_ACCESS_KEY_ID,
      secretAccessKey: AWS_SECRET_ACCESS_KEY,
      ...(AWS_SESSION_TOKEN ? { sessionToken: AWS_SESSION_TOKEN } : {}),
    };
  };
}
