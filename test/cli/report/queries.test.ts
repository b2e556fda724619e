import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AuditLine, auditLines, type Recorded } from '../../../cli/report/audit-line.ts';
import { EVENTS } from '../../../cli/report/events.ts';
import { pages } from '../../docs/support/pages.ts';
import { Query, type Row } from './support/insights.ts';
import { Life } from './support/life.ts';
import { liveThroughEverything } from './support/story.ts';

const page = pages.find(({ path }) => path === 'docs/audit-log.md')?.text ?? '';

/** Question and query, as the page has them. */
const QUESTIONS = [...page.matchAll(/^### (.+?)\n(?:(?!^#).)*?```insights\n(.*?)```/gms)].map(
  ([, question = '', query = '']) => ({ question, query }),
);

let life: Life;
let recorded: readonly Recorded[];

beforeAll(async () => {
  life = await Life.start();
  await liveThroughEverything(life);
  recorded = auditLines(life.lines).recorded;
}, 120_000);

afterAll(() => life.close());

type Which = (line: Recorded) => boolean;
const named =
  (...events: readonly string[]): Which =>
  ({ event }) =>
    events.includes(event);
const isOk: Which = ({ outcome }) => outcome === 'ok';

/** Some version and some request of the life, in the places that the page leaves open. */
function subject(): { readonly version: string; readonly request: string } {
  const { version = '', function_request_id: request = '' } = recorded.find(named('key-created')) ?? {};
  return { version, request };
}

/** The lines that answer each question, told without a query. */
const ANSWERS: Readonly<Record<string, Which>> = {
  'Who got a code, and why?': named('code-requested', 'code-issued'),
  'Which rotations did a user have, and who asked for them?': (line) =>
    line.user === 'alice' &&
    (line.event.startsWith('rotation-re') ||
      named('rotation-started', 'rung-reached', 'pending-dropped', 'pending-key-gone')(line)),
  'What happened in one rotation?': ({ version }) => version === subject().version,
  'Which keys were withdrawn, when and why?': (line) =>
    isOk(line) && EVENTS[line.event].changes === 'emnify' && /retired|discarded|deleted/.test(line.event),
  'Which devices were pruned?': (line) => isOk(line) && line.event === 'device-pruned',
  'Were passwords or codes refused, and what was held?': (line) =>
    line.event.startsWith('hold-') || line.event === 'attempt-settled' || line.reason === 'bad-credentials',
  'What did operators do?': ({ requestedBy }) => requestedBy !== undefined,
  'What failed?': ({ outcome }) => outcome === 'failed',
  'What was found?': ({ event }) => event.startsWith('finding:'),
  'Who was taken in, and who let go?': (line) =>
    /^(credentials-written|enrolment-|offboarding-|key-secret-|secret-deletion-)/.test(line.event) ||
    named('rotation-configured', 'rotation-cancelled')(line),
  'What changed in the last day?': (line) => isOk(line) && !line.event.startsWith('finding:'),
  'Everything of one invocation': ({ function_request_id: request }) => request === subject().request,
};

function counted(rows: readonly Row[]): number {
  return rows.reduce((sum, { times }) => sum + Number(times ?? 1), 0);
}

describe('the queries of docs/audit-log.md', () => {
  it('are there for every question, and no question is without its answer here', () => {
    expect(QUESTIONS.map(({ question }) => question).toSorted()).toEqual(Object.keys(ANSWERS).toSorted());
  });

  it.each(QUESTIONS)('$question names only members and events that there are', ({ query }) => {
    const { fields, compared } = new Query(query);
    const known = ['@timestamp', ...Object.keys(AuditLine.shape)];
    expect([...fields].filter((field) => !known.includes(field))).toEqual([]);
    const events = compared.filter(([field]) => field === 'event').map(([, value]) => value);
    expect(events.filter((event) => !Object.hasOwn(EVENTS, event))).toEqual([]);
    const outcomes = compared.filter(([field]) => field === 'outcome').map(([, value]) => value);
    expect(outcomes.filter((outcome) => !['ok', 'failed', 'skipped'].includes(outcome))).toEqual([]);
  });

  it.each(QUESTIONS)('$question is answered with the lines that tell of it, and no others', ({ question, query }) => {
    const { version, request } = subject();
    const rows = new Query(query.replace('<version>', version).replace('<request>', request)).ask(life.lines);
    const expected = recorded.filter((line) => ANSWERS[question]?.(line) === true);
    expect(expected.length).toBeGreaterThan(0);
    expect(counted(rows)).toBe(expected.length);
    const users = new Set(rows.flatMap(({ user }) => user ?? []));
    if (users.size > 0) expect(users).toEqual(new Set(expected.map(({ user }) => user)));
  });

  it('name the asker of a code, and the reason', () => {
    const query = QUESTIONS.find(({ question }) => question.startsWith('Who got a code'))?.query ?? '';
    // Both are of the same moment, and either may come first.
    const order = ({ event }: Row) => (event === 'code-issued' ? 0 : 1);
    const rows = new Query(query).ask(life.lines).toSorted((one, other) => order(one) - order(other));
    expect(rows).toEqual([
      expect.objectContaining({
        event: 'code-issued',
        user: 'alice',
        keyId: 702,
        reason: 'ticket-4711',
      }),
      expect.objectContaining({
        event: 'code-requested',
        requestedBy: 'arn:aws:sts::111122223333:assumed-role/operator/local',
        reason: 'ticket-4711',
      }),
    ]);
  });

  it('take no metric for a line of the audit log', () => {
    const withMetrics = new Query('filter event = "code-issued"').ask(life.lines);
    expect(withMetrics.length).toBeGreaterThan(1);
    for (const { query } of QUESTIONS) {
      const rows = new Query(query.replaceAll(/^\| (sort|limit|stats).*$/gm, '')).ask(life.lines);
      expect(rows.filter((row) => '_aws.Timestamp' in row)).toEqual([]);
    }
  });
});

describe('the understanding of queries in these tests', () => {
  it.each([
    'parse @message "a*"',
    'filter a > 1',
    'filter a like "b"',
    'fields a, b as c',
    'stats sum(a) by b',
    'limit 0',
    'filter a =',
    'sort a',
  ])('refuses what it does not know: %s', (query) => {
    expect(() => new Query(query)).toThrow('expected');
  });
});
