/**
 * Stands in the bundles for `@aws-sdk/client-lambda` as the library of durable functions imports it
 * (infra/constructs/bundling.ts): all of it, at run time, for a client of its own, which `rotate-fleet` replaces.
 */
export class LambdaClient {
  /** @throws Error always */
  constructor() {
    throw new Error('expected the client of functions/rotate-fleet/durable-client.ts, and the library made its own');
  }
}
