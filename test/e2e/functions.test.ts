import { expect, test } from 'vitest';
import { functionArn } from '../../local/account.ts';
import { DeployedUser, synthesised } from './support/user.ts';

test('every deployed bundle starts under its own environment, and answers an empty event with an error of its own', async () => {
  const { deployment } = await DeployedUser.of(await synthesised());
  expect([...deployment.processes.keys()].sort()).toEqual([
    'emnify-mfa-enroll-user',
    'emnify-mfa-issue-code',
    'emnify-mfa-offboard-user',
    'emnify-mfa-reconcile-user',
    'emnify-mfa-rotate-fleet',
    'emnify-mfa-rotate-key',
  ]);
  for (const [name, process] of deployment.processes) {
    const result = await deployment.stack.functions.invoke(functionArn(name), {});
    expect(process.starts).toBe(1);
    expect(result).toMatchObject({ ok: false });
    // Neither the process nor the settings failed: the handler ran.
    expect(result).not.toMatchObject({ errorType: expect.stringMatching(/^(Runtime|Sandbox)\.|InvalidEnvironment/) });
  }
  expect(deployment.stack.script.calls).toEqual([]);
});
