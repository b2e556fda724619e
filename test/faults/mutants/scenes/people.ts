import { days, HOUR, play, rotate, rotationAndDays, type Scene, type Stage } from './scene.ts';

function portalOf({ simulation }: Stage) {
  return simulation.stack.emnify.portal(simulation.subject.username);
}

function keyIsActive({ simulation }: Stage, id: number): boolean {
  return simulation.stack.emnify
    .user(simulation.subject.username)
    .keys.some((key) => key.id === id && key.state === 'active');
}

async function reconcile({ simulation }: Stage, endGrace = false): Promise<void> {
  await simulation.reconcile({ user: simulation.subject.user, endGrace }).catch(() => undefined);
}

const ENROLLING: Scene = {
  name: 'a person is enrolling in the portal this minute',
  async *runs() {
    for (const age of [5_000, 45_000]) {
      yield play(`for ${age / 1_000} s`, {}, async (stage) => {
        portalOf(stage).addKey({ createdAt: stage.simulation.stack.clock.now() - age });
        await rotate(stage);
        return [];
      });
    }
  },
};

const OWN_KEY: Scene = {
  name: 'a person has set up a key and a device',
  async *runs() {
    yield play('after a rotation', {}, async (stage) => {
      await rotate(stage);
      let own = 0;
      await stage.referee.byOthers(() => {
        own = portalOf(stage).addKey({ active: true }).id;
        portalOf(stage).addDevice();
      });
      await days(stage, 4);
      return keyIsActive(stage, own) ? [] : ['unmanaged keys stay: a key that a person made is gone'];
    });
  },
};

/** Just before the first call that follows what a reconcile has read. */
async function beforeItActs(stage: Stage, act: () => Promise<void>): Promise<void> {
  const { network } = stage.simulation;
  const judge = network.gate;
  let seen = '';
  network.gate = async (call) => {
    await judge?.(call);
    if (call.invocation.name !== 'reconcile-user' || seen === 'acted') return;
    if (call.operation === 'GET /api/v1/user/my/mfa/trusted_device') seen = 'devices';
    else if (seen === 'values' && call.operation !== 'GetSecretValue') {
      seen = 'acted';
      await act();
    } else if (seen === 'devices' && call.operation === 'GetSecretValue') seen = 'values';
  };
}

const MOVED_BACK: Scene = {
  name: 'an operator takes AWSCURRENT back to a key that is about to be retired',
  async *runs() {
    yield play('while a reconcile is at it', {}, async (stage) => {
      const { stack, subject } = stage.simulation;
      const { devices } = stack.emnify.user(subject.username);
      await stage.referee.byOthers(() => {
        for (const { id } of devices) portalOf(stage).deleteDevice(id);
      });
      await rotate(stage);
      await beforeItActs(stage, () =>
        stage.referee.byOthers(() => {
          const { labels } = stack.secretsManager.secret(subject.keySecret) ?? { labels: new Map<string, string>() };
          const [RemoveFromVersionId, MoveToVersionId] = [labels.get('AWSCURRENT'), labels.get('AWSPREVIOUS')];
          const move = {
            SecretId: subject.keySecret,
            VersionStage: 'AWSCURRENT',
            RemoveFromVersionId,
            MoveToVersionId,
          };
          stack.secretsManager.call('UpdateSecretVersionStage', move);
        }),
      );
      await days(stage, 3);
      return [];
    });
  },
};

const CURRENT_DELETED: Scene = {
  name: 'a person has deleted the current key',
  async *runs() {
    yield play('in the grace of the one before', {}, async (stage) => {
      await rotate(stage);
      const { emnify } = stage.simulation.stack;
      const current = emnify.user(stage.simulation.subject.username).keys.findLast(({ state }) => state === 'active');
      if (current === undefined) return ['convergence: no key is active after the rotation'];
      await stage.referee.byOthers(() => portalOf(stage).deleteKey(current.id));
      await days(stage, 2);
      return [];
    });
  },
};

const GRACE: Scene = {
  name: 'the grace of a superseded key',
  async *runs() {
    yield play('lasts', {}, async (stage) => {
      await rotate(stage);
      await stage.simulation.stack.clock.advance(HOUR);
      await reconcile(stage);
      return [];
    });
    yield play('is ended on request', {}, async (stage) => {
      const { stack, subject, watch } = stage.simulation;
      const before = stack.emnify.user(subject.username).keys.find(({ state }) => state === 'active')?.id ?? 0;
      await rotate(stage);
      watch.graceIsEnded();
      await reconcile(stage, true);
      return keyIsActive(stage, before) ? [`grace ended: key ${before} is still active`] : [];
    });
  },
};

const OLD_DEVICE: Scene = {
  name: 'a device was trusted long before the rotation',
  async *runs() {
    yield play('and goes with it', {}, async (stage) => {
      const device = portalOf(stage).addDevice({ activatedAt: stage.simulation.stack.clock.now() - HOUR });
      const problems = await rotationAndDays(stage);
      const { devices } = stage.simulation.stack.emnify.user(stage.simulation.subject.username);
      const isGone = devices.find(({ id }) => id === device.id)?.deletedAt !== undefined;
      return isGone ? problems : [...problems, `stale devices go: device ${device.id} is still trusted`];
    });
  },
};

export const SCENES_OF_PEOPLE = [ENROLLING, OWN_KEY, GRACE, CURRENT_DELETED, MOVED_BACK, OLD_DEVICE];
