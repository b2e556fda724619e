import type { UserSlug } from '../../functions/domain/identifiers.ts';
import { LIVE } from '../aws/fleet-executions.ts';
import type { Functions } from '../aws/functions.ts';
import { isRefusedByIam } from '../explain.ts';
import { statusOfAll } from '../model/status-of-all.ts';
import { dryRun } from '../reconciling.ts';
import { auditGroups } from '../report/collect.ts';
import type { Session } from '../session.ts';
import { type Check, fine } from './check.ts';
import { emnifyCheck } from './emnify.ts';

/** The functions that operators call, or that are called in their name, with the alias where it has to be named. */
const FUNCTIONS = [
  ['enroll-user'],
  ['reconcile-user'],
  ['offboard-user'],
  ['rotate-key'],
  ['rotate-fleet', LIVE],
] as const;

/** In the order in which one rests on the other. @param apiUrl where emnify is, for the look from this machine */
export function checksOf(session: Session, apiUrl: string): readonly Check[] {
  const { deployment, audit } = session;
  const { names, logs, clock, functions } = deployment;
  return [
    {
      name: 'credentials',
      async look() {
        const { arn, account } = await deployment.caller();
        return fine(`${arn} in account ${account}, ${deployment.region}`);
      },
    },
    ...FUNCTIONS.map(([folder, alias]) => ({
      name: folder,
      async look() {
        await functions.check(folder, alias);
        return fine('is deployed, and may be called');
      },
    })),
    issueCodeCheck(functions),
    {
      name: 'users',
      async look() {
        const users = await statusOfAll(deployment);
        const troubled = users.filter(({ state }) => state === 'attention').length;
        const detail = `${users.length} under ${names.prefix}, ${troubled} of which need attention`;
        return troubled === 0
          ? fine(detail)
          : { state: 'warning', detail, next: `See them: ${session.command('status')}` };
      },
    },
    {
      name: 'function logs',
      async look() {
        const groups = ['rotate-key', 'rotate-fleet'].map(names.functionLog);
        for (const group of groups) await logs.since(group, clock.now());
        return fine(`${groups.join(' and ')} can be read, so that rotations can be followed`);
      },
    },
    {
      name: 'evidence',
      async look() {
        const groups = auditGroups(names);
        for (const group of groups) {
          if ((await logs.read(group, clock.now())) !== undefined) continue;
          const next = 'Deploy the stack again: it makes the group. What was in it is lost.';
          return { state: 'warning', detail: `there is no log group ${group}`, next };
        }
        return fine(
          `the ${groups.length} log groups of the audit log can be read, so that \`report\` leaves nothing out`,
        );
      },
    },
    {
      name: 'fleet runs',
      async look() {
        const running = (await deployment.fleet.list()).filter(({ status }) => status === 'RUNNING');
        return fine(`${running.length} under way`);
      },
    },
    {
      name: 'audit log',
      async look() {
        await audit.check();
        return fine(`${names.auditLogGroup} can be written to`);
      },
    },
    emnifyCheck(apiUrl, clock),
    {
      name: 'dry run',
      look: async () => {
        const healthy = (await statusOfAll(deployment)).find(({ state }) => state === 'ok');
        if (healthy === undefined) return fine('left out, as it needs an enrolled user who is well');
        return tryOut(session, healthy.user);
      },
    },
    {
      name: 'alarms',
      async look() {
        const { confirmed, pending } = await deployment.alarmSubscriptions();
        if (confirmed > 0) return fine(`${confirmed} confirmed subscription${confirmed === 1 ? '' : 's'}`);
        const detail =
          pending > 0
            ? `nobody has confirmed the subscription to ${names.alarmTopic}`
            : `nobody is subscribed to ${names.alarmTopic}`;
        return { state: 'warning', detail, next: 'Deploy with -c alarmAddress=…, and confirm by the mail that comes.' };
      },
    },
  ];
}

/** Not every operator may ask for codes: that one may not is no fault. */
function issueCodeCheck(functions: Functions): Check {
  return {
    name: 'issue-code',
    async look() {
      try {
        await functions.check('issue-code');
        return fine('is deployed, and may be called');
      } catch (error) {
        if (!isRefusedByIam(error)) throw error;
        return fine('may not be called by you, as only those may who read codes');
      }
    },
  };
}

/** That the function reaches emnify from where it runs, and is let in. */
async function tryOut(session: Session, user: UserSlug) {
  const { plan, found } = await dryRun(session, user);
  const skew = plan.findings.find(({ kind }) => kind === 'clock-skew');
  if (skew !== undefined) return { state: 'warning' as const, detail: `${skew.detail}, as seen for ${user}` };
  if (found.account?.keys === undefined) {
    return { state: 'warning' as const, detail: `emnify shows ${user} no list of keys` };
  }
  return fine(`emnify lets the function in and lists the keys of ${user}`);
}
