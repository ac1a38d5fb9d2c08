import { TopEigenvalue } from "../../numerics/lanczos.js";
import { euclideanNorm } from "../../numerics/norm.js";
import type { DeepMemory } from "../../train/deepMemory.js";
import type { Pieces } from "../../train/deepProducts.js";
import { startVector } from "../spectralNorm.js";
import { columnsOf, layerRows } from "./layerNumbers.js";

// Norms of what lies between layers of a network that has just been run forward: (v) to (vii) of Theorems 5.1 and 5.3.

/** Steps for the norms of products; in f32 the products themselves are good to six digits. */
const PRODUCT_STEPS = 40;

/**
 * ‖W_{l2}ᵀ∏Σ_rW_rᵀ‖₂ of Theorem 5.1 (v) (`masked`: with Σ_{l2}, as in 5.3 (v)) for each of n samples, all at once: one product of matrices a step. The
 * network holds the forward pass of these samples.
 */
export function* productNorms(
  network: DeepMemory,
  [from, to]: readonly [number, number],
  n: number,
  masked: boolean,
): Pieces<Float64Array> {
  const inputs = network.sizes[from - 1];
  const tops = Array.from({ length: n }, () => new TopEigenvalue(startVector(inputs), Math.min(PRODUCT_STEPS, inputs + 1)));
  const settled = tops.map(() => false);
  while (settled.includes(false)) {
    const V = network.signals(from - 1, n);
    tops.forEach(({ vector }, i) => vector.forEach((x, c) => (V[c * n + i] = x)));
    for (let l = from; l <= to; l++) yield* network.push(l, n, l < to || masked);
    for (let l = to; l >= from; l--) yield* network.pull(l, n, l > from);
    const product = network.signals(from - 1, n);
    tops.forEach((top, i) => {
      if (!settled[i]) settled[i] = top.step(Float64Array.from({ length: inputs }, (_, c) => product[c * n + i]));
    });
  }
  return Float64Array.from(tops, ({ value }) => Math.sqrt(Math.max(0, value)));
}

/** Keeps the s largest entries in size and scales the vector to norm 1; returns the norm that it had. */
export function keepLargest(vector: Float64Array, s: number): number {
  const limit = s >= vector.length ? 0 : vector.map(Math.abs).sort()[vector.length - s];
  for (let c = 0; c < vector.length; c++) if (Math.abs(vector[c]) < limit) vector[c] = 0;
  const norm = euclideanNorm(vector);
  if (norm > 0) for (let c = 0; c < vector.length; c++) vector[c] /= norm;
  return norm;
}

const SPARSE_STEPS = 10;

/** bᵀW_{l2}ᵀ∏Σ_rW_rᵀa over s-sparse unit a, b (Theorem 5.1 (vii)), by truncated power iteration: a lower estimate for each sample. */
export function* sparseProductNorms(
  network: DeepMemory,
  [from, to]: readonly [number, number],
  n: number,
  s: number,
): Pieces<Float64Array> {
  const column = (layer: number, i: number): Float64Array => {
    const D = network.signals(layer, n);
    return Float64Array.from({ length: network.sizes[layer] }, (_, c) => D[c * n + i]);
  };
  const truncate = (layer: number): Float64Array => {
    const norms = new Float64Array(n);
    for (let i = 0; i < n; i++) {
      const vector = column(layer, i);
      norms[i] = keepLargest(vector, s);
      const D = network.signals(layer, n);
      vector.forEach((x, c) => (D[c * n + i] = x));
    }
    return norms;
  };
  const start = startVector(network.sizes[from - 1]);
  network.signals(from - 1, n).forEach((_, e, V) => (V[e] = start[Math.floor(e / n)]));
  truncate(from - 1);
  let best = new Float64Array(n);
  for (let step = 0; step < SPARSE_STEPS; step++) {
    for (let l = from; l <= to; l++) yield* network.push(l, n, l < to);
    best = truncate(to).map((value, i) => Math.max(value, best[i]));
    for (let l = to; l >= from; l--) yield* network.pull(l, n, l > from);
    truncate(from - 1);
  }
  return best;
}

/** Rows vᵀ∏_{r≥l}Σ_rW_rᵀ of every layer and sample: what (vi) of Theorems 5.1 and 5.3 multiplies with sparse a. */
export interface GradientRows {
  /** By layer: greatest over the samples of the supremum over s_l-sparse unit a, exactly: the norm of the s_l largest entries of the row. */
  readonly sparse: readonly number[];
  /** Greatest |row·x_{l−1} − f(x)|/‖x_{l−1}‖ by layer: 0 up to rounding, because f is homogeneous in x_{l−1} where masks do not change. */
  readonly mismatch: readonly number[];
}

/** Sorting a number among a thousand takes as long as so many multiply-adds. */
const SORTED = 400;

/** The network holds the forward pass of these n samples; `sparsity` is s_l by layer. Infinity where a number may leave the range. */
export function* gradientRows(network: DeepMemory, n: number, sparsity: readonly number[]): Pieces<GradientRows> {
  const layers = Array.from({ length: network.layers }, (_, l) => l + 1);
  const outputs = network.outputs(n);
  const { overflow } = yield* network.backward(new Float64Array(n).fill(1));
  const beyond = layers.map(() => Infinity);
  if (overflow > 0) return { sparse: beyond, mismatch: beyond };
  const [sparse, mismatch]: number[][] = [[], []];
  for (const l of layers) {
    const inputs = layerRows(network, l - 1, n);
    // From the first layer up: a pull writes over the signals of the layer below.
    yield* network.pull(l, n, false);
    const rows = columnsOf(network.signals(l - 1, n), n);
    let [longest, furthest] = [0, 0];
    for (const [i, x] of inputs.entries()) {
      const found = rowOf(x, outputs[i], sparsity[l - 1], rows[i]);
      [longest, furthest] = [Math.max(longest, found.sparse), Math.max(furthest, found.mismatch)];
      yield SORTED * x.length;
    }
    sparse.push(longest);
    mismatch.push(furthest);
  }
  return { sparse, mismatch };
}

function rowOf(x: Float64Array, output: number, s: number, row: Float64Array): { sparse: number; mismatch: number } {
  const norm = euclideanNorm(x);
  const product = row.reduce((sum, value, c) => sum + value * x[c], 0);
  // A dead layer: both are 0.
  const mismatch = norm > 0 ? Math.abs(product - output) / norm : Math.abs(output);
  return { sparse: keepLargest(row, s), mismatch };
}

/** All 1 ≤ l1 < l2 ≤ L, or `most` of them evenly through their list. */
export function layerPairs(layers: number, most: number): (readonly [number, number])[] {
  const all = (layers * (layers - 1)) / 2;
  const count = Math.min(all, most);
  return Array.from({ length: count }, (_, t) => {
    // Rank in the list (1,2), (1,3), (2,3), (1,4) …: pair (l1, l2) has rank (l2 − 1)(l2 − 2)/2 + l1 − 1. The last one is always taken.
    const rank = count === 1 ? all - 1 : Math.floor((t * (all - 1)) / (count - 1));
    let to = 2;
    while ((to * (to - 1)) / 2 <= rank) to++;
    return [rank - ((to - 1) * (to - 2)) / 2 + 1, to];
  });
}

/** May vectors go through these layers and back without leaving the range? A unit vector grows by their norms at most. */
export function productFits(network: DeepMemory, [from, to]: readonly [number, number], weightNorms: readonly number[]): boolean {
  const growth = weightNorms.slice(from - 1, to).reduce((product, norm) => product * norm, 1);
  return growth * growth < network.range;
}
