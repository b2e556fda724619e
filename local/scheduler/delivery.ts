import { ACCOUNT, REGION } from '../account.ts';
import type { VirtualClock } from '../clock.ts';
import type { AsyncInvocations } from '../lambda/async-invocations.ts';
import type { Schedule } from './store.ts';
import { isFunction, type Target } from './target.ts';

/** One firing of a schedule, as it happened. */
export interface Firing {
  readonly scheduleArn: string;
  readonly targetArn: string;
  /** What was sent to the target: the Input, or Scheduler's own event where the schedule has none. */
  readonly payload: string;
  /** The instant that the expression names, and when the stand-in fired; epoch milliseconds. */
  readonly plannedFor: number;
  readonly at: number;
  /** Delivered means handed over: what a function then does is not Scheduler's business. */
  outcome: 'delivered' | 'retrying' | 'given-up';
  retries: number;
}

/** What Scheduler sends to a schedule's dead-letter queue when it could not hand the event over. */
export interface DeadLetter {
  readonly queueArn: string;
  readonly scheduleArn: string;
  readonly targetArn: string;
  readonly payload: string;
  readonly at: number;
  readonly errorMessage: string;
  readonly retries: number;
  readonly exhausted: 'MaximumRetryAttempts' | 'MaximumEventAgeInSeconds';
}

/** Hands events to targets, again after a failure as the retry policy says, then to the dead-letter queue. */
export class Delivery {
  readonly firings: Firing[] = [];
  readonly deadLetters: DeadLetter[] = [];
  readonly #clock: VirtualClock;
  readonly #invocations: AsyncInvocations;

  constructor(clock: VirtualClock, invocations: AsyncInvocations) {
    this.#clock = clock;
    this.#invocations = invocations;
  }

  deliver(schedule: Schedule, plannedFor: number): Firing {
    const { Target: target } = schedule.definition;
    const firing: Firing = {
      scheduleArn: schedule.arn,
      targetArn: target.Arn,
      payload: target.Input ?? ownEvent(schedule.arn, plannedFor),
      plannedFor,
      at: this.#clock.now(),
      outcome: 'retrying',
      retries: 0,
    };
    this.firings.push(firing);
    this.#attempt(firing, target);
    return firing;
  }

  #attempt(firing: Firing, target: Target): void {
    if (this.#handOver(firing, target)) {
      firing.outcome = 'delivered';
      return;
    }
    const { MaximumRetryAttempts, MaximumEventAgeInSeconds } = target.RetryPolicy;
    const retryAt = this.#clock.now() + backoff(firing.retries);
    if (firing.retries >= MaximumRetryAttempts) {
      this.#giveUp(firing, target, 'MaximumRetryAttempts');
    } else if (retryAt - firing.at > MaximumEventAgeInSeconds * 1000) {
      this.#giveUp(firing, target, 'MaximumEventAgeInSeconds');
    } else {
      this.#clock.at(retryAt, () => {
        firing.retries += 1;
        this.#attempt(firing, target);
      });
    }
  }

  /** A queue takes every message; Lambda refuses only what is for no function. */
  #handOver({ scheduleArn, targetArn, payload }: Firing, { RoleArn: roleArn }: Target): boolean {
    if (!isFunction(targetArn)) return true;
    const sourceArn = scheduleArn.replace(/:schedule\/([^/]+)\/.*$/, ':schedule-group/$1');
    const by = { service: 'scheduler.amazonaws.com', sourceArn, roleArn } as const;
    return this.#invocations.enqueue(targetArn, JSON.parse(payload), by) !== undefined;
  }

  #giveUp(firing: Firing, target: Target, exhausted: DeadLetter['exhausted']): void {
    firing.outcome = 'given-up';
    const queueArn = target.DeadLetterConfig?.Arn;
    if (queueArn === undefined) return;
    const { scheduleArn, targetArn, payload, retries } = firing;
    const errorMessage = `Function not found: ${targetArn}`;
    this.deadLetters.push({
      queueArn,
      scheduleArn,
      targetArn,
      payload,
      at: this.#clock.now(),
      errorMessage,
      retries,
      exhausted,
    });
  }
}

/** Exponential, as documented; the spacing is unpublished: this one fits the default 185 attempts into the default day. */
function backoff(retries: number): number {
  return Math.min(2 ** retries, 480) * 1000;
}

/** The event of a schedule without Input, as the user guide shows it for a Lambda target. */
function ownEvent(scheduleArn: string, plannedFor: number): string {
  return JSON.stringify({
    version: '0',
    id: '00000000-0000-4000-8000-000000000000',
    'detail-type': 'Scheduled Event',
    source: 'aws.scheduler',
    account: ACCOUNT,
    time: new Date(plannedFor).toISOString().replace('.000Z', 'Z'),
    region: REGION,
    resources: [scheduleArn],
    detail: '{}',
  });
}
