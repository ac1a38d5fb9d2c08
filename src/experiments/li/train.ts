import type { PreparedLabelled } from "../../train/preparedLabelled.js";
import type { SoftmaxOptions } from "../../train/softmaxOptions.js";
import { number } from "../inputs.js";
import type { Config } from "../types.js";
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
