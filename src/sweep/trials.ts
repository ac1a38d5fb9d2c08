import type { Cell, Config, Experiment, ExperimentInputs, TrialContext, TrialOutcome } from "../experiments/types.js";
import { createLab, type Lab } from "../lab.js";
import { loadModule } from "../wasm/binary.js";
import type { Batch } from "./tasks.js";

/** Shared things kept per worker; the oldest goes first. Two, because a batch uses one and the next may come back to it. */
const SHARED_LIMIT = 2;

/** Runs batches of one experiment in this thread: one lab, one cache of shared data. */
export class TrialRunner {
  readonly #experiment: Experiment;
  readonly #grid: readonly Cell[];
  readonly #context: TrialContext;

  private constructor(experiment: Experiment, config: Config, inputs: ExperimentInputs, lab: Lab) {
    this.#experiment = experiment;
    this.#grid = experiment.grid(config);
    const cache = new Map<string, unknown>();
    this.#context = { lab, config, inputs, shared: (key, make) => cached(cache, key, make) };
  }

  static async create(experiment: Experiment, config: Config, inputs: ExperimentInputs): Promise<TrialRunner> {
    const lab = createLab(await loadModule(config.precision), config.precision);
    return new TrialRunner(experiment, config, inputs, lab);
  }

  run(batch: Batch): TrialOutcome[] {
    return batch.map(({ cell, index }) => ({ cell, index, record: this.#experiment.trial(this.#context, this.#grid[cell], index) }));
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
