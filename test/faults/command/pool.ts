import { Worker } from 'node:worker_threads';
import type { Task, TaskResult } from '../explore/task.ts';

/** Threads that play stories, each with one task at a time. */
export class Pool {
  readonly #workers: Worker[];

  constructor(size: number) {
    this.#workers = Array.from({ length: size }, () => new Worker(new URL('worker.ts', import.meta.url)));
  }

  /** Hands out the tasks in their order; `onResult` hears of each as it ends. */
  async run<One extends { readonly task: Task }>(
    tasks: readonly One[],
    onResult: (one: One, result: TaskResult) => void,
  ): Promise<void> {
    const waiting = [...tasks];
    await Promise.all(
      this.#workers.map(async (worker) => {
        for (let one = waiting.shift(); one !== undefined; one = waiting.shift()) {
          onResult(one, await handOver(worker, one.task));
        }
      }),
    );
  }

  async close(): Promise<void> {
    await Promise.all(this.#workers.map((worker) => worker.terminate()));
  }
}

function handOver(worker: Worker, task: Task): Promise<TaskResult> {
  return new Promise((resolve, reject) => {
    worker.once('message', (result: TaskResult) => {
      worker.off('error', reject);
      resolve(result);
    });
    worker.once('error', reject);
    worker.postMessage(task);
  });
}
