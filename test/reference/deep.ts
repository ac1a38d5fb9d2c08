/** Deep ReLU networks (S4) by obvious loops in f64: W[l] as (m_l, m_{l−1}) rows, l from 0. */
export interface NaiveNetwork {
  readonly sizes: readonly number[];
  readonly W: readonly Float64Array[];
  readonly v: ArrayLike<number>;
}

/** x_0…x_L of one sample. */
export function activations({ sizes, W }: NaiveNetwork, x: ArrayLike<number>): Float64Array[] {
  const all = [Float64Array.from(x)];
  W.forEach((w, l) => {
    const input = all[l];
    all.push(
      Float64Array.from({ length: sizes[l + 1] }, (_, j) => {
        let z = 0;
        for (let c = 0; c < sizes[l]; c++) z += w[j * sizes[l] + c] * input[c];
        return z > 0 ? z : 0;
      }),
    );
  });
  return all;
}

export function output(network: NaiveNetwork, x: ArrayLike<number>): number {
  const last = activations(network, x).at(-1);
  return last.reduce((sum, h, j) => sum + network.v[j] * h, 0);
}

/** ∇_{W_l}f(x) for all l, laid out as W: backward, b ← v; b ← b∘mask_l, ∇_l = b x_{l−1}ᵀ, b ← W_lᵀb. */
export function outputGradients(network: NaiveNetwork, x: ArrayLike<number>): Float64Array[] {
  const { sizes, W } = network;
  const all = activations(network, x);
  const gradients: Float64Array[] = [];
  let b = Float64Array.from(network.v);
  for (let l = W.length; l > 0; l--) {
    const [m, d] = [sizes[l], sizes[l - 1]];
    b = b.map((value, j) => (all[l][j] > 0 ? value : 0));
    gradients[l - 1] = Float64Array.from({ length: m * d }, (_, e) => b[Math.floor(e / d)] * all[l - 1][e % d]);
    const before = new Float64Array(d);
    for (let j = 0; j < m; j++) for (let c = 0; c < d; c++) before[c] += W[l - 1][j * d + c] * b[j];
    b = before;
  }
  return gradients;
}
