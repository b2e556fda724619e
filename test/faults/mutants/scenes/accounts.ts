import { keysInState } from '../../../../local/subject.ts';
import type { Setting } from '../../simulation/simulation.ts';
import { days, play, rotate, rotationAndDays, type Scene, type Stage, withEachFault } from './scene.ts';

const ONE_KEY: Setting = { emnify: { singleActiveKey: true }, strategy: 'replace' };

/** Where pending keys are not shown, the key of a lost call cannot be seen; and here it is what is in the way. */
const HIDDEN_KEY: Setting = { emnify: { singlePendingKey: true, listedKeys: 'active' }, strategy: 'replace' };

function someKey({ simulation }: Stage): readonly string[] {
  const { stack, subject } = simulation;
  return keysInState(stack, subject, 'active').length > 0
    ? []
    : ['a key at the end: no key is active, and the user cannot sign in'];
}

async function rotationAndKey(stage: Stage): Promise<readonly string[]> {
  await rotate(stage);
  await days(stage, 2);
  return someKey(stage);
}

const REPLACING: Scene = {
  name: 'an account that allows one key',
  async *runs() {
    yield play('replaced', ONE_KEY, rotationAndDays);
    yield* withEachFault(
      HIDDEN_KEY,
      /^POST \/api\/v1\/user\/mfa$/,
      ['cut-after', 'crash-after', 'hang-after'],
      rotationAndKey,
    );
  },
};

/** A 409 means that the key is active already, but for what the documents do not say. */
const CONFLICT: Scene = {
  name: 'emnify answers a code with a conflict, and the key is not active',
  runs: () => withEachFault({}, /^PATCH/, ['conflict'], rotationAndDays),
};

const PROXY: Scene = {
  name: 'a proxy answers 404 with a page of its own',
  runs: () => withEachFault({ emnify: { listedKeys: 'active' } }, /^PATCH/, ['page-404'], rotationAndKey),
};

export const SCENES_OF_ACCOUNTS = [REPLACING, CONFLICT, PROXY];
