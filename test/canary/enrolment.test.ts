import { describe, expect, it, test } from 'vitest';
import { BadCredentials } from '../../functions/domain/emnify-errors.ts';
import type { Fault } from '../../local/faults.ts';
import { capturedOutput } from '../shared/captured-output.ts';
import { leaks } from '../support/canary.ts';
import { enrol, issue, offboard } from '../support/enrolment.ts';
import { KnownSecrets } from '../support/known-secrets.ts';
import { World } from '../support/world.ts';
import { wrapped } from './echoes.ts';

/** Everything that left the functions, or was written down beside them, in one user's life. */
interface Life {
  readonly leaks: readonly string[];
  readonly output: string;
  readonly faulted: readonly string[];
  readonly calls: readonly string[];
}

/** A user is enrolled, rotated, asked for a code, and offboarded; each once more where it failed. */
async function lived(disturb: (world: World) => void = () => {}): Promise<Life> {
  const world = await World.start({ credentialsOnly: true, ownKey: true });
  const known = new KnownSecrets(world.stack, world.subject);
  const errors: unknown[] = [];
  const answers: unknown[] = [];
  const twice = async (act: () => Promise<object>) => {
    for (let time = 1; time <= 2; time += 1) {
      try {
        answers.push(await act());
      } catch (error) {
        errors.push(error);
      }
    }
  };
  try {
    disturb(world);
    const besides = await capturedOutput(async () => {
      await twice(() => enrol(world));
      await twice(() => enrol(world, { takeOver: world.keys('active').slice(0, 1) }));
      world.stack.script.clear();
      // Refused ones are held; the operator stores others.
      if (errors.some((error) => error instanceof BadCredentials)) world.storeCredentials({});
      await enrol(world, { takeOver: [] }).catch((error: unknown) => errors.push(error));
      await world.stack.secretsManager.rotationSettled(world.subject.keySecret);
      disturb(world);
      await twice(async () => {
        // The one place where a code may be.
        const { code: _, ...rest } = await issue(world, { reason: `password=${world.account.password}` });
        return rest;
      });
      await twice(() => offboard(world, { deleteKeys: true }));
    });
    const { script, scheduler } = world.stack;
    const places = {
      output: [...world.output, besides].join('\n'),
      errors: [...errors, ...world.errors],
      answers,
      tags: world.stack.secretsManager.secret(world.subject.keySecret)?.tags,
      'what was asked': known.asked,
      schedules: scheduler.schedules,
    };
    const faulted = script.calls.flatMap(({ fault, operation }) => (fault === undefined ? [] : [operation]));
    const calls = script.calls.map(({ operation }) => operation);
    return { leaks: leaks(places, known.all()), output: places.output, faulted, calls };
  } finally {
    await world.close();
  }
}

const OPERATIONS = [
  'POST /api/v1/authenticate',
  'GET /api/v1/user/{id}',
  'GET /api/v1/user/mfa/status',
  'DELETE /api/v1/user/my/mfa/{key_id}',
  'DescribeSecret',
  'GetSecretValue',
  'CreateSecret',
  'CreateSchedule',
  'RotateSecret',
  'CancelRotateSecret',
  'TagResource',
  'DeleteSchedule',
  'DeleteSecret',
];

test('a user is enrolled, given a code and offboarded without a secret being shown', async () => {
  const life = await lived();
  expect(life.leaks).toEqual([]);
  expect(life.output).toContain('code-issued');
  expect(life.output).toContain('managed-key-deleted');
  expect(life.calls).toEqual(expect.arrayContaining(OPERATIONS));
});

const FAULTS: Readonly<Record<string, Fault>> = {
  'cut after it took effect': { kind: 'cut-after' },
  'answered 401': { kind: 'answer', status: 401 },
};

/** What a service, or what stands before it, may put its words into. */
const ECHOES = {
  emnify: ['the vendor’s error', 'a 401', 'a broken answer', 'wrong fields'],
  aws: ['an error of AWS', 'a page', 'wrong fields'],
};

describe('no secret is shown by enrolment, offboarding or codes when', () => {
  for (const operation of OPERATIONS) {
    for (const [what, fault] of Object.entries(FAULTS)) {
      if (fault.kind === 'answer' && !operation.includes('/')) continue;
      it(`${operation} is ${what}`, async () => {
        const life = await lived((world) => world.stack.script.add({ operation, nth: 1, times: 2, fault }));
        expect(life.leaks).toEqual([]);
        expect(life.faulted).toContain(operation);
      });
    }
    for (const wrapping of ECHOES[operation.includes('/') ? 'emnify' : 'aws']) {
      it(`${operation} is answered with all of them in ${wrapping}`, async () => {
        const life = await lived((world) =>
          world.stack.script.add({ operation, nth: 1, times: 2, fault: wrapped(world, wrapping) }),
        );
        expect(life.leaks).toEqual([]);
        expect(life.faulted).toContain(operation);
      });
    }
  }
});
