import { BidiagonalValues } from "../numerics/bidiagonal.js";
import { philox4x32 } from "../numerics/philox.js";
import type { BinaryData } from "../data/dataset.js";

// The same work as the kernels do, as good plain JavaScript would write it. Only the benchmarks use it: here, and nowhere else in src,
// Math.log and friends are allowed, because no result depends on them.

export function dot(x: Float32Array, y: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < x.length; i++) sum += x[i] * y[i];
  return sum;
}

export function axpy(y: Float32Array, x: Float32Array, a: number): void {
  for (let i = 0; i < x.length; i++) y[i] += a * x[i];
}

export function matvec(out: Float32Array, A: Float32Array, x: Float32Array): void {
  const n = x.length;
  for (let i = 0; i < out.length; i++) {
    let sum = 0;
    for (let c = 0, at = i * n; c < n; c++) sum += A[at + c] * x[c];
    out[i] = sum;
  }
}

export function matvecTransposed(out: Float32Array, A: Float32Array, y: Float32Array): void {
  const n = out.length;
  out.fill(0);
  for (let i = 0; i < y.length; i++) for (let c = 0, at = i * n; c < n; c++) out[c] += A[at + c] * y[i];
}

export function rankOne(A: Float32Array, x: Float32Array, y: Float32Array, a: number): void {
  const n = y.length;
  for (let i = 0; i < x.length; i++) {
    const scale = a * x[i];
    for (let c = 0, at = i * n; c < n; c++) A[at + c] += scale * y[c];
  }
}

/** C (m,n) = op(A)·op(B), the innermost loop along rows where the form allows it. */
export function gemm(C: Float32Array, A: Float32Array, B: Float32Array, m: number, n: number, d: number, form: "NN" | "NT" | "TN"): void {
  if (form === "NT") {
    for (let i = 0; i < m; i++)
      for (let j = 0; j < n; j++) {
        let sum = 0;
        for (let t = 0, a = i * d, b = j * d; t < d; t++) sum += A[a + t] * B[b + t];
        C[i * n + j] = sum;
      }
    return;
  }
  const [down, right] = form === "NN" ? [d, 1] : [1, m];
  C.fill(0);
  for (let i = 0; i < m; i++)
    for (let t = 0; t < d; t++) {
      const a = A[i * down + t * right];
      for (let j = 0, c = i * n, b = t * n; j < n; j++) C[c + j] += a * B[b + j];
    }
}

/** P (n,k) = softmax(Z) − onehot(labels); returns the sum of the losses. */
export function softmaxLoss(P: Float32Array, Z: Float32Array, labels: Uint32Array, k: number): number {
  let loss = 0;
  for (let i = 0; i < labels.length; i++) {
    const at = i * k;
    let top = Z[at];
    for (let c = 1; c < k; c++) if (Z[at + c] > top) top = Z[at + c];
    let sum = 0;
    for (let c = 0; c < k; c++) sum += P[at + c] = Math.exp(Z[at + c] - top);
    for (let c = 0; c < k; c++) P[at + c] /= sum;
    loss += Math.log(sum) + top - Z[at + labels[i]];
    P[at + labels[i]] -= 1;
  }
  return loss;
}

/** Householder bidiagonalisation of A (m,n), m ≥ n, row-major and used up (Golub and Kahan); then the QR sweeps of src/numerics. */
export function singularValues(A: Float64Array, m: number, n: number): Float64Array {
  const [d, e, sums] = [new Float64Array(n), new Float64Array(n), new Float64Array(n)];
  for (let k = 0; k < n; k++) {
    d[k] = reflectColumns(A, m, n, k, sums);
    if (k + 1 < n) e[k] = reflectRows(A, m, n, k);
  }
  const values = new BidiagonalValues(d, e);
  while (!values.advance(1e6));
  return values.values;
}

function reflectColumns(A: Float64Array, m: number, n: number, k: number, sums: Float64Array): number {
  let square = 0;
  for (let i = k; i < m; i++) square += A[i * n + k] * A[i * n + k];
  const beta = A[k * n + k] > 0 ? -Math.sqrt(square) : Math.sqrt(square);
  if (beta === 0) return 0;
  const pivot = A[k * n + k] - beta;
  A[k * n + k] = pivot;
  sums.fill(0);
  for (let i = k; i < m; i++) for (let j = k + 1, v = A[i * n + k]; j < n; j++) sums[j] += v * A[i * n + j];
  for (let i = k; i < m; i++) for (let j = k + 1, v = A[i * n + k] / (beta * pivot); j < n; j++) A[i * n + j] += v * sums[j];
  return beta;
}

function reflectRows(A: Float64Array, m: number, n: number, k: number): number {
  const row = k * n;
  let square = 0;
  for (let j = k + 1; j < n; j++) square += A[row + j] * A[row + j];
  const beta = A[row + k + 1] > 0 ? -Math.sqrt(square) : Math.sqrt(square);
  if (beta === 0) return 0;
  const pivot = A[row + k + 1] - beta;
  A[row + k + 1] = pivot;
  for (let i = k + 1; i < m; i++) {
    let sum = 0;
    for (let j = k + 1; j < n; j++) sum += A[i * n + j] * A[row + j];
    sum /= beta * pivot;
    for (let j = k + 1; j < n; j++) A[i * n + j] += sum * A[row + j];
  }
  return beta;
}

export function relu(out: Float32Array, mask: Float32Array, z: Float32Array): void {
  for (let i = 0; i < z.length; i++) {
    const active = z[i] > 0;
    mask[i] = active ? 1 : 0;
    out[i] = active ? z[i] : 0;
  }
}

export function philoxFill(out: Uint32Array, seed: number): void {
  const words = new Uint32Array(4);
  for (let e = 0; e < out.length; e += 4) {
    philox4x32(words, e / 4, 0, 0, 0, seed, 0);
    out.set(words, e);
  }
}

export function gaussianFill(out: Float32Array, seed: number): void {
  const words = new Uint32Array(4);
  for (let e = 0; e < out.length; e += 2) {
    if (e % 4 === 0) philox4x32(words, e / 4, 0, 0, 0, seed, 0);
    const r = Math.sqrt(-2 * Math.log((words[e % 4] + 0.5) / 2 ** 32));
    const angle = (2 * Math.PI * words[(e % 4) + 1]) / 2 ** 32;
    out[e] = r * Math.cos(angle);
    out[e + 1] = r * Math.sin(angle);
  }
}

/** Samples as lists of their non-zero features. */
export interface SparseSamples {
  readonly starts: Uint32Array;
  readonly index: Uint32Array;
  readonly value: Float64Array;
  readonly y: Int8Array;
}

export function sparse({ samples, features, X, y }: BinaryData): SparseSamples {
  const starts = new Uint32Array(samples + 1);
  const index: number[] = [];
  const value: number[] = [];
  for (let i = 0; i < samples; i++) {
    for (let c = 0; c < features; c++)
      if (X[i * features + c] !== 0) {
        index.push(c);
        value.push(X[i * features + c]);
      }
    starts[i + 1] = index.length;
  }
  return { starts, index: Uint32Array.from(index), value: Float64Array.from(value), y };
}

/** z = W x_i; W is (features, hidden). */
function preactivations(z: Float64Array, W: Float64Array, { starts, index, value }: SparseSamples, i: number): void {
  const k = z.length;
  z.fill(0);
  for (let t = starts[i]; t < starts[i + 1]; t++) for (let j = 0, at = index[t] * k; j < k; j++) z[j] += value[t] * W[at + j];
}

/** W += c x_iᵀ. */
function addSample(W: Float64Array, c: Float64Array, { starts, index, value }: SparseSamples, i: number): void {
  const k = c.length;
  for (let t = starts[i]; t < starts[i + 1]; t++) for (let j = 0, at = index[t] * k; j < k; j++) W[at + j] += value[t] * c[j];
}

/** Plain SGD (S0 eq. 8-9) over `steps` cyclic steps in f64; W is (features, hidden), the order that suits sparse rows. Returns the updates. */
export function sgd(W: Float64Array, v: Float64Array, data: SparseSamples, steps: number, eta: number): number {
  const { y } = data;
  const k = v.length;
  const z = new Float64Array(k);
  let updates = 0;
  for (let step = 0; step < steps; step++) {
    const i = step % y.length;
    preactivations(z, W, data, i);
    let f = 0;
    for (let j = 0; j < k; j++) if (z[j] > 0) f += v[j] * z[j];
    if (y[i] * f >= 1) continue;
    let moved = false;
    for (let j = 0; j < k; j++) {
      const c = z[j] >= 0 ? eta * v[j] * y[i] : 0;
      z[j] = c;
      moved ||= c !== 0;
    }
    if (!moved) continue;
    updates++;
    addSample(W, z, data, i);
  }
  return updates;
}

/** Leaky SGD (S2 eq. 3, 10): as sgd, with activation max(αz, z). Every violated sample moves every unit. */
export function leakySgd(W: Float64Array, v: Float64Array, data: SparseSamples, steps: number, eta: number, slope: number): number {
  const { y } = data;
  const k = v.length;
  const z = new Float64Array(k);
  let updates = 0;
  for (let step = 0; step < steps; step++) {
    const i = step % y.length;
    preactivations(z, W, data, i);
    let f = 0;
    for (let j = 0; j < k; j++) f += v[j] * (z[j] > 0 ? z[j] : slope * z[j]);
    if (y[i] * f >= 1) continue;
    updates++;
    for (let j = 0; j < k; j++) z[j] = eta * v[j] * y[i] * (z[j] >= 0 ? 1 : slope);
    addSample(W, z, data, i);
  }
  return updates;
}

/** Partitions so that the rank-th largest comes to its place (Hoare's FIND, the middle as pivot); returns it. */
function quickSelect(values: Float32Array | Float64Array, rank: number): number {
  let low = 0;
  let high = values.length - 1;
  while (low < high) {
    const pivot = values[(low + high) >> 1];
    let i = low;
    let j = high;
    while (i <= j) {
      while (values[i] > pivot) i++;
      while (values[j] < pivot) j--;
      if (i > j) break;
      const moved = values[i];
      values[i++] = values[j];
      values[j--] = moved;
    }
    if (rank - 1 <= j) high = j;
    else if (rank - 1 >= i) low = i;
    else break;
  }
  return values[rank - 1];
}

/** Keeps the s largest magnitudes of w, of equal ones those of lowest index; scratch is as long as w. */
export function hardThreshold(w: Float32Array | Float64Array, s: number, scratch: Float32Array | Float64Array): void {
  for (let j = 0; j < w.length; j++) scratch[j] = Math.abs(w[j]);
  const threshold = quickSelect(scratch, s);
  let ties = s;
  for (let j = 0; j < w.length; j++) if (Math.abs(w[j]) > threshold) ties--;
  for (let j = 0; j < w.length; j++) {
    const size = Math.abs(w[j]);
    if (size < threshold || (size === threshold && ties-- <= 0)) w[j] = 0;
  }
}

/** Projected gradient descent (S1 eq. 3.1-3.3) from 0 with whole products X w and Xᵀ r, as array libraries do it; returns w. */
export function fitSparse(
  X: Float64Array,
  y: Float64Array,
  features: number,
  s: number,
  iterations: number,
  linear: boolean,
): Float64Array {
  const n = y.length;
  const w = new Float64Array(features);
  const g = new Float64Array(features);
  const r = new Float64Array(n);
  const scratch = new Float64Array(features);
  for (let tau = 0; tau < iterations; tau++) {
    for (let i = 0; i < n; i++) {
      let a = 0;
      for (let c = 0, at = i * features; c < features; c++) a += X[at + c] * w[c];
      r[i] = linear ? a - y[i] : ((a > 0 ? a : 0) - y[i]) * (1 + Math.sign(a));
    }
    g.fill(0);
    for (let i = 0; i < n; i++) for (let c = 0, at = i * features; c < features; c++) g[c] += X[at + c] * r[i];
    const mu = linear || tau > 0 ? 1 : 2;
    for (let c = 0; c < features; c++) w[c] -= mu * (g[c] / n);
    hardThreshold(w, s, scratch);
  }
  return w;
}
