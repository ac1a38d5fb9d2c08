import { sharedInSteps } from "./sharedInSteps.js";
import type { OneReluModel } from "../data/dataset.js";
import { deriveSeed } from "../data/streams.js";
import type { Certificate } from "../theory/certificate.js";
import { runSteps, type Steps } from "../numerics/steps.js";
import type { WidthEstimate } from "../theory/oneRelu/width.js";
import type { PreparedRegression } from "../train/preparedRegression.js";
import type { ReluOptions } from "../train/reluOptions.js";
import { number } from "./inputs.js";
import type { Cell, Config, TrialContext } from "./types.js";

// What the experiments on sparsity and sample size share: n₀ of the ℓ0 cone, and data of n = ratio·n₀ samples.

/** Draws of the Monte-Carlo width: its standard error is below 0.5 % of n₀ for d ≥ 100. */
const DRAWS = 1000;

/** n₀ = ω² of the cone of s-sparse vectors at an s-sparse w* (S1 Def. 2.3): it depends on d and s alone. */
export function sparseWidth(
  context: Pick<TrialContext, "lab" | "config" | "shared">,
  features: number,
  sparsity: number,
): Steps<WidthEstimate> {
  const { lab, config } = context;
  return sharedInSteps(context, `width:${features}:${sparsity}`, () => {
    const truth = new Float64Array(features).fill(1, 0, sparsity);
    return lab.steps.gaussianWidth({ kind: "l0", sparsity }, truth, { draws: DRAWS, seed: deriveSeed(config.seed, features, sparsity) });
  });
}

export interface RatioCell extends Cell {
  readonly model: OneReluModel;
  readonly sparsity: number;
  /** n/n₀. */
  readonly ratio: number;
}

export interface RatioData {
  readonly data: PreparedRegression;
  /** n₀. */
  readonly minimal: number;
}

/** Planted sparse data of n = ratio·n₀ samples: X and w* depend on (seed, d, s, trial), so a larger n starts with the samples of a smaller one. */
export function* ratioData(context: TrialContext, { model, sparsity, ratio }: RatioCell, index: number): Steps<RatioData> {
  const { lab, config } = context;
  const features = number(config, "features");
  const { samples: minimal } = yield* sparseWidth(context, features, sparsity);
  const samples = Math.max(1, Math.round(ratio * minimal));
  const seed = deriveSeed(config.seed, features, sparsity);
  const planted = yield* lab.steps.planted({ samples, features, weights: { kind: "sparse", sparsity }, model, seed, trial: index });
  return { data: lab.prepareRegression(planted), minimal };
}

/** The certificates of a trial; n₀ is known already. */
export function certifyRatio({ lab }: TrialContext, steps: Steps<RatioData>, options: ReluOptions): readonly Certificate[] {
  const { data, minimal } = runSteps(steps);
  return lab.sync.certify(lab.sync.fitRelu(data, options), data, { minimalSamples: minimal });
}

export const gridNumbers = (config: Config, key: string): number[] =>
  (config.parameters[key] as readonly number[]).slice().sort((a, b) => a - b);
