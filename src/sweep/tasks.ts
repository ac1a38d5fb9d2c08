import type { Cell, Config, Experiment } from "../experiments/types.js";

/** What is done with every trial: run it, or run it and certify it. */
export type Job = "trial" | "certify";

export interface Task {
  readonly cell: number;
  readonly index: number;
}

/** Trials that share data, handed out together; the first batch of every key comes before the second trial of any. */
export type Batch = readonly Task[];

/** All trials of a grid in batches of one affinity key; order of results does not depend on it. */
export function makeBatches(experiment: Experiment, config: Config, grid: readonly Cell[]): Batch[] {
  const batches = new Map<string, Task[]>();
  for (let index = 0; index < config.trials; index++)
    grid.forEach((cell, number) => {
      const key = experiment.affinity(cell, index);
      const batch = batches.get(key);
      if (batch === undefined) batches.set(key, [{ cell: number, index }]);
      else batch.push({ cell: number, index });
    });
  return Array.from(batches.values());
}
