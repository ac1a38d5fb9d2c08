import { deriveSeed } from "../data/streams.js";
import type { WidthEstimate } from "../theory/oneRelu/width.js";
import type { PreparedRegression } from "../train/preparedRegression.js";
import type { Config, TrialContext } from "./types.js";

// What the experiments on sparsity and sample size share: n₀ of the ℓ0 cone, and data of n = ratio·n₀ samples.

/** Draws of the Monte-Carlo width: its standard error is below 0.5 % of n₀ for d ≥ 100. */
const DRAWS = 1000;

/** n₀ = ω² of the cone of s-sparse vectors at an s-sparse w* (S1 Def. 2.3): it depends on d and s alone. */
export function sparseWidth(
  { lab, config, shared }: Pick<TrialContext, "lab" | "config" | "shared">,
  features: number,
  sparsity: number,
): WidthEstimate {
  return shared(`width:${features}:${sparsity}`, () => {
    const truth = new Float64Array(features).fill(1, 0, sparsity);
    return lab.gaussianWidth({ kind: "l0", sparsity }, truth, { draws: DRAWS, seed: deriveSeed(config.seed, features, sparsity) });
  });
}

/** Planted sparse data: X and w* depend on (seed, d, s, trial), so a larger n starts with the samples of a smaller one. */
export function sparseData(
  { lab, config }: TrialContext,
  size: { readonly features: number; readonly sparsity: number; readonly samples: number; readonly model: "relu" | "linear" },
  index: number,
): PreparedRegression {
  const { features, sparsity, samples, model } = size;
  const seed = deriveSeed(config.seed, features, sparsity);
  return lab.prepareRegression(lab.data.planted({ samples, features, weights: { kind: "sparse", sparsity }, model, seed, trial: index }));
}

export const gridNumbers = (config: Config, key: string): number[] =>
  (config.parameters[key] as readonly number[]).slice().sort((a, b) => a - b);
