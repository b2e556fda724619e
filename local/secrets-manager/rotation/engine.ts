import type { Cancel, VirtualClock } from '../../clock.ts';
import type { FunctionRegistry } from '../../lambda/registry.ts';
import type { Behaviour } from '../behaviour.ts';
import { Hook } from '../hooks.ts';
import { CURRENT, labelsOf, PENDING, type SecretRecord, unfinishedVersion } from '../record.ts';
import type { Store } from '../store.ts';
import { performAttempt } from './attempt.ts';
import type { Attempt, RotationEvent, Run, StepProgress } from './run.ts';
import { nextWindow } from './schedule.ts';

/** Starts rotations when they are asked for or due, and tries them again. Everything happens as timers of the clock. */
export class RotationEngine {
  readonly events = new Hook<RotationEvent>();
  readonly steps = new Hook<StepProgress>();
  readonly #store: Store;
  readonly #clock: VirtualClock;
  readonly #functions: FunctionRegistry;
  readonly #behaviour: Behaviour;
  /** By ARN: the latest run, all attempts, the timer of the next window. */
  readonly #runs = new Map<string, Run>();
  readonly #attempts = new Map<string, Attempt[]>();
  readonly #windows = new Map<string, Cancel>();

  constructor(store: Store, clock: VirtualClock, functions: FunctionRegistry, behaviour: Behaviour) {
    this.#store = store;
    this.#clock = clock;
    this.#functions = functions;
    this.#behaviour = behaviour;
  }

  attempts({ arn }: SecretRecord): readonly Attempt[] {
    return this.#attempts.get(arn) ?? [];
  }

  /** Whether a rotation or probe under this token was begun, whatever became of it. */
  began(record: SecretRecord, token: string): boolean {
    return this.#runs.get(record.arn)?.token === token || this.attempts(record).some((tried) => tried.token === token);
  }

  /** Whether the RotationToken is the one that the latest run hands to its function. */
  knows({ arn }: SecretRecord, rotationToken: string): boolean {
    return this.#runs.get(arn)?.rotationToken === rotationToken;
  }

  begin({ arn, name }: SecretRecord, token: string, kind: Run['kind'], deadline = Number.POSITIVE_INFINITY): void {
    const rotationToken = this.#store.uuid();
    const run: Run = { token, kind, rotationToken, deadline, attempts: 0, stopped: false, settled: false };
    this.#runs.set(arn, run);
    this.#tryAt(name, run, this.#clock.now() + this.#behaviour.startDelayMs);
  }

  /** Takes up an unfinished rotation under its own token, if rotation is on and no attempt is under way or due. */
  reattempt(record: SecretRecord, deadline?: number): void {
    const token = unfinishedVersion(record);
    if (token === undefined || record.rotation?.enabled !== true || this.#underWay(record)) return;
    this.begin(record, token, 'rotation', deadline);
  }

  /** No further attempt or step, and no scheduled rotation, until configured again. */
  stop(record: SecretRecord): void {
    this.#windows.get(record.arn)?.();
    const run = this.#runs.get(record.arn);
    if (run === undefined || run.settled) return;
    run.stopped = true;
    run.cancelTimer?.();
    if (run.running === undefined) this.#settle(record, run, 'RotationAbandoned');
  }

  /** "Manually updating the secret value is considered a valid rotation" (API reference, RotationRules). */
  valueChangedByHand(record: SecretRecord): void {
    if (record.rotation === undefined) return;
    record.rotation.base = this.#clock.now();
    this.reschedule(record);
  }

  /** Works out the next window after now and waits for it; without rotation there is none. */
  reschedule(record: SecretRecord): void {
    this.#windows.get(record.arn)?.();
    const { rotation } = record;
    if (rotation === undefined || !rotation.enabled || !this.#exists(record)) return;
    const window = nextWindow(rotation.rules, rotation.base, this.#clock.now());
    rotation.window = window;
    this.#windows.set(
      record.arn,
      this.#clock.at(window.start, () => this.#windowOpens(record, window.end)),
    );
  }

  /** Resolves when the latest rotation of the secret has ended for good, moving the clock to each attempt that is due. */
  async settled({ arn }: SecretRecord): Promise<void> {
    for (let run = this.#runs.get(arn); run !== undefined && !run.settled; run = this.#runs.get(arn)) {
      if (run.running !== undefined) await run.running;
      else if (run.nextAt !== undefined) await this.#clock.advanceTo(run.nextAt);
    }
  }

  #windowOpens(record: SecretRecord, end: number): void {
    this.reschedule(record);
    if (this.#underWay(record)) return;
    if (unfinishedVersion(record) !== undefined) {
      if (this.#behaviour.unfinishedRotation === 'resume-same-token') this.reattempt(record, end);
      return;
    }
    const token = this.#store.uuid();
    this.#store.change(record, 'ScheduledRotation', () => {
      record.versions.set(token, { id: token, createdAt: this.#clock.now() });
      record.labels.set(PENDING, token);
    });
    this.begin(record, token, 'rotation', end);
  }

  #exists(record: SecretRecord): boolean {
    return record.deletionAt === undefined && this.#store.find(record.arn) === record;
  }

  #underWay({ arn }: SecretRecord): boolean {
    const run = this.#runs.get(arn);
    return run !== undefined && !run.settled;
  }

  #tryAt(name: string, run: Run, at: number): void {
    run.nextAt = at;
    run.cancelTimer = this.#clock.at(at, () => {
      delete run.nextAt;
      // Not called at once: whoever stops the run in its first step must find it running.
      run.running = Promise.resolve().then(() => this.#try(name, run));
      return run.running;
    });
  }

  async #try(name: string, run: Run): Promise<void> {
    const record = this.#store.get(name);
    const lambdaArn = record.rotation?.lambdaArn ?? '';
    run.attempts += 1;
    const attempt: Attempt = {
      token: run.token,
      kind: run.kind,
      number: run.attempts,
      startedAt: this.#clock.now(),
      steps: [],
    };
    this.#attempts.set(record.arn, [...this.attempts(record), attempt]);
    const result = await performAttempt({
      record,
      run,
      attempt,
      now: () => this.#clock.now(),
      invoke: (event) =>
        this.#functions.invoke(lambdaArn, event, { service: 'secretsmanager.amazonaws.com', sourceArn: record.arn }),
      progress: (phase, step) =>
        this.steps.emit({
          phase,
          arn: record.arn,
          secret: record.name,
          token: run.token,
          attempt: attempt.number,
          record: step,
        }),
    });
    delete run.running;
    attempt.endedAt = this.#clock.now();
    attempt.outcome = result.outcome;
    if (result.error !== undefined) attempt.error = result.error;
    this.#conclude(record, run, attempt);
  }

  #conclude(record: SecretRecord, run: Run, { outcome, error }: Attempt): void {
    if (run.kind === 'probe') {
      this.#removeProbe(record, run.token);
      this.#settle(record, run, outcome === 'succeeded' ? 'TestRotationSucceeded' : 'TestRotationFailed', error);
    } else if (outcome === 'succeeded') {
      this.#succeed(record, run);
      this.#settle(record, run, 'RotationSucceeded');
    } else if (outcome === 'abandoned' || run.stopped) {
      this.#settle(record, run, 'RotationAbandoned', error);
    } else {
      this.#retry(record, run);
      this.#tell(record, run, 'RotationFailed', error);
    }
  }

  #retry(record: SecretRecord, run: Run): void {
    const next = this.#clock.now() + this.#behaviour.spacingMs;
    if (run.attempts > this.#behaviour.retries || next > run.deadline) run.settled = true;
    else this.#tryAt(record.name, run, next);
  }

  #succeed(record: SecretRecord, run: Run): void {
    this.#store.change(record, 'RotationSucceeded', () => {
      const clears = this.#behaviour.clearsPendingOnSuccess && record.labels.get(PENDING) === run.token;
      if (clears) record.labels.delete(PENDING);
      if (record.rotation === undefined) return;
      record.rotation.lastRotatedAt = this.#clock.now();
      record.rotation.base = this.#clock.now();
      this.reschedule(record);
    });
  }

  #removeProbe(record: SecretRecord, token: string): void {
    if (!record.versions.has(token) || record.labels.get(CURRENT) === token) return;
    this.#store.change(record, 'ProbeEnded', () => {
      for (const label of labelsOf(record, token)) record.labels.delete(label);
      record.versions.delete(token);
    });
  }

  #settle(record: SecretRecord, run: Run, name: RotationEvent['name'], error?: string): void {
    run.settled = true;
    this.#tell(record, run, name, error);
  }

  #tell(record: SecretRecord, { token }: Run, name: RotationEvent['name'], error: string | undefined): void {
    const event = { name, arn: record.arn, secret: record.name, token, at: this.#clock.now() };
    this.events.emit(error === undefined ? event : { ...event, error });
  }
}
