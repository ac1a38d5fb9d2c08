import { exp } from "../../numerics/exp.js";

/** A network of S3 beside its start: f_i(x) = Σ_r a_{i,r} max(0, ⟨w_r, x⟩). */
export interface SoftmaxNetwork {
  /** k. */
  readonly classes: number;
  /** m. */
  readonly hidden: number;
  /** d. */
  readonly features: number;
  /** a, (classes, hidden) row-major. */
  readonly outputWeights: ArrayLike<number>;
  /** w⁰, (hidden, features) row-major. */
  readonly initialWeights: ArrayLike<number>;
  /** w, (hidden, features) row-major. */
  readonly weights: ArrayLike<number>;
}

/** ⟨w_r, x_s⟩ for the first `samples` rows of X, (hidden, samples) row-major, f64 sums; four samples share every weight that is read. */
export function preactivations(
  weights: ArrayLike<number>,
  X: ArrayLike<number>,
  size: { hidden: number; samples: number; features: number },
): Float64Array {
  const { hidden, samples, features } = size;
  const Z = new Float64Array(hidden * samples);
  const last = Math.max(0, samples - 1) * features;
  for (let s = 0; s < samples; s += 4) {
    // Beyond the end the last sample is taken again and not stored.
    const [x0, x1, x2, x3] = [0, 1, 2, 3].map((t) => Math.min(last, (s + t) * features));
    for (let r = 0; r < hidden; r++) {
      let [a, b, c, d] = [0, 0, 0, 0];
      for (let j = 0, w = r * features; j < features; j++, w++) {
        const weight = weights[w];
        a += weight * X[x0 + j];
        b += weight * X[x1 + j];
        c += weight * X[x2 + j];
        d += weight * X[x3 + j];
      }
      const sums = [a, b, c, d];
      for (let t = 0; t < 4 && s + t < samples; t++) Z[r * samples + s + t] = sums[t];
    }
  }
  return Z;
}

/** o_i(x_s), (samples, classes) row-major, from the pre-activations: softmax of the outputs, the largest logit taken out first. */
export function probabilities({ classes, hidden, outputWeights }: SoftmaxNetwork, Z: Float64Array, samples: number): Float64Array {
  const o = new Float64Array(samples * classes);
  for (let r = 0; r < hidden; r++)
    for (let s = 0; s < samples; s++) {
      const h = Z[r * samples + s];
      if (h > 0) for (let i = 0; i < classes; i++) o[s * classes + i] += outputWeights[i * hidden + r] * h;
    }
  for (let s = 0; s < samples; s++) {
    const row = o.subarray(s * classes, (s + 1) * classes);
    const largest = row.reduce((a, b) => Math.max(a, b), -Infinity);
    const sum = row.reduce((total, f, i) => total + (row[i] = exp(f - largest)), 0);
    for (let i = 0; i < classes; i++) row[i] /= sum;
  }
  return o;
}

/** L_r = max_i a_{i,r} − min_i a_{i,r}: what the loss of one sample can pull unit r with, over ‖x‖. */
export function pullOf({ classes, hidden, outputWeights }: SoftmaxNetwork): Float64Array {
  return Float64Array.from({ length: hidden }, (_, r) => {
    let [least, most] = [Infinity, -Infinity];
    for (let i = 0; i < classes; i++) {
      least = Math.min(least, outputWeights[i * hidden + r]);
      most = Math.max(most, outputWeights[i * hidden + r]);
    }
    return most - least;
  });
}
