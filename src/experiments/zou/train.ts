import type { Certificate } from "../../theory/certificate.js";
import type { DeepOptions } from "../../train/deepOptions.js";
import type { DeepResult } from "../../train/deepResult.js";
import type { Steps } from "../../numerics/steps.js";
import { stepsOf } from "../../train/drive.js";
import type { PreparedData } from "../../train/prepared.js";
import { number } from "../inputs.js";
import type { Config, TrialContext } from "../types.js";

export interface Shape {
  readonly hidden: number;
  readonly layers: number;
}

/** η = c/(mL): the change of f by a step is about the same for all widths and depths. */
export const learningRate = (config: Config, { hidden, layers }: Shape): number => number(config, "rate") / (hidden * layers);

/** A run of a repeat: widths and depths share its samples, and start from weights of one seed. */
export const trainOptions = (config: Config, shape: Shape, index: number, more: Partial<DeepOptions> = {}): DeepOptions => ({
  ...shape,
  learningRate: learningRate(config, shape),
  maxSteps: number(config, "maxSteps"),
  seed: config.seed,
  trial: index,
  ...more,
});

export const trainSteps = ({ lab }: TrialContext, data: PreparedData, options: DeepOptions): Steps<DeepResult> =>
  stepsOf(lab.start.deep(data, options));

export function trainAndCertify({ lab }: TrialContext, data: PreparedData, options: DeepOptions): readonly Certificate[] {
  return lab.sync.certify(lab.sync.trainDeep(data, options), data);
}
