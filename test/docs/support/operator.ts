import { command, type Ended, LocalStack } from '../../cli/support/command.ts';
import type { Shown } from './shell.ts';

/** The ways in which the documents call the operator's command. */
const PREFIXES: readonly (readonly string[])[] = [
  ['emnify-mfa'],
  ['npx', 'emnify-mfa'],
  ['npm', 'run', '--silent', 'emnify-mfa', '--'],
];

/** What stands behind `emnify-mfa`; undefined where that is not what is called. */
export function operatorWords(words: readonly string[]): readonly string[] | undefined {
  const prefix = PREFIXES.find((candidate) => candidate.every((word, index) => words[index] === word));
  return prefix === undefined ? undefined : words.slice(prefix.length);
}

/** Commands that ask before they do it, and the option that says yes beforehand. */
const CONSENT: Readonly<Record<string, (user: string) => readonly string[]>> = {
  reconcile: () => ['--yes'],
  recover: () => ['--yes'],
  rotate: () => ['--yes'],
  offboard: (user) => ['--confirm', user],
};

/** An operator who follows one page from its beginning to its end, on an embedded stack of their own. */
export class Operator {
  #local: LocalStack | undefined;

  async close(): Promise<void> {
    await this.#local?.close();
    this.#local = undefined;
  }

  /** Carries out one command of the page; where the page shows no output, with the answers that somebody would give. */
  async follow(words: readonly string[], { stdin, output }: Pick<Shown, 'stdin' | 'output'>): Promise<Ended> {
    const given = words.map((word) => word.replaceAll('<user>', 'alice'));
    if (given[0] === 'local' && given[1] === 'start') {
      await this.#start();
      return { code: 0, stdout: '', stderr: '' };
    }
    if (given[0] === 'rotate-fleet') return understood(given);
    const local = this.#local ?? (await this.#start());
    const environment = local.environment;
    const [verb = '', user = ''] = given;
    if (verb !== 'local' && verb !== 'enroll' && user !== '') await this.#enrolled(local, user);
    const asked = output === undefined ? await this.#answers(local, given) : [];
    const where = verb === 'local' || given.includes('--local') || given.includes('--help') ? [] : ['--local'];
    const typed = stdin !== undefined || verb === 'enroll' ? this.#credentials(local, user) : '';
    return command([...given, ...asked, ...where], { environment, typed });
  }

  async #start(): Promise<LocalStack> {
    await this.close();
    // No daily run and no schedule falls into the time that a page takes.
    this.#local = await LocalStack.start(new Date('2026-11-24T04:05:00Z'));
    return this.#local;
  }

  /** A page that begins later in a user's life finds the user enrolled. */
  async #enrolled(local: LocalStack, user: string): Promise<void> {
    if (user.startsWith('-') || !local.running.accounts.some((account) => account.user === user)) return;
    if (await this.#isEnrolled(local, user)) return;
    const ended = await local.on(['enroll', user, ...takeOver(user)].join(' '), this.#credentials(local, user));
    if (ended.code !== 0) throw new Error(`${user} could not be enrolled: ${ended.stderr}`);
  }

  /** The options that say beforehand what somebody at a terminal would answer. */
  async #answers(local: LocalStack, words: readonly string[]): Promise<readonly string[]> {
    const [verb = '', user = ''] = words;
    if (words.includes('--help')) return [];
    if (verb === 'enroll') {
      const isSaid = ['--take-over', '--leave-keys', '--keep-credentials'].some((option) => words.includes(option));
      if (await this.#isEnrolled(local, user)) {
        return words.some((word) => word.endsWith('-credentials')) ? [] : ['--replace-credentials'];
      }
      return isSaid ? [] : takeOver(user);
    }
    const consent = CONSENT[verb]?.(user) ?? [];
    return consent.some((word) => word.startsWith('--') && words.includes(word)) ? [] : consent;
  }

  async #isEnrolled(local: LocalStack, user: string): Promise<boolean> {
    const { code } = await local.on(`status ${user}`);
    return code === 0 || code === 3;
  }

  #credentials(local: LocalStack, user: string): string {
    const { username, password, applicationToken } = local.running.accounts.find((one) => one.user === user) ?? {};
    return JSON.stringify({ username, password, applicationToken });
  }
}

/** A fleet run waits for minutes of real time: here only its options are looked at, test/cli/rotate-fleet.test.ts plays it. */
async function understood([verb = '', ...words]: readonly string[]): Promise<Ended> {
  const ended = await command([verb, '--help']);
  const unknown = words.filter((word) => word.startsWith('--') && !ended.stdout.includes(word));
  return unknown.length === 0 ? ended : { ...ended, code: 2, stderr: `no option ${unknown.join(', ')}` };
}

function takeOver(user: string): readonly string[] {
  return user === 'alice' ? ['--take-over', '701'] : [];
}

/** A text without what no two runs share: times, lengths of time, versions, ports, codes; nor `--local`, which is the test's. */
export function lasting(text: string): string {
  return text
    .replaceAll(/\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?Z)?/g, '<time>')
    .replaceAll(/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, '<version>')
    .replaceAll(/127\.0\.0\.1:\d+/g, '<endpoint>')
    .replaceAll(/\b\d+ (?:second|minute|hour|day)s?\b/g, '<length>')
    .replaceAll(/ \(\d+ ms\)$/gm, '')
    .replaceAll(/\b\d+ more seconds/g, '<n> more seconds')
    .replaceAll(/^\d{6}$/gm, '<code>')
    .replaceAll(' --local', '')
    .replaceAll(/ +/g, ' ')
    .trim();
}
