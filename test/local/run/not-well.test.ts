import { afterEach, describe, expect, it } from 'vitest';
import { RunDocument } from '../../../local/run/document.ts';
import { main } from '../../../local/run/main.ts';
import { Stage } from '../../../local/run/stage.ts';
import { capturedOutput } from '../../shared/captured-output.ts';

let code: number | undefined;
afterEach(() => {
  code = undefined;
});

/** The run on a stage on which something goes wrong. */
async function runOn(args: readonly string[], spoil: (stage: Stage) => void): Promise<string> {
  return capturedOutput(async () => {
    code = await main(args, async () => {
      const stage = await Stage.set();
      spoil(stage);
      return stage;
    });
  });
}

function refusePuts({ stack }: Stage): void {
  const body = JSON.stringify({ __type: 'AccessDeniedException', message: 'no' });
  stack.script.add({ operation: 'PutSecretValue', fault: { kind: 'answer', status: 400, body } });
}

/** Somebody deletes the key of AWSCURRENT in the portal, just before it is read for the second rotation. */
function deleteCurrentKey({ stack, subject }: Stage): void {
  const act = () => stack.emnify.portal(subject.username).deleteKey(702);
  stack.script.add({ operation: 'DescribeSecret', nth: 5, fault: { kind: 'meanwhile', when: 'before', act } });
}

function printTheSecret({ stack, subject, output }: Stage): void {
  const print = () =>
    output.capture(async () => {
      for (const { secretKey } of stack.emnify.user(subject.username).keys) process.stdout.write(`made ${secretKey}\n`);
    });
  stack.script.add({ operation: 'PutSecretValue', nth: 1, fault: { kind: 'meanwhile', when: 'after', act: print } });
}

/** A person trusts a browser just before the audit, and somehow long ago: what no run has pruned. */
function trustAnOldDevice({ stack, subject }: Stage): void {
  const trust = () => {
    const activatedAt = stack.clock.now() - 40 * 86_400_000;
    stack.emnify.portal(subject.username).addDevice({ activatedAt });
  };
  stack.clock.at(Date.parse('2027-01-03T20:00:00Z'), trust);
}

describe('a run that does not go well', { timeout: 30_000 }, () => {
  it('ends with 1 where a rotation failed, and says which step and why', async () => {
    const report = await runOn([], refusePuts);

    expect(code).toBe(1);
    expect(report).toContain('AccessDeniedException');
    expect(report).toContain('failed: Secrets Manager gave up, AWSCURRENT is as it was');
    expect(report).toContain(
      'Not well: 2 of 2 rotations failed, 4 expectations are not met, 0 invariants do not hold.',
    );
    expect(report).toContain('left out, since a rotation has failed');
    // What the function logs is its own affair, on stderr too.
    expect(report).not.toContain('"level"');
  });

  it('ends with 1 where an invariant does not hold, and names it', async () => {
    const { invariants, ok } = RunDocument.parse(JSON.parse(await runOn(['--json'], deleteCurrentKey)));

    expect(code).toBe(1);
    expect(ok).toBe(false);
    expect(invariants.find(({ number }) => number === 1)).toMatchObject({
      holds: false,
      what: expect.stringContaining('702'),
    });
  });

  it('ends with 1 where a function prints a secret, which still does not reach the screen', async () => {
    const report = await runOn([], printTheSecret);

    expect(code).toBe(1);
    expect(report).toMatch(/BROKEN {2,}9 .* 2 found/);
    expect(report).not.toContain('made ');
  });

  it('ends with 1 where the closing audit plans something: the expectations and invariant 10 say so', async () => {
    const document = RunDocument.parse(JSON.parse(await runOn(['--json'], trustAnOldDevice)));

    expect(code).toBe(1);
    expect(document.closingAudit?.planned).toMatchObject([{ kind: 'delete-device' }]);
    expect(document.expectations.map(({ met }) => met)).toEqual([true, false, true, false]);
    expect(document.invariants.filter(({ holds }) => !holds).map(({ number }) => number)).toEqual([10]);
  });
});
