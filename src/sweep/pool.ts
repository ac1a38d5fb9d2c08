import { coreCount, type WorkerHandle } from "#platform";
import { reading, RelulabError } from "../errors.js";
import type { Config, Experiment, ExperimentInputs, TrialOutcome } from "../experiments/types.js";
import { checkNumber, readOptions } from "../train/check.js";
import { checkCallback, checkSignal, nextTask, runInSlices } from "../train/drive.js";
import { type FromWorker, fromFailure, type ToWorker } from "./protocol.js";
import { spawnTrialWorker } from "./spawn.js";
import { type Batch, type Job, makeBatches } from "./tasks.js";
import { TrialRunner } from "./trials.js";

/** A thread costs some 10 MB before it does anything. */
export const MOST_WORKERS = 256;
const WORKERS = { min: 0, max: MOST_WORKERS, integer: true, example: 2 };

export interface SweepOptions {
  /** Worker threads; 0 runs in this thread, in tasks of at most 8 ms. Default: all cores. Never changes a record. */
  readonly workers?: number;
  /** `certify` gives the certificates of every trial, shortened, in place of its record. Default `trial`. */
  readonly job?: Job;
  readonly signal?: AbortSignal;
  /** Asked before every batch (in this thread before every task): a promise that it gives is waited for. A paused sweep has one that stays open. */
  readonly hold?: () => Promise<void> | undefined;
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
  given: SweepOptions = {},
): Promise<TrialOutcome[]> {
  const options = readOptions("runTrials()", given, ["workers", "job", "signal", "hold", "onRecords"]);
  checkSignal("runTrials()", options.signal);
  checkCallback("runTrials()", "hold", options.hold);
  checkCallback("runTrials()", "onRecords", options.onRecords);
  const { grid, batches } = reading("runTrials()", () => {
    const grid = experiment.grid(config);
    return { grid, batches: makeBatches(experiment, config, grid) };
  });
  const total = grid.length * config.trials;
  const outcomes: TrialOutcome[] = [];
  const queue = new BatchQueue(batches, options, (found) => {
    outcomes.push(...found);
    options.onRecords?.(found, outcomes.length, total);
  });
  const asked = checkNumber("runTrials()", "workers", options.workers ?? Math.min(coreCount(), MOST_WORKERS), WORKERS);
  const workers = Math.min(asked, batches.length);
  const work: Work = { experiment, config, inputs, job: options.job ?? "trial", queue };
  if (workers === 0) await runHere(work);
  else await runInWorkers(workers, work, options.signal);
  return outcomes.sort((a, b) => a.cell - b.cell || a.index - b.index);
}

const cancelled = (): RelulabError =>
  new RelulabError("CANCELLED", "the sweep was cancelled.", "Start it again; the same seed gives the same trials.");

/** Batches still to do. */
class BatchQueue {
  readonly #batches: readonly Batch[];
  readonly #options: Pick<SweepOptions, "signal" | "hold">;
  readonly finish: (outcomes: readonly TrialOutcome[]) => void;
  #next = 0;

  constructor(
    batches: readonly Batch[],
    options: Pick<SweepOptions, "signal" | "hold">,
    finish: (outcomes: readonly TrialOutcome[]) => void,
  ) {
    this.#batches = batches;
    this.#options = options;
    this.finish = finish;
  }

  async take(): Promise<Batch | undefined> {
    await this.allowed();
    return this.#batches[this.#next++];
  }

  /** Waits while the sweep is held. Throws `CANCELLED`. */
  async allowed(): Promise<void> {
    await this.#options.hold?.();
    if (this.#options.signal?.aborted) throw cancelled();
  }
}

interface Work {
  readonly experiment: Experiment;
  readonly config: Config;
  readonly inputs: ExperimentInputs;
  readonly job: Job;
  readonly queue: BatchQueue;
}

async function runHere({ experiment, config, inputs, job, queue }: Work): Promise<void> {
  const runner = await TrialRunner.create(experiment, config, inputs, job);
  const giveWay = async (): Promise<void> => {
    await nextTask();
    await queue.allowed();
  };
  try {
    for (let batch = await queue.take(); batch !== undefined; batch = await queue.take()) {
      queue.finish(await runInSlices(runner.steps(batch), giveWay));
      await nextTask();
    }
  } finally {
    runner.dispose();
  }
}

/**
 * The first failure, or the abort, terminates all workers at once, in the middle of their trials; this rejects with it when every worker
 * is gone, so that nothing runs or reports afterwards.
 */
async function runInWorkers(count: number, work: Work, signal: AbortSignal | undefined): Promise<void> {
  const workers: WorkerHandle[] = [];
  let failure: { readonly reason: unknown } | undefined;
  const stop = (reason: unknown): void => {
    if (failure !== undefined) return;
    failure = { reason };
    for (const worker of workers) void worker.terminate();
  };
  const abort = (): void => stop(cancelled());
  signal?.addEventListener("abort", abort, { once: true });
  try {
    for (let i = 0; i < count; i++) workers.push(spawnTrialWorker());
    await Promise.all(workers.map((worker) => serve(worker, work).catch(stop)));
  } finally {
    signal?.removeEventListener("abort", abort);
    await Promise.all(workers.map((worker) => worker.terminate()));
  }
  if (failure !== undefined) throw failure.reason;
}

async function serve(worker: WorkerHandle, { experiment, config, inputs, job, queue }: Work): Promise<void> {
  await ask(worker, { kind: "start", experiment: experiment.id, config, inputs, job });
  for (let batch = await queue.take(); batch !== undefined; batch = await queue.take()) {
    const reply = await ask(worker, { kind: "batch", batch });
    if (reply.kind === "records") queue.finish(reply.outcomes);
  }
}

async function ask(worker: WorkerHandle, message: ToWorker): Promise<FromWorker> {
  const reply = (await worker.ask(message)) as FromWorker;
  if (reply.kind === "failed") throw fromFailure(reply.failure);
  return reply;
}
