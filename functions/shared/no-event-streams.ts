/**
 * Stands in the bundles for `@smithy/core/event-streams` (infra/constructs/bundling.ts): the client of Lambda brings it for
 * InvokeWithResponseStream, which no function calls.
 */
const REASON =
  'this bundle has no event streams: take the alias out of infra/constructs/bundling.ts to call what needs them';

/** Where a client keeps how it reads event streams; it reads none. */
export function resolveEventStreamSerdeConfig<Config>(config: Config): Config {
  return config;
}

/** @throws Error always */
export function eventStreamSerdeProvider(): never {
  throw new Error(REASON);
}

export class EventStreamSerde {
  /** @throws Error always */
  constructor() {
    throw new Error(REASON);
  }
}
