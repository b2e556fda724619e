import { play, rotationAndDays, type Scene, withEachFault } from './scene.ts';

const UNDISTURBED: Scene = {
  name: 'a rotation in which nothing goes wrong',
  async *runs() {
    yield play('no fault', {}, rotationAndDays);
  },
};

const SECRETS_SENT: Scene = {
  name: 'a call that carries a password, a code or the new secret fails',
  runs: () =>
    withEachFault({}, /^(POST \/api\/v1\/user\/mfa|PATCH|PutSecretValue)/, [
      'cut-after',
      'expired',
      'crash-after',
      'cut-before',
      'hang-after',
    ]),
};

const DEATHS: Scene = {
  name: 'the process dies at a call',
  runs: () => withEachFault({}, /./, ['crash-before', 'crash-after']),
};

/** As where Secrets Manager does not try again: reconcile finishes what has stopped. */
const STOPPED: Scene = {
  name: 'a rotation that has stopped half-way is resumed',
  runs: () =>
    withEachFault({ secretsManager: { retries: 0 } }, /^(PATCH|PutSecretValue)/, ['cut-before', 'crash-before']),
};

export const SCENES_OF_FAULTS = [UNDISTURBED, SECRETS_SENT, STOPPED, DEATHS];
