import type { StepProgress } from '../secrets-manager/rotation/run.ts';
import type { EmbeddedStack } from '../stack.ts';
import type { Subject } from '../subject.ts';
import type { CallLog } from './call-log.ts';
import type { RotationFacts, StepFacts } from './document.ts';
import { tenths } from './report/format.ts';

/** Notes every step that Secrets Manager has the function take, whoever or whatever began the rotation. */
export class RotationLog {
  readonly #stack: EmbeddedStack;
  readonly #subject: Subject;
  readonly #calls: CallLog;
  readonly #rotations = new Map<string, { readonly at: string; readonly steps: StepFacts[] }>();
  #stepBegan = 0;

  constructor(stack: EmbeddedStack, subject: Subject, calls: CallLog) {
    this.#stack = stack;
    this.#subject = subject;
    this.#calls = calls;
    stack.secretsManager.onStep((progress) => this.#onStep(progress));
  }

  /** The rotations since the last time; each has succeeded if its version is current now. */
  take(): RotationFacts[] {
    const current = this.#stack.secretsManager.secret(this.#subject.keySecret)?.labels.get('AWSCURRENT');
    const rotations = [...this.#rotations].map(
      ([token, { at, steps }]): RotationFacts => ({
        token,
        at,
        outcome: token === current ? 'succeeded' : 'failed',
        steps,
      }),
    );
    this.#rotations.clear();
    return rotations;
  }

  #onStep({ phase, token, attempt, record: { step, startedAt, error } }: StepProgress): void {
    if (phase === 'start') {
      this.#stepBegan = performance.now();
      return;
    }
    const rotation = this.#rotations.get(token) ?? { at: new Date(startedAt).toISOString(), steps: [] };
    this.#rotations.set(token, rotation);
    const ms = tenths(performance.now() - this.#stepBegan);
    rotation.steps.push({
      step,
      attempt,
      calls: this.#calls.take(),
      ms,
      ...(error === undefined ? {} : { error }),
    });
  }
}
