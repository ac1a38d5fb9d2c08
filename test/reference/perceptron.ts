import type { BinaryData } from "../../src/data/dataset.js";

/** Rosenblatt's perceptron without bias, in order, until a pass without a mistake; undefined after `passes`. */
export function perceptron({ X, y, samples, features }: BinaryData, passes: number): Float64Array | undefined {
  const w = new Float64Array(features);
  for (let pass = 0; pass < passes; pass++) {
    let mistakes = 0;
    for (let r = 0; r < samples; r++) {
      if (y[r] * output(w, X, r * features) > 0) continue;
      mistakes++;
      for (let i = 0; i < features; i++) w[i] += y[r] * X[r * features + i];
    }
    if (mistakes === 0) return w;
  }
  return undefined;
}

/** min y·wᵀx / ‖w‖ over all samples. */
export function leastMargin(w: Float64Array, { X, y, samples, features }: BinaryData): number {
  let least = Infinity;
  for (let r = 0; r < samples; r++) least = Math.min(least, y[r] * output(w, X, r * features));
  return least / Math.sqrt(w.reduce((sum, value) => sum + value * value, 0));
}

function output(w: Float64Array, X: BinaryData["X"], at: number): number {
  let sum = 0;
  for (let i = 0; i < w.length; i++) sum += w[i] * X[at + i];
  return sum;
}
