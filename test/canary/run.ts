import { capturedOutput } from '../shared/captured-output.ts';
import { leaks } from '../support/canary.ts';
import { KnownSecrets } from '../support/known-secrets.ts';
import { World, type WorldOptions } from '../support/world.ts';

/** One story of a user, told in order to see what of it is shown. */
export interface Story {
  readonly options?: WorldOptions;
  /** Whether the user has been rotated once before. */
  readonly first?: boolean;
  act(world: World): Promise<unknown>;
}

export interface Shown {
  readonly leaks: readonly string[];
  readonly output: string;
  readonly errors: readonly unknown[];
  /** Calls on which a fault was played. */
  readonly faulted: ReadonlySet<string>;
  readonly secrets: number;
}

/** Plays the story, and looks for every secret of it in everything that left the function or was written down beside it. */
export async function shownBy({ options, first = false, act }: Story): Promise<Shown> {
  const world = await World.start(options);
  try {
    const known = new KnownSecrets(world.stack, world.subject);
    // What the functions print is kept by the world; here is what anything else lets out.
    const besides = await capturedOutput(async () => {
      if (!first) {
        await world.rotate();
        await world.stack.clock.advance(60 * 60_000);
      }
      await act(world);
    });
    const output = [...world.output, besides].join('\n');
    const { tags, attempts, rotation, labels } = world.secret;
    const { errors } = world;
    const secrets = known.all();
    const places = { output, errors, tags, attempts, rotation, labels, 'what was asked': known.asked };
    const calls = world.stack.script.calls.filter(({ fault }) => fault !== undefined);
    const faulted = new Set(calls.map(({ operation }) => operation));
    return { leaks: leaks(places, secrets), output, errors, faulted, secrets: secrets.length };
  } finally {
    await world.close();
  }
}
