import { PassThrough } from 'node:stream';
import { beforeEach, expect, it } from 'vitest';
import { Interrupts } from '../../cli/interrupts.ts';

let exits: number[];
let stderr: PassThrough;
let interrupts: Interrupts;

beforeEach(() => {
  exits = [];
  stderr = new PassThrough();
  interrupts = new Interrupts({
    stdin: new PassThrough(),
    stdout: new PassThrough(),
    stderr,
    environment: {},
    onInterrupt: () => () => {},
    exit: (code) => exits.push(code),
  });
});

it('ends at once between steps, and says where things stand', () => {
  interrupts.standing = 'The rotation goes on by itself.';
  interrupts.interrupt();
  expect(exits).toEqual([130]);
  expect(String(stderr.read())).toContain('Interrupted. The rotation goes on by itself.');
});

it('finishes a step that must not be cut off, and says what was done', async () => {
  const step = Promise.withResolvers<void>();
  const work = interrupts.unbroken('The credentials are stored.', () => step.promise);
  interrupts.interrupt();
  expect(exits).toEqual([]);
  step.resolve();
  await expect(work).rejects.toMatchObject({ exitCode: 130, message: 'Interrupted. The credentials are stored.' });
});

it('does not wait for the step where Ctrl-C comes twice, and does not say that nothing was done', () => {
  void interrupts.unbroken('bob is held.', () => new Promise(() => {}));
  interrupts.interrupt();
  expect(String(stderr.read())).toContain('Finishing this step first; Ctrl-C again to stop at once.');
  interrupts.interrupt();
  expect(exits).toEqual([130]);
  const said = String(stderr.read());
  expect(said).toContain('Interrupted. This step may have taken effect. If it has: bob is held.');
  expect(said).not.toContain('Nothing was done');
});

it('does not count a step that failed as one that is under way', async () => {
  const work = interrupts.unbroken('bob is held.', () => Promise.reject(new Error('refused')));
  await expect(work).rejects.toThrow('refused');
  interrupts.interrupt();
  expect(exits).toEqual([130]);
  expect(String(stderr.read())).toContain('Interrupted. Nothing was done.');
});
