import type { TrialOutcome } from "../experiments/types.js";
import { runTrials } from "../sweep/pool.js";
import type { Job } from "../sweep/tasks.js";
import type { RunArguments } from "./args.js";
import type { RunJob } from "./job.js";
import { startProgress } from "./progress.js";

/** All trials with a progress bar on standard error; SIGINT and SIGTERM end it with `CANCELLED`. */
export async function sweep(
  { experiment, config, inputs }: Omit<RunJob, "folder">,
  job: Job,
  { workers, quiet }: Pick<RunArguments, "workers" | "quiet">,
): Promise<TrialOutcome[]> {
  const abort = new AbortController();
  const interrupt = (): void => abort.abort();
  process.once("SIGINT", interrupt).once("SIGTERM", interrupt);
  const progress = startProgress(experiment.grid(config).length * config.trials, quiet);
  try {
    return await runTrials(experiment, config, inputs, {
      ...(workers === undefined ? {} : { workers }),
      job,
      signal: abort.signal,
      onRecords: (_found, done) => progress.update(done),
    });
  } finally {
    progress.stop();
    process.off("SIGINT", interrupt).off("SIGTERM", interrupt);
  }
}
