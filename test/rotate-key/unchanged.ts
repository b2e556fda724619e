import { RotationError } from '../../functions/domain/errors.ts';
import type { World } from '../support/world.ts';

/** Everything that emnify and Secrets Manager hold for the user, but for when a value was last read. */
function truth({ stack, subject, account }: World): unknown {
  const secrets = [subject.keySecret, subject.credentialsSecret].map((name) => {
    const { versions, labels, tags } = stack.secretsManager.secret(name) ?? {};
    return { versions: versions?.map(({ accessedAt: _, ...version }) => version), labels, tags };
  });
  return { secrets, account: structuredClone(account) };
}

/** What a function did with bad input: what it threw, and what it touched. */
export interface Refusal {
  readonly kind: string;
  readonly message: string;
  readonly emnifyCalls: number;
  readonly changed: boolean;
}

/** Lets the function meet bad input. @throws Error where it was not refused with an error of the project's own */
export async function refusalOf(world: World, act: () => Promise<unknown>): Promise<Refusal> {
  const before = JSON.stringify(truth(world), plain);
  const callsBefore = world.stack.script.calls.length;
  const error = await act().catch((thrown: unknown) => thrown);
  if (!(error instanceof RotationError)) throw new Error('expected a RotationError', { cause: error });
  return {
    kind: error.kind,
    message: error.message,
    emnifyCalls: world.stack.script.calls.slice(callsBefore).filter(({ service }) => service === 'emnify').length,
    changed: JSON.stringify(truth(world), plain) !== before,
  };
}

/** Maps are objects without members to JSON. */
function plain(_name: string, value: unknown): unknown {
  return value instanceof Map ? [...value] : value;
}
