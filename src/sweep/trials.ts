import type { Cell, Config, Experiment, ExperimentInputs, TrialContext, TrialOutcome, TrialRecord } from "../experiments/types.js";
import { createLab, type Lab } from "../lab.js";
import type { Certificate } from "../theory/certificate.js";
import type { Steps } from "../numerics/steps.js";
import { settled } from "../train/drive.js";
import { loadModule } from "../wasm/binary.js";
import { shortened } from "./certificates.js";
import type { Batch, Job } from "./tasks.js";

/** Shared things kept per worker; the oldest goes first. Two, because a batch uses one and the next may come back to it. */
const SHARED_LIMIT = 2;

/** Runs batches of one experiment in this thread: one lab, one cache of shared data. */
export class TrialRunner {
  readonly #experiment: Experiment;
  readonly #grid: readonly Cell[];
  readonly #context: TrialContext;
  readonly #job: Job;

  private constructor(experiment: Experiment, config: Config, inputs: ExperimentInputs, lab: Lab, job: Job) {
    this.#experiment = experiment;
    this.#job = job;
    this.#grid = experiment.grid(config);
    const cache = new Map<string, unknown>();
    this.#context = { lab, config, inputs, shared: (key, make) => cached(cache, key, make) };
  }

  static async create(experiment: Experiment, config: Config, inputs: ExperimentInputs, job: Job = "trial"): Promise<TrialRunner> {
    const lab = createLab(await loadModule(config.precision), config.precision);
    return new TrialRunner(experiment, config, inputs, lab, job);
  }

  /** A batch in steps: between them a thread can do other things. */
  *steps(batch: Batch): Steps<TrialOutcome[]> {
    const outcomes: TrialOutcome[] = [];
    for (const { cell, index } of batch) {
      outcomes.push({ cell, index, record: yield* this.#record(cell, index) });
      yield;
    }
    return outcomes;
  }

  /** Every certificate of one trial, in full. */
  certify(cell: number, index: number): readonly Certificate[] {
    return this.#experiment.certify?.(this.#context, this.#grid[cell], index) ?? [];
  }

  *#record(cell: number, index: number): Steps<TrialRecord> {
    if (this.#job === "certify") return { certificates: this.certify(cell, index).map(shortened) };
    return yield* settled(this.#experiment.trial(this.#context, this.#grid[cell], index));
  }

  dispose(): void {
    this.#context.lab.dispose();
  }
}

function cached<T>(cache: Map<string, unknown>, key: string, make: () => T): T {
  if (cache.has(key)) return cache.get(key) as T;
  const value = make();
  cache.set(key, value);
  const oldest = cache.keys().next().value;
  if (cache.size > SHARED_LIMIT && oldest !== undefined) cache.delete(oldest);
  return value;
}
