import type { ReconcileReport } from '../../functions/domain/reconcile/reconcile.ts';
import type { EmbeddedStack } from '../stack.ts';
import type { CallLog } from './call-log.ts';
import type { ReconcileFacts } from './document.ts';
import { tenths } from './report/format.ts';

const NOTHING = { planned: [], findings: [], done: 0, verifiedGone: { keys: [], devices: [] } };

/** Notes every run of `reconcile-user`: what began it, what it planned, did and saw gone. */
export class ReconcileLog {
  readonly #stack: EmbeddedStack;
  readonly #calls: CallLog;
  readonly #runs: ReconcileFacts[] = [];
  /** All runs so far, those that were taken too. */
  count = 0;

  constructor(stack: EmbeddedStack, calls: CallLog) {
    this.#stack = stack;
    this.#calls = calls;
  }

  async note(event: unknown, run: () => Promise<ReconcileReport>): Promise<ReconcileReport> {
    this.count += 1;
    const at = new Date(this.#stack.clock.now()).toISOString();
    const begunBy = this.#begunBy(event);
    const began = performance.now();
    const tell = (found: Pick<ReconcileFacts, keyof typeof NOTHING | 'error'>) =>
      this.#runs.push({ at, begunBy, ...found, calls: this.#calls.take(), ms: tenths(performance.now() - began) });
    try {
      const report = await run();
      tell(told(report));
      return report;
    } catch (error) {
      tell({ ...NOTHING, error: error instanceof Error ? error.message : String(error) });
      throw error;
    }
  }

  /** The runs since the last time. */
  take(): ReconcileFacts[] {
    return this.#runs.splice(0);
  }

  /** The schedule that fired for this event last; where none did, somebody called the function. */
  #begunBy(event: unknown): string {
    const firing = this.#stack.scheduler.firings.findLast(({ payload }) => payload === JSON.stringify(event));
    return firing?.scheduleArn.split('/').at(-1) ?? 'an operator';
  }
}

function told({ plan, done, verifiedGone }: ReconcileReport) {
  return {
    planned: plan.actions.map(({ kind, reason }) => ({ kind, reason })),
    findings: plan.findings.map(({ kind, detail }) => ({ kind, detail })),
    done: done.filter(({ outcome }) => outcome === 'done' || outcome === 'gone-already').length,
    verifiedGone: { keys: [...verifiedGone.keys], devices: [...verifiedGone.devices] },
  };
}
