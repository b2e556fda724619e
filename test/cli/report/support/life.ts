import type { LogLine } from '../../../../cli/aws/logs.ts';
import { namesOf } from '../../../../cli/names.ts';
import { LOGGING_FUNCTIONS } from '../../../../cli/report/collect.ts';
import type { WitnessedCall } from '../../../../local/faults.ts';
import { type Ended, LocalStack } from '../../support/command.ts';
import { type Change, changeOf } from './changes.ts';

const names = namesOf('emnify-mfa');

/** A user's life on the embedded stack: what the simulators saw being changed, and what the logs hold. */
export class Life {
  readonly changes: Change[] = [];
  readonly local: LocalStack;

  private constructor(local: LocalStack) {
    this.local = local;
    local.running.stack.script.witness = async (call: WitnessedCall) => {
      const change = await changeOf(call);
      if (change !== undefined) this.changes.push(change);
    };
  }

  static async start(): Promise<Life> {
    return new Life(await LocalStack.start());
  }

  /** A command that must end well. */
  async does(line: string, reason?: string, typed = ''): Promise<Ended> {
    const args = [...line.split(' '), ...(reason === undefined ? [] : ['--reason', reason])];
    const ended = await this.local.on(args.join(' '), typed);
    if (ended.code !== 0 && ended.code !== 3) throw new Error(`${line}: exit code ${ended.code}\n${ended.stderr}`);
    return ended;
  }

  enrolls(user: string, options = ''): Promise<Ended> {
    const account = this.local.running.accounts.find((each) => each.user === user);
    if (account === undefined) throw new Error(`expected a simulated account ${user}`);
    const typed = `${account.applicationToken}\n${account.password}\n`;
    return this.does(`enroll ${user} --username ${account.username}${options}`, undefined, typed);
  }

  /** With a new application token, made in the portal. */
  enrollsAnew(user: string): Promise<Ended> {
    const { stack, accounts } = this.local.running;
    const { username = '', password = '' } = accounts.find((each) => each.user === user) ?? {};
    const typed = `${stack.emnify.portal(username).createToken()}\n${password}\n`;
    return this.does(`enroll ${user} --username ${username} --leave-keys --replace-credentials`, undefined, typed);
  }

  /** Time passes, and something is broken by hand: neither is a call of the product. */
  async meanwhile(line: string): Promise<void> {
    const { code, stderr } = await this.local.machine(`local ${line}`);
    if (code !== 0) throw new Error(`${line}: exit code ${code}\n${stderr}`);
  }

  /** Every line of every log, metrics and errors too. */
  get lines(): readonly LogLine[] {
    const { logs } = this.local.running.stack;
    const groups = [...LOGGING_FUNCTIONS.map(names.functionLog), names.auditLogGroup];
    return groups
      .flatMap((group) => logs.get(group)?.events ?? [])
      .map(({ timestamp, message }) => ({ at: timestamp, text: message }));
  }

  close(): Promise<void> {
    return this.local.close();
  }
}
