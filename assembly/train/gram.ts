// The Gram engine: for fixed data the pre-activations Z = W Xᵀ are kept instead of W. With G = X Xᵀ, an update of unit j by
// sample i is Z[j,:] += c_j·G[i,:], and a step without update costs O(k) whatever d. Same law as the primal engine, other bits.
// This file makes G, Z and W; gramLoop.ts trains.
import { REAL } from "../lanes";
import { rowTimes, rowUpdate } from "../linear/rowTimes";
import { TwoLayerState } from "./state";

/** G = X Xᵀ from compressed rows and Xᵀ (d, stride); G is (n, stride), padding columns are 0. */
export function gramMatrix(gram: usize, starts: usize, index: usize, value: usize, columns: usize, n: usize, stride: usize): void {
  for (let i: usize = 0; i < n; i++) {
    const start = load<u32>(starts + (i << 2));
    const nonZeros = load<u32>(starts + (i << 2), 4) - start;
    rowTimes(gram + i * stride * REAL, index + (<usize>start << 2), value + <usize>start * REAL, nonZeros, columns, stride);
  }
}

/** Z from W for samples from…to−1, forgetting all rounding that updates have left in it. */
export function gramPreactivations(state: usize, from: usize, to: usize): void {
  const s = changetype<TwoLayerState>(state);
  const k = s.k;
  const z = s.z;
  for (let i = from; i < to; i++) {
    const start = load<u32>(s.starts + (i << 2));
    const nonZeros = load<u32>(s.starts + (i << 2), 4) - start;
    rowTimes(z, s.index + (<usize>start << 2), s.value + <usize>start * REAL, nonZeros, s.W, s.K);
    for (let j: usize = 0; j < k; j++) store<real>(s.Z + (j * s.zStride + i) * REAL, load<real>(z + j * REAL));
  }
}

/** W += Σ_i (ηv∘y_i·count_i) x_iᵀ: the weights after all updates since W was last written; count is left as it is. */
export function gramWeights(state: usize): void {
  const s = changetype<TwoLayerState>(state);
  const n = s.n;
  const K = s.K;
  for (let i: usize = 0; i < n; i++) {
    if (load<u32>(s.updatesOf + (i << 2)) == 0) continue;
    const y = load<real>(s.y + i * REAL);
    const count = s.count + i * K * REAL;
    for (let j: usize = 0; j < K; j++)
      store<real>(s.c + j * REAL, load<real>(s.etaV + j * REAL) * y * load<real>(count + j * REAL));
    const start = load<u32>(s.starts + (i << 2));
    const nonZeros = load<u32>(s.starts + (i << 2), 4) - start;
    rowUpdate(s.W, s.index + (<usize>start << 2), s.value + <usize>start * REAL, nonZeros, s.c, K);
  }
}
