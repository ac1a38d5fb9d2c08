import { euclideanNorm } from "../../numerics/norm.js";
import { TopEigenvalue } from "../../numerics/lanczos.js";
import type { DeepMemory, Pieces } from "../../train/deepMemory.js";
import { MOST_STEPS, startVector } from "../spectralNorm.js";

// Numbers of the layers of a network that has just been run forward: what S4's Theorems 5.1 and 5.3 speak of.

/** Samples of layer l as rows of f64, (n, m_l); layer 0: the inputs. */
export function layerRows(network: DeepMemory, layer: number, n: number): Float64Array[] {
  const m = network.sizes[layer];
  if (layer === 0) {
    const X = network.memory.reals("X");
    return Array.from({ length: n }, (_, i) => Float64Array.from(X.subarray(i * m, (i + 1) * m)));
  }
  const H = network.hidden(layer, n);
  return Array.from({ length: n }, (_, i) => Float64Array.from({ length: m }, (_, j) => H[j * n + i]));
}

export interface OppositePairs {
  /** Least ‖x − x'‖ over pairs with different labels; Infinity without one. */
  readonly least: number;
  /** Such a pair; null without one. */
  readonly nearest: readonly [number, number] | null;
  /** Least ⟨x, x'⟩ over these pairs. */
  readonly leastProduct: number;
}

/** All pairs of samples with different labels, after x ↦ x/‖x‖; a sample 0 stays 0. */
export function oppositePairs(rows: readonly Float64Array[], y: ArrayLike<number>): OppositePairs {
  const unit = rows.map((row) => {
    const norm = euclideanNorm(row);
    return norm > 0 ? row.map((x) => x / norm) : row;
  });
  let [least, leastProduct, nearest]: [number, number, readonly [number, number] | null] = [Infinity, Infinity, null];
  for (let i = 0; i < unit.length; i++)
    for (let j = 0; j < i; j++) {
      if (y[i] === y[j]) continue;
      let [square, product] = [0, 0];
      for (let c = 0; c < unit[i].length; c++) {
        const difference = unit[i][c] - unit[j][c];
        square += difference * difference;
        product += unit[i][c] * unit[j][c];
      }
      if (square < least) [least, nearest] = [square, [j, i]];
      leastProduct = Math.min(leastProduct, product);
    }
  return { least: Math.sqrt(least), nearest, leastProduct };
}

/** ‖W_l‖₂, or ‖W_l − W_l(0)‖₂ with `fromStart`, by Lanczos steps, f64: from below, and exact up to rounding once it has settled. */
export function* spectralNorm(network: DeepMemory, layer: number, fromStart: boolean): Pieces<number> {
  const columns = network.sizes[layer - 1];
  const top = new TopEigenvalue(startVector(columns), Math.min(MOST_STEPS, columns + 1));
  while (!top.step(yield* network.gramTimes(layer, top.vector, fromStart)));
  return Math.sqrt(Math.max(0, top.value));
}

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

/** sup of vᵀ∏_{r≥l}Σ_rW_rᵀa over s-sparse unit a (Theorem 5.1 (vi)), exactly: the norm of the s largest entries of that row; greatest of n samples. */
export function* sparseGradientNorm(network: DeepMemory, layer: number, n: number, s: number): Pieces<number> {
  yield* network.backward(new Float64Array(n).fill(1));
  yield* network.pull(layer, n, false);
  const D = network.signals(layer - 1, n);
  let most = 0;
  for (let i = 0; i < n; i++) {
    const row = Float64Array.from({ length: network.sizes[layer - 1] }, (_, c) => D[c * n + i]);
    most = Math.max(most, keepLargest(row, s));
  }
  return most;
}

/**
 * Nodes j of the last layer with ‖(1/n)Σ a_i y_i σ'(⟨w_j, x_i⟩)x_i‖ ≥ ‖a‖∞/(2n) on x = x_{L−1} (Theorem 5.1 (viii) with the y_i of errata 53 and the
 * constant ½ of Lemma A.14), by the Gram matrix of the x_i.
 */
export function goodNodes(network: DeepMemory, gram: Float64Array, y: ArrayLike<number>, a: ArrayLike<number>): number {
  const n = y.length;
  const L = network.layers;
  const H = network.hidden(L, n);
  const most = Array.from(a).reduce((b, x) => Math.max(b, x), 0);
  let good = 0;
  for (let j = 0; j < network.sizes[L]; j++) {
    const on = Array.from({ length: n }, (_, i) => i).filter((i) => a[i] > 0 && H[j * n + i] > 0);
    let square = 0;
    for (const i of on) for (const k of on) square += a[i] * y[i] * a[k] * y[k] * gram[i * n + k];
    if (Math.sqrt(Math.max(0, square)) >= most / 2) good++;
  }
  return good;
}

/** Inner products of rows, (n, n) row-major, f64. */
export function gramOf(rows: readonly Float64Array[]): Float64Array {
  const n = rows.length;
  const G = new Float64Array(n * n);
  for (let i = 0; i < n; i++)
    for (let j = 0; j <= i; j++) {
      let product = 0;
      for (let c = 0; c < rows[i].length; c++) product += rows[i][c] * rows[j][c];
      G[i * n + j] = G[j * n + i] = product;
    }
  return G;
}
