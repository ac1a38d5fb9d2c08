import type { ConfigRequest } from "../../src/experiments/config.js";
import { findExperiment } from "../../src/experiments/registry.js";
import { resolveRun } from "../../src/experiments/resolveRun.js";
import type { TrialOutcome } from "../../src/experiments/types.js";
import { makeResult, runTrials } from "../../src/sweep/index.js";

export type SmallSettings = ConfigRequest & { readonly trials: number };

/** A run by its experiment, with the settings' own number of trials or another. */
export type SmallRuns<Id extends string> = (id: Id, trials?: number) => ReturnType<typeof compute>;

/** Small runs of experiments in this thread, with generated digits where they take digits; made once, since many tests look at the same. */
export function smallRuns<Id extends string>(settings: Readonly<Record<Id, SmallSettings>>): SmallRuns<Id> {
  const runs = new Map<string, ReturnType<typeof compute>>();
  return (id, trials = settings[id].trials) => {
    const run = runs.get(`${id} ${trials}`) ?? compute(id, { ...settings[id], trials });
    runs.set(`${id} ${trials}`, run);
    return run;
  };
}

async function compute(id: string, settings: SmallSettings) {
  const experiment = findExperiment(id);
  const { config, inputs } = resolveRun(experiment, settings);
  const outcomes = await runTrials(experiment, config, inputs, { workers: 0 });
  const checked = (list: readonly TrialOutcome[]) => makeResult(experiment, "quick", config, list);
  return { experiment, config, inputs, outcomes, checked };
}

/** The outcomes with the records of some of them changed. */
export const changed = (
  outcomes: readonly TrialOutcome[],
  which: (outcome: TrialOutcome, i: number) => boolean,
  record: object,
): TrialOutcome[] => outcomes.map((outcome, i) => (which(outcome, i) ? { ...outcome, record: { ...outcome.record, ...record } } : outcome));
