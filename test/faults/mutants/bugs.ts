import type { Patch } from './plant.ts';

/** A plausible mistake in the product, as somebody might make it. */
export interface Bug {
  readonly name: string;
  readonly patches: readonly Patch[];
  /** The scene that is likely to show it, played first. */
  readonly scene: string;
}

const CLIMB = 'domain/rotation';
const RECONCILE = 'domain/reconcile';

const ROTATION: readonly Bug[] = [
  {
    name: 'promote before proven',
    scene: 'a rotation that has stopped half-way is resumed',
    patches: [
      {
        file: `${CLIMB}/rotate.ts`,
        find: 'const keyId = await climbToProven(climb, pending);',
        replace:
          "const keyId = step === 'finishSecret' && pending !== undefined ? pending.keyId : await climbToProven(climb, pending);",
      },
    ],
  },
  {
    name: 'delete before promote',
    scene: 'a rotation in which nothing goes wrong',
    patches: [
      {
        file: `${CLIMB}/promoted.ts`,
        find: '  await store.moveCurrent(',
        replace:
          '  for (const keyId of leaving) await climb.deleteKey(await climb.account(), keyId);\n  await store.moveCurrent(',
      },
    ],
  },
  {
    name: 'forget the superseded tag',
    scene: 'a rotation in which nothing goes wrong',
    patches: [
      {
        file: `${CLIMB}/promoted.ts`,
        find: 'if (leaving.length > 0) await climb.remember',
        replace: 'if (leaving.length > 9) await climb.remember',
      },
    ],
  },
  {
    name: 'POST again after an unknown outcome',
    scene: 'a call that carries a password, a code or the new secret fails',
    patches: [
      {
        file: 'adapters/emnify/operations.ts',
        find: "createKey: { method: 'POST', path: '/api/v1/user/mfa', stake: 'key-change' }",
        replace: "createKey: { method: 'POST', path: '/api/v1/user/mfa', stake: 'repeatable' }",
      },
    ],
  },
  {
    name: 'resend the POST after a 401',
    scene: 'a call that carries a password, a code or the new secret fails',
    patches: [
      {
        file: 'adapters/emnify/client.ts',
        find: "if (renewed || call.operation.stake !== 'repeatable') throw error;",
        replace: 'if (renewed) throw error;',
      },
    ],
  },
  {
    name: 'put without AWSPENDING',
    scene: 'a rotation in which nothing goes wrong',
    patches: [
      { file: 'adapters/secrets-manager/store.ts', find: "        VersionStages: ['AWSPENDING'],\n", replace: '' },
    ],
  },
  {
    name: 'put after the activation',
    scene: 'a rotation in which nothing goes wrong',
    patches: [
      {
        file: `${CLIMB}/stored.ts`,
        find: '    outcome = await store.putPending(',
        replace:
          '    const unstored = key;\n' +
          '    await climb.attempting(() => account.activateKey(unstored.keyId, totp.code(unstored, account.serverTime())));\n' +
          '    outcome = await store.putPending(',
      },
    ],
  },
  {
    name: 'proven is written without looking',
    scene: 'emnify answers a code with a conflict, and the key is not active',
    patches: [
      {
        file: `${CLIMB}/proven.ts`,
        find: "if (evidence === 'answered') await seeActive",
        replace: "if (evidence === 'listed') await seeActive",
      },
    ],
  },
  {
    name: 'replace without looking',
    scene: 'an account that allows one key',
    patches: [
      { file: `${CLIMB}/make-room.ts`, find: 'if (mayHideAKey) {', replace: 'if (mayHideAKey && !climb.policy) {' },
    ],
  },
  {
    name: "believe a proxy's 404",
    scene: 'a proxy answers 404 with a page of its own',
    patches: [
      {
        file: 'adapters/emnify/failure.ts',
        find: "if (vendor === undefined && outcome.text.trim() !== '')",
        replace: "if (vendor === undefined && outcome.status !== 404 && outcome.text.trim() !== '')",
      },
      {
        file: 'adapters/emnify/failure.ts',
        find: 'return vendor?.errorCode === NOT_FOUND\n',
        replace: 'return vendor?.errorCode !== 0\n',
      },
    ],
  },
];

const ATTEMPTS: readonly Bug[] = [
  {
    name: 'raise attempts after instead of before',
    scene: 'a rotation in which nothing goes wrong',
    patches: [
      {
        file: 'domain/user-session.ts',
        find:
          '    await this.remember({ attempts: raise(before, this.ports.clock.now()) });\n' +
          "    this.record({ event: 'attempt-raised', outcome: 'ok' });\n" +
          '    try {\n      const answer = await send();\n',
        replace:
          "    this.record({ event: 'attempt-raised', outcome: 'ok' });\n" +
          '    try {\n      const answer = await send();\n' +
          '      await this.remember({ attempts: raise(before, this.ports.clock.now()) });\n',
      },
    ],
  },
  {
    name: 'ignore the hold',
    scene: 'a password that emnify refuses',
    patches: [
      {
        file: 'domain/user-session.ts',
        find: '    if (hold !== undefined) throw new HoldInForce',
        replace: "    if (hold?.kind === 'code') throw new HoldInForce",
      },
    ],
  },
  {
    name: 'forget attempts that were never answered',
    scene: 'a refused password of which nobody hears',
    patches: [
      { file: 'domain/attempts.ts', find: 'return unanswered + refused >= MOST', replace: 'return refused >= MOST' },
    ],
  },
  {
    name: 'two codes in one invocation',
    scene: 'a code that emnify refuses',
    patches: [
      {
        file: `${CLIMB}/activated.ts`,
        find: '    await climb.holdRefusedCode();\n    throw error;',
        replace: "    await climb.attempting(() => sendCode(climb, account, key));\n    return 'answered';",
      },
    ],
  },
];

const CLEAN_UP: readonly Bug[] = [
  {
    name: 'skip the orphan rule',
    scene: 'a call that carries a password, a code or the new secret fails',
    patches: [
      {
        file: `${CLIMB}/orphans.ts`,
        find: 'if (unrecordedPending(user, deleted).length === 0) return user;',
        replace: 'if (deleted.size === 0) return user;',
      },
    ],
  },
  {
    name: 'orphan swept too young',
    scene: 'a person is enrolling in the portal this minute',
    patches: [
      { file: 'domain/keys.ts', find: 'ORPHAN_AGE_MS = INVOCATION_MS + 3_000', replace: 'ORPHAN_AGE_MS = 30_000' },
    ],
  },
  {
    name: 'retire by a stale label',
    scene: 'an operator takes AWSCURRENT back to a key that is about to be retired',
    patches: [
      {
        file: `${RECONCILE}/apply.ts`,
        find: "if (!(await isStillDue(session, observed, action, policy))) return 'no-longer-due';",
        replace:
          "if (action.because === 'orphan' && !(await isStillDue(session, observed, action, policy))) return 'no-longer-due';",
      },
    ],
  },
  {
    name: 'retire before the deadline',
    scene: 'the grace of a superseded key',
    patches: [
      { file: `${RECONCILE}/plan-keys.ts`, find: 'if (now < deadline) return [];', replace: 'if (now < 0) return [];' },
    ],
  },
  {
    name: 'end every grace',
    scene: 'the grace of a superseded key',
    patches: [
      { file: `${RECONCILE}/plan-keys.ts`, find: 'if (policy.endGrace) return', replace: 'if (policy) return' },
    ],
  },
  {
    name: 'never end a grace on request',
    scene: 'the grace of a superseded key',
    patches: [
      { file: `${RECONCILE}/plan-keys.ts`, find: 'if (policy.endGrace) return', replace: 'if (!policy) return' },
    ],
  },
  {
    name: 'delete keys that nobody manages',
    scene: 'a person has set up a key and a device',
    patches: [
      {
        file: `${RECONCILE}/plan-keys.ts`,
        find: "if (key.status !== 'active' || !managedKeys(secret).has(key.id)) return [];",
        replace: "if (key.status !== 'active') return [];",
      },
    ],
  },
  {
    name: 'delete a key while the current one is gone',
    scene: 'a person has deleted the current key',
    patches: [
      {
        file: `${RECONCILE}/plan-keys.ts`,
        find: 'if (current === undefined || !isSeenActive(account, current.keyId)) return false;',
        replace: 'if (current === undefined) return false;',
      },
    ],
  },
  {
    name: 'prune devices younger than the rule',
    scene: 'a person has set up a key and a device',
    patches: [
      {
        file: `${RECONCILE}/plan-devices.ts`,
        find: 'if (serverTime - activatedAt > deviceMaxAgeMs) {',
        replace: 'if (serverTime - activatedAt > 0) {',
      },
    ],
  },
  {
    name: 'keep devices that a superseded key trusted',
    scene: 'a device was trusted long before the rotation',
    patches: [
      {
        file: `${RECONCILE}/plan-devices.ts`,
        find: 'if (currentSince !== undefined && activatedAt < currentSince) {',
        replace: 'if (currentSince !== undefined && activatedAt < 0) {',
      },
    ],
  },
];

export const BUGS: readonly Bug[] = [...ROTATION, ...ATTEMPTS, ...CLEAN_UP];
