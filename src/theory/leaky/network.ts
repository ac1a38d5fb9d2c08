import type { BinaryData } from "../../data/dataset.js";
import { dot } from "../../numerics/norm.js";
import { checkNumber } from "../../train/check.js";

// Networks of S2: 2k hidden units, output weights +v for the first k and −v for the others, σ(z) = max(αz, z) (S2-M1).

/** A network that a construction returns: f64, `weights` (hidden, features) row-major. */
export interface ConstructedNetwork {
  readonly weights: Float64Array;
  readonly outputWeights: Float64Array;
}

/** σ(z) = max(αz, z) for 0 ≤ α < 1. */
export const leaky = (z: number, slope: number): number => (z > 0 ? z : slope * z);

/** k ≥ 1: half of an even number of hidden units. */
export const checkPairs = (where: string, pairs: unknown): number =>
  checkNumber(where, "pairs", pairs, { min: 1, max: 2 ** 19, integer: true, example: 5 });

/** 0 ≤ α < 1; theorems of leaky ReLU need α > 0. */
export const checkSlope = (where: string, slope: unknown, zero: "allowed" | "refused"): number =>
  checkNumber(where, "slope", slope, { ...(zero === "allowed" ? { min: 0 } : { above: 0 }), below: 1, example: 0.1 });

/** f(x_i) = Σ_j v_j·σ(⟨w_j, x_i⟩) for every sample, f64 sums. */
export function networkOutputs(
  { weights, outputWeights }: { readonly weights: ArrayLike<number>; readonly outputWeights: ArrayLike<number> },
  { X, samples, features }: Pick<BinaryData, "X" | "samples" | "features">,
  slope: number,
): Float64Array {
  const f = new Float64Array(samples);
  for (let i = 0; i < samples; i++)
    for (let j = 0; j < outputWeights.length; j++)
      f[i] += outputWeights[j] * leaky(dot(weights, X, features, j * features, i * features), slope);
  return f;
}
