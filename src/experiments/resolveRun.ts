import { runSteps, type Steps } from "../numerics/steps.js";
import { type ConfigRequest, makeConfig } from "./config.js";
import type { Config, Experiment, ExperimentInputs } from "./types.js";

export interface ResolvedRun {
  readonly config: Config;
  readonly inputs: ExperimentInputs;
}

/**
 * The whole configuration of a run and the inputs that its trials get: inputs are cut down, or generated where none are given, and named in
 * the configuration. What can be refused is refused before inputs are touched. Throws `ARG_*`, `UNKNOWN_KEY`, `DATA_*`.
 */
export function resolveRun(experiment: Experiment, request: ConfigRequest = {}, given: ExperimentInputs = {}): ResolvedRun {
  return runSteps(resolveRunInSteps(experiment, request, given));
}

/** The same in steps: thousands of generated digits take a good part of a second. */
export function* resolveRunInSteps(experiment: Experiment, request: ConfigRequest, given: ExperimentInputs): Steps<ResolvedRun> {
  const plain = makeConfig(experiment, request);
  if (experiment.selectInputs === undefined) return { config: plain, inputs: given };
  const { inputs, facts } = yield* experiment.selectInputs(plain, given);
  return { config: makeConfig(experiment, { ...request, inputs: facts }), inputs };
}
