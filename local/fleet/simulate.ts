import { performance } from 'node:perf_hooks';
import * as z from 'zod';
import { EmbeddedStack } from '../stack.ts';
import { deploy, fleetCode } from './containers.ts';
import { DurableExecution, type ExecutionEnding } from './durable-execution.ts';
import { EventClock } from './event-clock.ts';
import { footprint } from './footprint.ts';
import { between, latencyOf, seededNumbers } from './latency.ts';
import { authentications, boundMinutes, dailyLoad, mostInAnyWindow } from './measures.ts';
import { ENROLMENT_BEGINS, populate, secretsOf } from './population.ts';
import { BEGINNING, OUTAGE_AFTER, type Scenario, userName } from './scenario.ts';
import { Wire } from './wire.ts';

const MINUTE = 60_000;

const Report = z.object({
  status: z.enum(['running', 'finished', 'stopped']),
  why: z.string().optional(),
  rotated: z.number(),
  skipped: z.number(),
  failed: z.number(),
  left: z.number(),
});

/** What a simulated run showed. Minutes are virtual, seconds real. */
export interface Outcome {
  readonly scenario: Scenario;
  readonly status: 'finished' | 'stopped' | 'running';
  /** Executions under the one name: one, and one more for each time that it stopped and was started again. */
  readonly executions: number;
  readonly rotated: number;
  readonly skipped: number;
  readonly failed: number;
  readonly left: number;
  /** From the beginning to the last new key. */
  readonly minutes: number;
  /** All users at 100 in five minutes, as if nobody else authenticated. */
  readonly boundMinutes: number;
  /** The same beside the daily runs of the fleet. */
  readonly boundBesideDailyRunsMinutes: number;
  /** The second bound over `minutes`: 1 is as fast as the limit allows. */
  readonly ofBound: number;
  /** The same without the minutes of the outage, in which nothing can be rotated. */
  readonly ofBoundBesideTheOutage: number;
  readonly rotationsBegun: number;
  readonly authentications: number;
  readonly averageAuthenticationsInFiveMinutes: number;
  readonly mostAuthenticationsInFiveMinutes: number;
  readonly throttled: number;
  readonly calls: { readonly emnify: number; readonly aws: number };
  readonly invocationsOfTheFunction: number;
  readonly operations: number;
  readonly peakMemoryMb: number;
  readonly seconds: { readonly enrolment: number; readonly run: number };
}

/** Plays one run of the real functions on the embedded stack. */
export async function simulate(scenario: Scenario): Promise<Outcome> {
  const began = performance.now();
  const clock = new EventClock(ENROLMENT_BEGINS);
  const random = seededNumbers(scenario.seed);
  const secretsManager = { startDelayMs: 1_000 };
  const stack = await EmbeddedStack.inProcess({ clock, secretsManager, emnify: { retryAfterHeader: true } });
  const wire = new Wire(stack, (service) => between(latencyOf(service), random));
  await populate(stack, clock, wire, scenario);
  deploy(stack, wire, random);
  stack.script.calls.length = 0;
  planOutage(stack, scenario);
  const enrolled = performance.now();

  const { endings, executions } = await clock.play(rotate(stack, wire, clock));
  const ran = performance.now();
  return outcome(stack, scenario, endings, executions, {
    enrolment: Math.round((enrolled - began) / 1_000),
    run: Math.round((ran - enrolled) / 1_000),
  });
}

function planOutage({ clock, script }: EmbeddedStack, { outage }: Scenario): void {
  if (outage === 0) return;
  const fault = { kind: 'answer', status: 503, body: '<html>Service Unavailable</html>' } as const;
  clock.at(BEGINNING + OUTAGE_AFTER, () => script.add({ service: 'emnify', fault }));
  clock.at(BEGINNING + OUTAGE_AFTER + outage * MINUTE, () => script.clear());
}

/** An operator starts a run that has stopped again an hour later, as its report asks. */
async function rotate(stack: EmbeddedStack, wire: Wire, clock: EventClock) {
  const endings: ExecutionEnding[] = [];
  const executions: DurableExecution[] = [];
  for (;;) {
    const request = { run: 'breach', reason: 'the vendor reported a leak' };
    const execution = new DurableExecution(fleetCode(stack, wire), clock, request);
    execution.onSuspending = () => clock.hold();
    const ending = await execution.run();
    executions.push(execution);
    endings.push(ending);
    if (ending.status !== 'SUCCEEDED')
      throw new Error(`expected a report, and the run ended ${JSON.stringify(ending)}`);
    const { status, left } = Report.parse(ending.result);
    if (status === 'finished' || left === 0 || endings.length === 5) return { endings, executions };
    await clock.sleep(60 * MINUTE);
  }
}

async function outcome(
  stack: EmbeddedStack,
  scenario: Scenario,
  endings: readonly ExecutionEnding[],
  executions: readonly DurableExecution[],
  seconds: Outcome['seconds'],
): Promise<Outcome> {
  const { calls } = stack.script;
  const last = endings.at(-1);
  const { status, rotated, skipped, failed, left } = Report.parse(
    last?.status === 'SUCCEEDED' ? last.result : undefined,
  );
  const users = Array.from({ length: scenario.users }, (_, index) => userName(index));
  const newKeys = users.flatMap(
    (user) => stack.secretsManager.secret(secretsOf(user).key)?.holding('AWSCURRENT') ?? [],
  );
  const end = Math.max(...newKeys.map(({ createdAt }) => createdAt), BEGINNING);
  const minutes = (end - BEGINNING) / MINUTE;
  const begun = scenario.users - skipped - left;
  const beside = boundMinutes(begun, BEGINNING, dailyLoad(users));
  const authentication = authentications(calls);
  const longest = executions.toSorted((a, b) => b.operations.length - a.operations.length)[0];
  const { peakMb, operations } = await footprint(longest?.operations ?? []);
  return {
    scenario,
    status,
    executions: executions.length,
    rotated,
    skipped,
    failed,
    left,
    minutes: Math.round(minutes * 10) / 10,
    boundMinutes: Math.ceil(begun / 20),
    boundBesideDailyRunsMinutes: beside,
    ofBound: share(beside, minutes),
    ofBoundBesideTheOutage: share(beside, minutes > OUTAGE_AFTER / MINUTE ? minutes - scenario.outage : minutes),
    rotationsBegun: calls.filter(({ operation }) => operation === 'RotateSecret').length,
    authentications: authentication.length,
    averageAuthenticationsInFiveMinutes: Math.round((authentication.length / minutes) * 5 * 10) / 10,
    mostAuthenticationsInFiveMinutes: mostInAnyWindow(authentication.map(({ at }) => at)),
    throttled: calls.filter(({ service, status: code }) => service === 'emnify' && code === 429).length,
    calls: {
      emnify: calls.filter(({ service }) => service === 'emnify').length,
      aws: calls.filter(({ service }) => service !== 'emnify').length,
    },
    invocationsOfTheFunction: executions.reduce((total, { invocations }) => total + invocations, 0),
    operations,
    peakMemoryMb: peakMb,
    seconds,
  };
}

function share(bound: number, minutes: number): number {
  return Math.round((bound / minutes) * 1_000) / 1_000;
}
