import { createHash } from 'node:crypto';
import { text as readAll } from 'node:stream/consumers';
import * as z from 'zod';
import type { SecretText } from '../../functions/domain/ports.ts';
import { Secret } from '../../functions/domain/secret.ts';
import { wrongUsage } from '../failures.ts';
import type { Session } from '../session.ts';

export const STDIN_HELP =
  'Without a terminal it reads stdin: {"username", "applicationToken", "password"} as JSON, or application token and password ' +
  'on a line each with --username.';

interface Typed {
  readonly applicationToken: string;
  readonly password: string;
  readonly username: string;
}

const Json = z.strictObject({
  applicationToken: z.string(),
  password: z.string(),
  username: z.string().optional(),
});

export interface CredentialsOptions {
  readonly username: string | undefined;
  /** The form in which emnify wants the password. */
  readonly passwordFormat: 'sha1' | 'plain';
}

/**
 * Asks for the credentials, or reads them from stdin where that is no terminal.
 * @returns the text of the credentials secret @throws Failure which never quotes what was typed
 */
export async function readCredentials(session: Session, options: CredentialsOptions): Promise<SecretText> {
  const typed = session.ask.isInteractive ? await asked(session, options) : await piped(session, options);
  const { applicationToken, username } = typed;
  const password = stored(typed.password, options.passwordFormat);
  return Secret.of(JSON.stringify({ applicationToken, username, password, passwordFormat: options.passwordFormat }));
}

async function asked({ ask, warn }: Session, { username }: CredentialsOptions): Promise<Typed> {
  const name = username ?? (await ask.text('User name at emnify:', 'Add --username.', (it) => check(nameIssue(it))));
  const token = await ask.secret('Application token:', STDIN_HELP, (it) => check(tokenIssue(tidy(it).value)));
  const password = await ask.secret('Password:', STDIN_HELP, (it) => check(passwordIssue(tidyLineEnd(it).value)));
  return checked({ username: name, applicationToken: token, password }, warn);
}

async function piped({ terminal, warn }: Session, { username }: CredentialsOptions): Promise<Typed> {
  const input = terminal.stdin.isTTY === true ? '' : await readAll(terminal.stdin);
  if (input.trim() === '') throw wrongUsage('Credentials are needed, and nothing came on stdin.', STDIN_HELP);
  const read = input.trimStart().startsWith('{') ? fromJson(input) : fromLines(input);
  const name = read.username ?? username;
  if (name === undefined)
    throw wrongUsage('The user name at emnify is needed.', 'Add --username, or "username" to the JSON.');
  return checked({ ...read, username: name }, warn);
}

function fromJson(input: string): z.infer<typeof Json> {
  try {
    return Json.parse(JSON.parse(input));
  } catch {
    // The parser's own message quotes the text.
    throw wrongUsage('stdin: expected one JSON object of username, applicationToken and password.', STDIN_HELP);
  }
}

function fromLines(input: string): z.infer<typeof Json> {
  const [applicationToken, password, ...rest] = input.split(/\r?\n/);
  if (applicationToken === undefined || password === undefined || rest.some((line) => line !== '')) {
    throw wrongUsage('stdin: expected two lines, the application token and the password.', STDIN_HELP);
  }
  return { applicationToken, password };
}

/** @throws Failure naming what is wrong with which */
function checked(typed: Typed, warn: (text: string) => void): Typed {
  const token = tidy(typed.applicationToken);
  const password = tidyLineEnd(typed.password);
  if (token.changed) warn('White space around the application token was taken off.');
  if (password.changed) warn('The line break at the end of the password was taken off.');
  const issue =
    named('user name', nameIssue(typed.username)) ??
    named('application token', tokenIssue(token.value)) ??
    named('password', passwordIssue(password.value));
  if (issue !== undefined) throw wrongUsage(issue);
  return { username: typed.username, applicationToken: token.value, password: password.value };
}

function tidy(text: string) {
  const value = text.trim();
  return { value, changed: value !== text };
}

/** Spaces may belong to a password; a line break at its end was pasted. */
function tidyLineEnd(text: string) {
  const value = text.replace(/[\r\n]+$/, '');
  return { value, changed: value !== text };
}

function nameIssue(name: string): string | undefined {
  return /^\S+$/.test(name) ? undefined : 'expected one word, usually an e-mail address';
}

function tokenIssue(token: string): string | undefined {
  if (token === '') return 'expected one, and there is nothing';
  return /\s/.test(token) ? 'expected no white space inside: was more pasted than the token?' : undefined;
}

function passwordIssue(password: string): string | undefined {
  if (password === '') return 'expected one, and there is nothing';
  return /[\r\n]/.test(password) ? 'expected one line: was more pasted than the password?' : undefined;
}

function named(what: string, issue: string | undefined): string | undefined {
  return issue === undefined ? undefined : `${what}: ${issue}`;
}

function check(issue: string | undefined): true | string {
  return issue ?? true;
}

/** Portal accounts are known to emnify by the SHA-1 of the password (docs/decisions/password-is-stored-as-it-is-sent.md). */
function stored(password: string, format: 'sha1' | 'plain'): string {
  return format === 'plain' ? password : createHash('sha1').update(password).digest('hex');
}
