import type { OneReluModel, RegressionData } from "../data/dataset.js";
import { dot } from "../numerics/norm.js";

/** Root mean square of f(x_i) − y_i at some weights, f64 sums. */
export function residual(
  { samples, features, X, y }: Pick<RegressionData, "samples" | "features" | "X" | "y">,
  weights: ArrayLike<number>,
  model: OneReluModel,
): number {
  let squares = 0;
  for (let i = 0; i < samples; i++) {
    const product = dot(X, weights, features, i * features);
    const difference = (model === "relu" ? Math.max(0, product) : product) - y[i];
    squares += difference * difference;
  }
  return Math.sqrt(squares / samples);
}
