import type { RegressionData } from "../../data/dataset.js";

export type Samples = Pick<RegressionData, "samples" | "features" | "X">;

/** X h, f64. */
export function timesX({ samples, features, X }: Samples, h: ArrayLike<number>): Float64Array {
  const out = new Float64Array(samples);
  for (let i = 0; i < samples; i++) for (let c = 0, at = i * features; c < features; c++) out[i] += X[at + c] * h[c];
  return out;
}

/** (1/n) Σ_i weight_i x_i, f64. */
export function meanOfRows({ samples, features, X }: Samples, weight: ArrayLike<number>): Float64Array {
  const out = new Float64Array(features);
  for (let i = 0; i < samples; i++)
    if (weight[i] !== 0) for (let c = 0, at = i * features; c < features; c++) out[c] += weight[i] * X[at + c];
  return out.map((sum) => sum / samples);
}
