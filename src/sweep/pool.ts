import { coreCount, spawnWorker, type WorkerHandle } from "#platform";
import { RelulabError } from "../errors.js";
import type { Config, Experiment, ExperimentInputs, TrialOutcome } from "../experiments/types.js";
import { type FromWorker, fromFailure, type ToWorker } from "./protocol.js";
import { type Batch, makeBatches } from "./tasks.js";
import { TrialRunner } from "./trials.js";

export interface SweepOptions {
  /** Worker threads; 0 runs in this thread. Default: all cores. Never changes a record. */
  readonly workers?: number;
  readonly signal?: AbortSignal;
  /** Called with every finished batch and the number of trials done. */
  readonly onRecords?: (outcomes: readonly TrialOutcome[], done: number, total: number) => void;
}

/**
 * All trials of a configuration, in grid and trial order whatever the workers did. Rejects with the error of the first trial that
 * failed, or `CANCELLED`.
 */
export async function runTrials(
  experiment: Experiment,
  config: Config,
  inputs: ExperimentInputs,
  options: SweepOptions = {},
): Promise<TrialOutcome[]> {
  const grid = experiment.grid(config);
  const batches = makeBatches(experiment, config, grid);
  const total = grid.length * config.trials;
  const outcomes: TrialOutcome[] = [];
  const queue = new BatchQueue(batches, options.signal, (found) => {
    outcomes.push(...found);
    options.onRecords?.(found, outcomes.length, total);
  });
  const workers = Math.min(options.workers ?? coreCount(), batches.length);
  if (workers === 0) await runHere(experiment, config, inputs, queue);
  else await Promise.all(Array.from({ length: workers }, () => runInWorker(experiment, config, inputs, queue)));
  return outcomes.sort((a, b) => a.cell - b.cell || a.index - b.index);
}

/** Batches still to do; the first failure or an abort empties it for everybody. */
class BatchQueue {
  readonly #batches: readonly Batch[];
  readonly #signal: AbortSignal | undefined;
  readonly finish: (outcomes: readonly TrialOutcome[]) => void;
  #next = 0;
  #stopped = false;

  constructor(batches: readonly Batch[], signal: AbortSignal | undefined, finish: (outcomes: readonly TrialOutcome[]) => void) {
    this.#batches = batches;
    this.#signal = signal;
    this.finish = finish;
  }

  take(): Batch | undefined {
    if (this.#signal?.aborted)
      throw new RelulabError("CANCELLED", "the sweep was cancelled.", "Start it again; the same seed gives the same trials.");
    return this.#stopped ? undefined : this.#batches[this.#next++];
  }

  stop(): void {
    this.#stopped = true;
  }
}

async function runHere(experiment: Experiment, config: Config, inputs: ExperimentInputs, queue: BatchQueue): Promise<void> {
  const runner = await TrialRunner.create(experiment, config, inputs);
  try {
    for (let batch = queue.take(); batch !== undefined; batch = queue.take()) {
      queue.finish(runner.run(batch));
      await new Promise((resolve) => setTimeout(resolve, 0));
    }
  } finally {
    runner.dispose();
  }
}

async function runInWorker(experiment: Experiment, config: Config, inputs: ExperimentInputs, queue: BatchQueue): Promise<void> {
  const worker = spawnWorker(new URL("./worker.js", import.meta.url));
  try {
    await ask(worker, { kind: "start", experiment: experiment.id, config, inputs });
    for (let batch = queue.take(); batch !== undefined; batch = queue.take()) {
      const reply = await ask(worker, { kind: "batch", batch });
      if (reply.kind === "records") queue.finish(reply.outcomes);
    }
  } catch (error) {
    queue.stop();
    throw error;
  } finally {
    await worker.terminate();
  }
}

async function ask(worker: WorkerHandle, message: ToWorker): Promise<FromWorker> {
  const reply = (await worker.ask(message)) as FromWorker;
  if (reply.kind === "failed") throw fromFailure(reply.failure);
  return reply;
}
