import { issue } from '../../support/enrolment.ts';
import { reconcile } from '../../support/reconcile.ts';
import type { World, WorldOptions } from '../../support/world.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

type Begin = (options?: WorldOptions) => Promise<World>;

function write(world: World, SecretString: string): void {
  world.stack.secretsManager.call('PutSecretValue', { SecretId: world.subject.keySecret, SecretString });
}

/** By alarm, what must raise it: things that go wrong for a user who has been rotated once. */
export const badDays: readonly (readonly [alarm: string, what: string, story: (begin: Begin) => Promise<void>])[] = [
  [
    'key-too-old',
    'rotation was turned off ten weeks ago',
    async (begin) => {
      const world = await begin();
      world.stack.secretsManager.call('CancelRotateSecret', { SecretId: world.subject.keySecret });
      await world.stack.clock.advance(70 * DAY);
      await reconcile(world);
    },
  ],
  [
    'hold-in-force',
    'emnify says during a rotation that the account is locked',
    async (begin) => {
      const world = await begin();
      await world.lockOut();
      await world.rotate();
    },
  ],
  [
    'hold-in-force',
    'emnify says during a reconcile that the account is locked',
    async (begin) => {
      const world = await begin();
      await world.lockOut();
      await reconcile(world).catch(() => undefined);
    },
  ],
  [
    'hold-in-force',
    'an operator holds the user',
    async (begin) => {
      const world = await begin();
      world.setTag('hold', 'operator');
      await reconcile(world);
    },
  ],
  [
    'superseded-key-overdue',
    'a key has outlived its grace by more than a day',
    async (begin) => {
      const world = await begin();
      await world.rotate();
      await world.stack.clock.advance(2 * DAY + 2 * HOUR);
      await reconcile(world, { dryRun: true });
    },
  ],
  [
    'current-key-missing',
    'somebody deletes the current key in the portal, and another one is shown',
    async (begin) => {
      const world = await begin({ ownKey: true });
      await world.watch.byOthers(async () => world.portal.deleteKey(world.currentKey ?? 0));
      await reconcile(world);
    },
  ],
  [
    'declared-gap',
    'the account allows one key, and the strategy is replace',
    async (begin) => {
      const world = await begin({ emnify: { singleActiveKey: true }, strategy: 'replace' });
      await world.rotate();
    },
  ],
  [
    'code-issued',
    'an operator asks for a code',
    async (begin) => {
      await issue(await begin());
    },
  ],
  [
    'operator-needed',
    'emnify shows no list of keys',
    async (begin) => {
      await reconcile(await begin({ emnify: { listedKeys: 'absent' } }));
    },
  ],
  [
    'operator-needed',
    'somebody deletes the only key in the portal: an empty list may as well be one that is not shown',
    async (begin) => {
      const world = await begin();
      await world.watch.byOthers(async () => world.portal.deleteKey(world.currentKey ?? 0));
      await reconcile(world);
    },
  ],
  [
    'operator-needed',
    'rotation is turned off',
    async (begin) => {
      const world = await begin();
      world.stack.secretsManager.call('CancelRotateSecret', { SecretId: world.subject.keySecret });
      await reconcile(world);
    },
  ],
  [
    'operator-needed',
    'a tag was changed by hand to something that cannot be read',
    async (begin) => {
      const world = await begin();
      world.setTag('superseded/9', 'some day');
      await reconcile(world);
    },
  ],
  [
    'operator-needed',
    'the value was changed by hand to something that cannot be read',
    async (begin) => {
      const world = await begin();
      write(world, 'hello');
      await reconcile(world);
    },
  ],
];
