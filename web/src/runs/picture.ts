import type { Aggregate, Config, Experiment, TrialOutcome } from "../../../src/experiments/types.js";
import type { Picture } from "./messages.js";

/** What the page shows of any part of the trials, none included. */
export function pictureOf(experiment: Experiment, config: Config, outcomes: Iterable<TrialOutcome>): Picture {
  return pictureOfCells(experiment, config, experiment.aggregate(config, experiment.grid(config), outcomes));
}

/** The same from the cells of a stored result. */
export function pictureOfCells(experiment: Experiment, config: Config, aggregate: Aggregate): Picture {
  return {
    config,
    figure: experiment.figure(config, aggregate),
    checks: experiment.checks(config, aggregate),
    claims: experiment.claims(config, aggregate),
    cells: aggregate.cells,
  };
}
