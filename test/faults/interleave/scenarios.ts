import { keyIdOf, rotateSecret } from '../../../local/subject.ts';
import type { Simulation } from '../simulation/simulation.ts';

/** Asks for its move before it acts, as a remote call does. */
type Act = (act: () => unknown) => Promise<void>;

/** Two who act at once. `begin` brings the world to where they start. */
export interface Scenario {
  readonly name: string;
  readonly begin: (simulation: Simulation) => Promise<void>;
  readonly actors: readonly [Work, Work];
}

type Work = (simulation: Simulation, act: Act) => Promise<unknown>;

const HOUR = 3_600_000;
const STEPS = ['createSecret', 'setSecret', 'testSecret', 'finishSecret'] as const;
type Step = (typeof STEPS)[number];

/** A rotation is asked for; Secrets Manager's own calls come when the two are done. */
async function pending({ stack, subject }: Simulation): Promise<void> {
  stack.secretsManager.behaviour.startDelayMs = HOUR;
  rotateSecret(stack, subject);
}

/** All steps but the last have been done. */
async function proven(simulation: Simulation): Promise<void> {
  await pending(simulation);
  await delivering('createSecret', 'setSecret', 'testSecret')(simulation, async () => {});
}

/** The key was rotated, and its grace is over: a reconcile has a key and a device to delete. */
async function graceOver({ stack, subject }: Simulation): Promise<void> {
  rotateSecret(stack, subject);
  await stack.secretsManager.rotationSettled(subject.keySecret);
  await stack.clock.advance(24 * HOUR);
}

/** The key was rotated an hour ago. */
async function inGrace({ stack, subject }: Simulation): Promise<void> {
  rotateSecret(stack, subject);
  await stack.secretsManager.rotationSettled(subject.keySecret);
  await stack.clock.advance(HOUR);
}

/** Deliveries of these steps, one after the other, until one fails. */
function delivering(...steps: readonly Step[]): Work {
  return async (simulation) => {
    const { arn, labels } = secretOf(simulation);
    const ClientRequestToken = labels.get('AWSPENDING');
    for (const Step of steps) await simulation.rotateKey({ Step, SecretId: arn, ClientRequestToken });
  };
}

const reconciling: Work = (simulation) => simulation.reconcile({ user: simulation.subject.user });

/** A person makes a key in the portal, activates it, and deletes it again. */
const tryingKeys: Work = async (simulation, act) => {
  const portal = simulation.stack.emnify.portal(simulation.subject.username);
  let id = 0;
  await act(() => {
    id = portal.addKey().id;
  });
  await act(() => portal.activateKey(id));
  await act(() => portal.deleteKey(id));
};

/** A person trusts a device, and deletes all that are old. */
const tidyingDevices: Work = async (simulation, act) => {
  const { stack, subject } = simulation;
  const portal = stack.emnify.portal(subject.username);
  await act(() => portal.addDevice());
  for (const { id, deletedAt } of stack.emnify.user(subject.username).devices) {
    await act(() => {
      if (deletedAt === undefined) portal.deleteDevice(id);
    });
  }
};

/** An operator takes AWSPENDING off whichever version holds it. */
const droppingPending: Work = async (simulation, act) => {
  await act(() => {
    const RemoveFromVersionId = secretOf(simulation).labels.get('AWSPENDING');
    if (RemoveFromVersionId === undefined) return;
    simulation.stack.secretsManager.call('UpdateSecretVersionStage', {
      SecretId: simulation.subject.keySecret,
      VersionStage: 'AWSPENDING',
      RemoveFromVersionId,
    });
  });
};

/** An operator takes AWSCURRENT back to the version before, inside the grace, and forth again. */
const movingCurrent: Work = async (simulation, act) => {
  const move = () => {
    const { labels, versions } = secretOf(simulation);
    const [from, to] = [labels.get('AWSCURRENT'), labels.get('AWSPREVIOUS')];
    if (keyIdOf(versions.find(({ id }) => id === to)) === undefined) return;
    simulation.stack.secretsManager.call('UpdateSecretVersionStage', {
      SecretId: simulation.subject.keySecret,
      VersionStage: 'AWSCURRENT',
      RemoveFromVersionId: from,
      MoveToVersionId: to,
    });
  };
  await act(move);
  await act(move);
};

function secretOf({ stack, subject }: Simulation) {
  const secret = stack.secretsManager.secret(subject.keySecret);
  if (secret === undefined) throw new Error('expected the key secret to exist');
  return secret;
}

export const SCENARIOS: readonly Scenario[] = [
  { name: 'two-createSecret', begin: pending, actors: [delivering('createSecret'), delivering('createSecret')] },
  { name: 'two-finishSecret', begin: proven, actors: [delivering('finishSecret'), delivering('finishSecret')] },
  {
    name: 'a-retry-overtakes-createSecret',
    begin: pending,
    actors: [delivering('createSecret'), delivering(...STEPS)],
  },
  { name: 'two-rotators', begin: pending, actors: [delivering(...STEPS), delivering(...STEPS)] },
  { name: 'rotation-and-reconcile', begin: pending, actors: [delivering(...STEPS), reconciling] },
  { name: 'two-reconciles', begin: graceOver, actors: [reconciling, reconciling] },
  { name: 'rotation-and-keys-in-the-portal', begin: pending, actors: [delivering(...STEPS), tryingKeys] },
  { name: 'reconcile-and-keys-in-the-portal', begin: graceOver, actors: [reconciling, tryingKeys] },
  { name: 'reconcile-and-devices-in-the-portal', begin: graceOver, actors: [reconciling, tidyingDevices] },
  { name: 'rotation-and-AWSPENDING-taken-off', begin: pending, actors: [delivering(...STEPS), droppingPending] },
  { name: 'reconcile-and-AWSCURRENT-moved', begin: inGrace, actors: [reconciling, movingCurrent] },
];
