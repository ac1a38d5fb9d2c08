import type { LabelledData } from "../../data/labelled.js";
import { runSteps, type Steps } from "../../numerics/steps.js";
import { driveSync, settled, stepsOf } from "../../train/drive.js";
import type { PreparedLabelled } from "../../train/preparedLabelled.js";
import type { SoftmaxOptions } from "../../train/softmaxOptions.js";
import type { SoftmaxResult } from "../../train/softmaxResult.js";
import type { SoftmaxRun } from "../../train/softmaxRun.js";
import { number } from "../inputs.js";
import type { Cell, Config, Experiment, TrialContext, TrialRecord } from "../types.js";
import { looksUntil } from "./curves.js";

export interface TrainRequest {
  readonly hidden: number;
  readonly index: number;
  readonly test: PreparedLabelled;
  readonly last: number;
  /** η·m. Default: the setting. */
  readonly rateTimesHidden?: number;
}

/**
 * SGD as section 7 has it: w⁰ ~ N(0, 1/m), a ~ N(0, 1), η = c/m, a new order in each epoch (errata 38, 43). Widths of one repeat share data
 * and order, and a wider network starts with the units of a narrower one.
 */
export const trainOptions = (config: Config, { hidden, index, test, last, rateTimesHidden }: TrainRequest): SoftmaxOptions => ({
  hidden,
  learningRate: (rateTimesHidden ?? number(config, "rateTimesHidden")) / hidden,
  batchSize: number(config, "batchSize"),
  maxSteps: last,
  test,
  trace: looksUntil(last),
  seed: config.seed,
  trial: index,
});

/** A run at its start, and the samples that it trains on. */
export interface Started {
  readonly run: SoftmaxRun;
  readonly data: LabelledData;
}

/** Trials that train one network each: what is started, and what is kept of its result, both in steps that a page can give way between. */
export const trainingTrial = (
  start: (context: TrialContext, cell: Cell, index: number) => Steps<Started>,
  record: (context: TrialContext, cell: Cell, run: SoftmaxResult) => TrialRecord | Steps<TrialRecord>,
): Required<Pick<Experiment, "trial" | "certify">> => ({
  *trial(context, cell, index) {
    const started = yield* start(context, cell, index);
    const run = yield* stepsOf(started.run);
    return yield* settled(record(context, cell, run));
  },
  certify(context, cell, index) {
    const { run, data } = runSteps(start(context, cell, index));
    return context.lab.sync.certify(driveSync(run), data);
  },
});
