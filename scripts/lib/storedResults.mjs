import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/**
 * A small result of every experiment (or of those named), of no more trials than its quick preset has, as files: what the site shows where
 * nothing can be computed, and on its cards.
 * Needs the built package. Returns name in the site → path.
 */
export async function storedResults(folder, trials, ids) {
  const { experiments, resolveRun } = await import("../../dist/experiments/index.js");
  const { canonicalJson, makeResult, runTrials } = await import("../../dist/sweep/index.js");
  mkdirSync(folder, { recursive: true });
  const files = {};
  for (const experiment of experiments) {
    if (ids !== undefined && !ids.includes(experiment.id)) continue;
    const { config, inputs } = resolveRun(experiment, { trials: Math.min(trials, experiment.presets.quick.trials) });
    const result = makeResult(experiment, "quick", config, await runTrials(experiment, config, inputs));
    const path = join(folder, `${experiment.id}.json`);
    writeFileSync(path, `${canonicalJson(result)}\n`);
    files[`reference/${experiment.id}.json`] = path;
  }
  return files;
}
