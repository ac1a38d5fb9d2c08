import { RelulabError, show } from "../../errors.js";
import { euclideanNorm } from "../../numerics/norm.js";
import { TopEigenvalue } from "../../numerics/lanczos.js";
import { gramTimes } from "../../train/deepExact.js";
import type { DeepMemory } from "../../train/deepMemory.js";
import type { Pieces } from "../../train/deepProducts.js";
import { MOST_STEPS, startVector } from "../spectralNorm.js";

// Numbers of the layers of a network that has just been run forward: what S4's Theorems 5.1 and 5.3 speak of.

/** An inner loop in JavaScript takes as long as so many multiply-adds of a kernel. */
export const SCRIPT = 4;

/** Squares of squares of numbers up to this stay finite in f64. */
const MOST = 1e60;

/** All samples forward. Throws `ARG_RANGE` where numbers of the network are too large to be measured. */
export function* forwardAll(network: DeepMemory): Pieces {
  const overflow = yield* network.forward(network.rows(0), network.data.samples);
  if (overflow === 0 && network.bound <= MOST) return;
  const found =
    overflow > 0 ? `those of layer ${overflow} may leave the range of ${network.data.precision}` : `one may be ${show(network.bound)}`;
  throw new RelulabError("ARG_RANGE", `the network's numbers are too large to be measured: ${found}.`, "Use smaller weights or steps.");
}

/** Samples of layer l as rows of f64, (n, m_l); layer 0: the inputs. */
export function layerRows(network: DeepMemory, layer: number, n: number): Float64Array[] {
  const m = network.sizes[layer];
  if (layer === 0) {
    const X = network.memory.reals("X");
    return Array.from({ length: n }, (_, i) => Float64Array.from(X.subarray(i * m, (i + 1) * m)));
  }
  return columnsOf(network.hidden(layer, n), n);
}

/** The n columns of (m, n) numbers as rows of f64. A loop: `Float64Array.from` with a function takes twenty times as long. */
export function columnsOf(values: ArrayLike<number>, n: number): Float64Array[] {
  const m = values.length / n;
  const rows = Array.from({ length: n }, () => new Float64Array(m));
  for (let j = 0; j < m; j++) for (let i = 0; i < n; i++) rows[i][j] = values[j * n + i];
  return rows;
}

export interface OppositePairs {
  /** Least ‖x − x'‖ over pairs with different labels; Infinity without one. */
  readonly least: number;
  /** Such a pair; null without one. */
  readonly nearest: readonly [number, number] | null;
  /** Least ⟨x, x'⟩ over these pairs. */
  readonly leastProduct: number;
}

function unitOf(row: Float64Array): Float64Array {
  const norm = euclideanNorm(row);
  if (!(norm > 0)) return row;
  const unit = new Float64Array(row.length);
  for (let c = 0; c < row.length; c++) unit[c] = row[c] / norm;
  return unit;
}

/** All pairs of samples with different labels, after x ↦ x/‖x‖; a sample 0 stays 0. */
export function* oppositePairs(rows: readonly Float64Array[], y: ArrayLike<number>): Pieces<OppositePairs> {
  const unit = rows.map(unitOf);
  let [least, leastProduct, nearest]: [number, number, readonly [number, number] | null] = [Infinity, Infinity, null];
  for (let i = 0; i < unit.length; i++) {
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
    yield SCRIPT * i * unit[i].length;
  }
  return { least: Math.sqrt(least), nearest, leastProduct };
}

/** ‖W_l‖₂, or ‖W_l − W_l(0)‖₂ with `fromStart`, by Lanczos steps, f64: from below, and exact up to rounding once it has settled. */
export function* spectralNorm(network: DeepMemory, layer: number, fromStart: boolean): Pieces<number> {
  const columns = network.sizes[layer - 1];
  const top = new TopEigenvalue(startVector(columns), Math.min(MOST_STEPS, columns + 1));
  while (!top.step(yield* gramTimes(network, layer, top.vector, fromStart)));
  return Math.sqrt(Math.max(0, top.value));
}

/**
 * Nodes j of the last layer with ‖(1/n)Σ a_i y_i σ'(⟨w_j, x_i⟩)x_i‖ ≥ ‖a‖∞/(2n) on x = x_{L−1} (Theorem 5.1 (viii) with the y_i of errata 53 and the
 * constant ½ of Lemma A.14), by the Gram matrix of the x_i.
 */
export function* goodNodes(network: DeepMemory, gram: Float64Array, y: ArrayLike<number>, a: ArrayLike<number>): Pieces<number> {
  const n = y.length;
  const L = network.layers;
  const most = Array.from(a).reduce((b, x) => Math.max(b, x), 0);
  let good = 0;
  for (let j = 0; j < network.sizes[L]; j++) {
    const H = network.hidden(L, n);
    const on = Array.from({ length: n }, (_, i) => i).filter((i) => a[i] > 0 && H[j * n + i] > 0);
    let square = 0;
    for (const i of on) for (const k of on) square += a[i] * y[i] * a[k] * y[k] * gram[i * n + k];
    if (Math.sqrt(Math.max(0, square)) >= most / 2) good++;
    yield SCRIPT * (n + on.length * on.length);
  }
  return good;
}

/** Inner products of rows, (n, n) row-major, f64. */
export function* gramOf(rows: readonly Float64Array[]): Pieces<Float64Array> {
  const n = rows.length;
  const G = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let product = 0;
      for (let c = 0; c < rows[i].length; c++) product += rows[i][c] * rows[j][c];
      G[i * n + j] = G[j * n + i] = product;
    }
    yield SCRIPT * (i + 1) * rows[i].length;
  }
  return G;
}
