import { describe, expect, it } from 'vitest';
import { Fleet, names } from './fleet.ts';

let fleet: Fleet;

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

/** Stops the execution, as StopDurableExecution does, while it waits after its first batch. */
async function stopAfterFirstBatch(request: Readonly<Record<string, unknown>>): Promise<void> {
  const execution = fleet.execution(request);
  execution.beforeCheckpoint = ({ Name }) => {
    if (Name === 'pace 1') execution.stop();
  };
  await expect(fleet.run(execution)).resolves.toEqual({ status: 'STOPPED' });
}

describe('a fleet run that an operator stopped', () => {
  it('begins nothing more, and goes on where it was when started again under the same name', async () => {
    fleet = await Fleet.of(names(25));
    await stopAfterFirstBatch({ run: 'breach' });
    expect(fleet.asked).toEqual(names(20));
    await fleet.stack.clock.advance(10 * MINUTE);

    const report = await fleet.rotate({ run: 'breach' });

    expect(report).toMatchObject({ status: 'finished', rotated: 25 });
    expect(fleet.asked).toEqual(names(25));
    expect(names(25).map((user) => fleet.keysMade(user))).toEqual(names(25).map(() => 2));
  }, 30_000);

  it('goes on weeks later, and rotates nobody again whose schedule did so meanwhile', async () => {
    fleet = await Fleet.of(['alice', 'bob']);
    await fleet.rotate({ run: 'breach', users: ['alice'] });
    await fleet.stack.clock.advance(20 * DAY);
    await fleet.rotateByHand('bob');
    fleet.stack.script.calls.length = 0;

    const report = await fleet.rotate({ run: 'breach' });

    expect(report).toMatchObject({ status: 'finished', rotated: 2 });
    expect(fleet.calls('RotateSecret')).toBe(0);
  });

  it('rotates nobody again after each was rotated once more by its schedule', async () => {
    fleet = await Fleet.of(['alice', 'bob']);
    await fleet.rotate({ run: 'breach' });
    await fleet.stack.clock.advance(61 * DAY);
    expect(fleet.keysMade('alice')).toBe(3);
    fleet.stack.script.calls.length = 0;

    const report = await fleet.rotate({ run: 'breach' });

    expect(report).toMatchObject({ status: 'finished', rotated: 2 });
    expect(fleet.calls('RotateSecret')).toBe(0);
  });

  it('rotates again whose AWSCURRENT an operator moved back to the key from before the run', async () => {
    fleet = await Fleet.of(['alice', 'bob']);
    await fleet.rotate({ run: 'breach' });
    fleet.moveCurrentBack('alice');

    const report = await fleet.rotate({ run: 'breach' });

    expect(report).toMatchObject({ status: 'finished', rotated: 2 });
    expect(fleet.keysMade('alice')).toBe(3);
    expect(fleet.keysMade('bob')).toBe(2);
  });

  it('makes a new key for a user whose earlier rotation got stuck before the run began', async () => {
    fleet = await Fleet.of(['alice', 'bob']);
    fleet.broken.add('alice');
    await fleet.rotateByHand('alice');
    fleet.broken.delete('alice');

    const report = await fleet.rotate({ run: 'breach' });

    expect(report).toMatchObject({ status: 'finished', rotated: 2, failed: 0 });
    // One that the stuck rotation made when it was taken up again, and one that is of the run.
    expect(fleet.keysMade('alice')).toBe(3);
  });

  it('under another name is another run', async () => {
    fleet = await Fleet.of(['alice']);
    await fleet.rotate({ run: 'breach' });

    await fleet.rotate({ run: 'another-breach' });

    expect(fleet.keysMade('alice')).toBe(3);
  });
});

describe('a fleet run whose invocation dies', () => {
  it.each(['find 1', 'begin', 'batch 1', 'pace 1', 'batch 2', 'end'])(
    'before the checkpoint of "%s" is kept rotates everybody once',
    async (lost) => {
      fleet = await Fleet.of(['alice', 'bob', 'carol']);
      const execution = fleet.execution({ run: 'breach' });
      let died = 0;
      execution.beforeCheckpoint = ({ Name, Action }) => {
        if (Name !== lost || Action === (lost === 'pace 1' ? 'SUCCEED' : 'START') || died === 1) return;
        died += 1;
        throw new Error('the invocation died');
      };

      const ending = await fleet.run(execution);

      expect(died).toBe(1);
      expect(ending).toMatchObject({ status: 'SUCCEEDED', result: { status: 'finished', rotated: 3 } });
      expect(['alice', 'bob', 'carol'].map((user) => fleet.keysMade(user))).toEqual([2, 2, 2]);
    },
  );

  it('after a batch keeps within the limit of the minute when the batch runs again', async () => {
    fleet = await Fleet.of(names(30));
    const execution = fleet.execution({ run: 'breach' });
    let died = false;
    execution.beforeCheckpoint = ({ Name, Action }) => {
      if (Name !== 'batch 1' || Action !== 'SUCCEED' || died) return;
      died = true;
      throw new Error('the invocation died');
    };

    await fleet.run(execution);

    const rotations = fleet.stack.script.calls.filter(({ operation }) => operation === 'RotateSecret');
    const perMinute = Map.groupBy(rotations, ({ at }) => Math.floor(at / MINUTE));
    expect([...perMinute.values()].map((calls) => calls.length)).toEqual([20, 10]);
  }, 30_000);
});

describe('a fleet run when Secrets Manager', () => {
  it('loses the reply of a RotateSecret rotates the user once', async () => {
    fleet = await Fleet.of(['alice', 'bob']);
    fleet.stack.script.add({ operation: 'RotateSecret', nth: 1, times: 2, fault: { kind: 'cut-after' } });

    expect(await fleet.rotate()).toMatchObject({ rotated: 2 });
    expect(fleet.keysMade('alice')).toBe(2);
  });

  it('throttles goes on in the next batch', async () => {
    fleet = await Fleet.of(['alice', 'bob']);
    const body = '{"__type":"ThrottlingException"}';
    fleet.stack.script.add({
      operation: 'RotateSecret',
      nth: 1,
      times: 4,
      fault: { kind: 'answer', status: 400, body },
    });

    expect(await fleet.rotate()).toMatchObject({ status: 'finished', rotated: 2 });
  });

  it('does not answer for ten batches stops, and says so', async () => {
    fleet = await Fleet.of(['alice', 'bob']);
    const body = '{"__type":"ThrottlingException"}';
    fleet.stack.script.add({ operation: 'RotateSecret', fault: { kind: 'answer', status: 400, body } });

    expect(await fleet.rotate()).toMatchObject({
      status: 'stopped',
      why: expect.stringContaining('not answered'),
      left: 2,
    });
  });

  it('refuses a user reports it, and rotates the others', async () => {
    fleet = await Fleet.of(['alice', 'bob']);
    const body = '{"__type":"AccessDeniedException"}';
    fleet.stack.script.add({ operation: 'RotateSecret', nth: 1, fault: { kind: 'answer', status: 400, body } });
    fleet.stack.script.add({ operation: 'RotateSecret', nth: 3, fault: { kind: 'answer', status: 400, body } });

    expect(await fleet.rotate()).toMatchObject({ rotated: 1, failed: 1, notRotated: [{ user: 'alice' }] });
  });

  it('has lost a user since the list reports it, and rotates the others', async () => {
    fleet = await Fleet.of(['alice', 'bob']);
    const act = () => fleet.forget('alice');
    fleet.stack.script.add({ operation: 'ListSecrets', nth: 1, fault: { kind: 'meanwhile', when: 'after', act } });

    expect(await fleet.rotate()).toMatchObject({ rotated: 1, failed: 1, notRotated: [{ user: 'alice' }] });
  });
});
