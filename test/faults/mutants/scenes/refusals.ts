import type { PlannedFault } from '../../simulation/fault-kinds.ts';
import type { Setting } from '../../simulation/simulation.ts';
import { days, play, type Run, rotate, type Scene, type Stage } from './scene.ts';

/** Somebody changed the password in the portal, and nobody told the secret. */
async function wrongPassword(stage: Stage): Promise<readonly string[]> {
  const { stack, subject } = stage.simulation;
  stack.emnify.portal(subject.username).changePassword('another than the secret says');
  await rotate(stage);
  await days(stage, 2);
  return [];
}

function lockouts({ simulation }: Stage): readonly string[] {
  const { lockouts: found } = simulation.stack.emnify.user(simulation.subject.username);
  return found.length === 0 ? [] : [`lockout: the account was locked out ${found.length} times`];
}

const WRONG_PASSWORD: Scene = {
  name: 'a password that emnify refuses',
  async *runs() {
    yield play('answered', {}, async (stage) => [...(await wrongPassword(stage)), ...lockouts(stage)]);
  },
};

const UNHEARD_REFUSALS: Scene = {
  name: 'a refused password of which nobody hears',
  async *runs() {
    const faults: PlannedFault[] = [];
    for (let times = 0; times < 4; times += 1) {
      const run: Run & { readonly calls: readonly { readonly index: number; readonly operation: string }[] } =
        await play(`the process dies ${times} times`, {}, wrongPassword, faults);
      yield run;
      const after = faults.at(-1)?.call ?? -1;
      const next = run.calls.find(({ operation, index }) => operation === 'POST /api/v1/user/mfa' && index > after);
      if (next === undefined) return;
      faults.push({ call: next.index, name: 'crash-after', always: false });
    }
  },
};

/** Nothing tells the product that the server's clock is three steps ahead. */
const WRONG_CLOCK: Setting = { emnify: { clockOffsetMs: 90_000, dateHeader: false } };

const REFUSED_CODE: Scene = {
  name: 'a code that emnify refuses',
  async *runs() {
    yield play('answered', WRONG_CLOCK, async (stage) => {
      await rotate(stage);
      await days(stage, 2);
      return lockouts(stage);
    });
  },
};

const OPERATOR_HOLD: Scene = {
  name: 'a hold of an operator',
  async *runs() {
    yield play('held', {}, async (stage) => {
      const { stack, subject } = stage.simulation;
      const Tags = [{ Key: 'emnify-mfa:hold', Value: 'operator' }];
      stack.secretsManager.call('TagResource', { SecretId: subject.keySecret, Tags });
      await rotate(stage);
      await days(stage, 1);
      const sent = stage.simulation.network.calls.filter(({ service }) => service === 'emnify');
      return sent.length === 0 ? [] : [`hold kept: ${sent[0]?.operation} was sent under it`];
    });
  },
};

export const SCENES_OF_REFUSALS = [WRONG_PASSWORD, REFUSED_CODE, UNHEARD_REFUSALS, OPERATOR_HOLD];
