import type { Page } from '../terminal.ts';

/** The accounts of the embedded stack, with the credentials that only it knows. */
export function accountsView(
  accounts: readonly {
    readonly user: string;
    readonly username: string;
    readonly password: string;
    readonly applicationToken: string;
  }[],
  page: Page,
): string {
  const blocks = accounts.map(({ user, username, password, applicationToken }) =>
    [
      page.bold(user),
      `  user name          ${username}`,
      `  password           ${password}`,
      `  application token  ${applicationToken}`,
    ].join('\n'),
  );
  const [first] = accounts;
  return [
    'An embedded stack: emnify and AWS as simulators on this machine.',
    'Its accounts, with credentials that are simulated and open nothing else:',
    '',
    ...blocks,
    '',
    `Enrol one: emnify-mfa enroll ${first?.user ?? '<user>'} --local`,
  ].join('\n');
}
