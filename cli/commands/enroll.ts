import { Option } from 'commander';
import * as z from 'zod';
import type { EnrolmentAnswer } from '../../functions/domain/enrolment/answer.ts';
import { KeyId, type UserSlug, type VersionId } from '../../functions/domain/identifiers.ts';
import { holding } from '../aws/users.ts';
import type { DeploymentCommand, Outcome } from '../command.ts';
import { STDIN_HELP } from '../enrolment/credentials-input.ts';
import { decideTakeOver } from '../enrolment/decide-take-over.ts';
import { requestEnrolment } from '../enrolment/request.ts';
import { afterStoring, storeCredentials } from '../enrolment/store-credentials.ts';
import { EXIT } from '../exit-codes.ts';
import { Failure } from '../failures.ts';
import { oneUser } from '../input.ts';
import { type KnownUser, knownUser } from '../known-user.ts';
import { followRotation, type Rotated } from '../rotation/follow.ts';
import type { Session } from '../session.ts';
import { checksView, enrolledView } from '../views/enrolment.ts';

/** For a rotation that was begun to be shown: reads may be late by seconds. */
const MOST_LOOKS = 20;
const PAUSE_MS = 500;

const idsForm = 'expected key ids separated by commas, such as 701,702';
const Ids = z
  .string(idsForm)
  .regex(/^\d+(,\d+)*$/, idsForm)
  .transform((text) => text.split(',').map(Number))
  .pipe(z.array(KeyId));

const input = oneUser.extend({
  username: z.string().optional(),
  passwordFormat: z.enum(['sha1', 'plain']),
  schedule: z.string().optional(),
  takeOver: Ids.optional(),
  leaveKeys: z.boolean().default(false),
  keepCredentials: z.boolean().default(false),
  replaceCredentials: z.boolean().default(false),
});
type Input = z.infer<typeof input>;

export const enroll: DeploymentCommand<Input> = {
  usage: 'enroll <user>',
  summary: 'take a user in: store credentials, check everything, rotate for the first time',
  details:
    'Asks for the application token and the password without echo. Stores the credentials first; then enroll-user checks ' +
    `everything before it changes anything else. ${STDIN_HELP} Credentials that are stored already it replaces only after asking, or with ` +
    '--replace-credentials. A half-finished enrolment is completed by running it again.',
  examples: [
    ['enroll alice', 'asks for everything'],
    ['enroll alice --keep-credentials', 'goes on with the credentials that are stored'],
    [
      'enroll alice --username alice@example.com --leave-keys < credentials.json',
      'for automation; existing keys stay as they are',
    ],
    [
      'enroll alice --replace-credentials < credentials.json',
      'for automation: others in place of those that are stored',
    ],
  ],
  options: [
    new Option('--username <name>', 'the user name at emnify, usually an e-mail address'),
    new Option('--password-format <format>', 'how emnify wants the password')
      .choices(['sha1', 'plain'])
      .default('sha1'),
    new Option('--schedule <expression>', 'rate(60 days) or a cron expression, in UTC; the deployment has a default'),
    new Option('--take-over <ids>', 'existing keys that the first rotation supersedes').conflicts('leaveKeys'),
    new Option('--leave-keys', 'leave existing keys as they are'),
    new Option('--keep-credentials', 'do not ask for credentials: use those that are stored'),
    new Option(
      '--replace-credentials',
      'write new credentials in place of those that are stored, without asking',
    ).conflicts('keepCredentials'),
  ],
  input,
  async run(session, wanted) {
    const written = await storeCredentials(session, wanted);
    const from = session.deployment.clock.now();
    const answer = await setUp(session, wanted).catch(async (error: unknown) => {
      throw await afterStoring(session, wanted.user, written, error);
    });
    return rotateFirst(session, answer, from);
  },
};

type Enrolled = Extract<EnrolmentAnswer, { outcome: 'enrolled' }>;

async function setUp(session: Session, wanted: Input): Promise<Enrolled> {
  const { user } = wanted;
  const schedule = wanted.schedule === undefined ? {} : { schedule: { expression: wanted.schedule } };
  const decided = wanted.leaveKeys ? [] : wanted.takeOver;
  let answer = await requestEnrolment(session, { user, ...schedule, ...(decided && { takeOver: decided }) });
  session.say(checksView(answer.checks, session.page));
  if (answer.outcome === 'decision-needed') {
    const takeOver = await decideTakeOver(session, answer.checks.unmanagedKeys ?? []);
    answer = await requestEnrolment(session, { user, ...schedule, takeOver });
  }
  if (answer.outcome === 'decision-needed') throw new Error('expected enroll-user to take the decision it asked for');
  return answer;
}

async function rotateFirst(session: Session, answer: Enrolled, from: number): Promise<Outcome> {
  const { user } = answer;
  session.say(enrolledView(answer, session.page));
  const rotated = answer.rotatesNow ? await followFirst(session, user, from) : undefined;
  if (answer.rotatesNow && rotated === undefined) {
    const next = `Look at it in a minute: ${session.command(`status ${user}`)}`;
    throw new Failure(`${user} is enrolled, and its first rotation does not show yet.`, {
      kind: 'not-finished',
      exitCode: EXIT.attention,
      next,
    });
  }
  const { status } = await knownUser(session, user);
  return {
    document: { ...answer, ...(rotated === undefined ? {} : { rotated }) },
    text: (page) =>
      rotated === undefined
        ? `${page.good('Enrolled.')} ${user} has its key already. See: ${session.command(`status ${user}`)}`
        : `${page.good('Enrolled and rotated.')} AWSCURRENT of ${user} has key ${rotated.keyId ?? 'unknown'}. See: ${session.command(`status ${user}`)}`,
    exitCode: status.state === 'attention' ? EXIT.attention : EXIT.ok,
  };
}

async function followFirst(session: Session, user: UserSlug, from: number): Promise<Rotated | undefined> {
  const { deployment, interrupts, say, command } = session;
  interrupts.standing = `The rotation goes on by itself. Look again: ${command(`status ${user}`)}`;
  for (let look = 0; look < MOST_LOOKS; look += 1) {
    const known = await knownUser(session, user);
    const version = firstVersion(known, from);
    if (version !== undefined) {
      say('Secrets Manager makes the first key:');
      return followRotation(session, { user, keySecret: known.keySecret, version, from, since: from });
    }
    await deployment.clock.sleep(PAUSE_MS);
  }
  return undefined;
}

/** The version that waits, or the one that became current meanwhile; undefined where reads do not show it yet. */
function firstVersion({ status, listed: { key } }: KnownUser, from: number): VersionId | undefined {
  if (status.pending !== undefined) return status.pending.version;
  // LastRotatedDate may be told in whole seconds.
  return key.lastRotatedAt !== undefined && key.lastRotatedAt >= from - 1_000 ? holding(key, 'AWSCURRENT') : undefined;
}
