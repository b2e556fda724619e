import type { FaultName } from '../simulation/fault-kinds.ts';
import type { Call } from '../simulation/network.ts';
import type { Simulation } from '../simulation/simulation.ts';

/** Faults and outages, at whichever calls they meet. */
export class Weather {
  readonly #simulation: Simulation;
  readonly #faults = new Map<number, FaultName>();
  readonly #outages = new Map<Call['service'], number>();

  constructor(simulation: Simulation) {
    this.#simulation = simulation;
    const judge = simulation.network.gate;
    simulation.network.gate = async (call) => {
      await judge?.(call);
      const name = this.#at(call);
      if (name !== undefined) call.fault = { call: call.index, name, always: false };
    };
  }

  fault(name: FaultName, after: number): void {
    this.#faults.set(this.#simulation.network.calls.length + after, name);
  }

  outage(service: Call['service'], ms: number): void {
    this.#outages.set(service, this.#simulation.stack.clock.now() + ms);
  }

  /** From now on nothing goes wrong. */
  clear(): void {
    this.#faults.clear();
    this.#outages.clear();
  }

  #at({ service, index, at, operation }: Call): FaultName | undefined {
    if (at < (this.#outages.get(service) ?? 0)) return 'cut-before';
    const fault = this.#faults.get(index);
    const isRead = operation === 'DescribeSecret' || operation === 'GetSecretValue';
    return fault === 'stale' && !isRead ? undefined : fault;
  }
}
