import type { BinaryData } from "./dataset.js";

/** Rows of one class that are compared with all of the other before the next ones: they stay in the cache. */
const BLOCK = 32;
/** Features between two looks at whether a pair can still be the nearest one. */
const STRIDE = 16;

/**
 * φ of S4 Assumption 3.5: the least ‖x_i − x_j‖ over pairs with different labels, exact up to f64 rounding, by blocks; a pair is left as soon as
 * it cannot be the nearest. Infinity where there is one class only.
 */
export function classSeparation({ samples, features, X, y }: Pick<BinaryData, "samples" | "features" | "X" | "y">): number {
  const [positive, negative] = [1, -1].map((label) => Array.from({ length: samples }, (_, i) => i).filter((i) => y[i] === label));
  let least = Infinity;
  for (let from = 0; from < positive.length; from += BLOCK) {
    const block = positive.slice(from, from + BLOCK);
    for (const j of negative) for (const i of block) least = Math.min(least, squareBelow(X, i * features, j * features, features, least));
  }
  return Math.sqrt(least);
}

/** The squared distance of two rows, or some number ≥ limit if it is not below that. */
function squareBelow(X: Float32Array | Float64Array, a: number, b: number, features: number, limit: number): number {
  let sum = 0;
  for (let start = 0; start < features && sum < limit; start += STRIDE) {
    const end = Math.min(features, start + STRIDE);
    for (let c = start; c < end; c++) {
      const difference = X[a + c] - X[b + c];
      sum += difference * difference;
    }
  }
  return sum;
}
