// Gradient descent on a softmax network, S3 eq. (1) and §5.1, as obvious loops in f64.

export interface Network {
  readonly hidden: number;
  readonly features: number;
  readonly classes: number;
  /** (hidden, features). */
  readonly weights: Float64Array;
  /** Where the masks of pseudo methods come from. */
  readonly start: Float64Array;
  /** (classes, hidden). */
  readonly outputWeights: ArrayLike<number>;
}

export interface Samples {
  readonly X: ArrayLike<number>;
  readonly labels: ArrayLike<number>;
}

export type Method = "gradient" | "pseudo-gradient" | "pseudo-network";

const product = (weights: ArrayLike<number>, r: number, X: ArrayLike<number>, i: number, features: number): number => {
  let sum = 0;
  for (let c = 0; c < features; c++) sum += weights[r * features + c] * X[i * features + c];
  return sum;
};

const isActive = (z: number, atZero: number): boolean => z > 0 || (z === 0 && atZero === 1);

/** f(x_i), or g(x_i) of the pseudo-network. */
export function outputs(network: Network, { X }: Samples, i: number, method: Method, atZero = 1): number[] {
  const { hidden, features, classes, weights, start, outputWeights } = network;
  const f = new Array<number>(classes).fill(0);
  for (let r = 0; r < hidden; r++) {
    const z = product(weights, r, X, i, features);
    const gate = method === "pseudo-network" ? product(start, r, X, i, features) : z;
    if (isActive(gate, atZero)) for (let c = 0; c < classes; c++) f[c] += outputWeights[c * hidden + r] * z;
  }
  return f;
}

export function softmax(f: readonly number[]): number[] {
  const top = Math.max(...f);
  const e = f.map((x) => Math.exp(x - top));
  const sum = e.reduce((a, b) => a + b, 0);
  return e.map((x) => x / sum);
}

/** w ← w − η·(1/B)Σ ∂L(w, x_i, y_i); returns the mean loss at w. */
export function step(
  network: Network,
  samples: Samples,
  batch: ArrayLike<number>,
  learningRate: number,
  method: Method,
  atZero = 1,
): number {
  const { hidden, features, classes, weights, start, outputWeights } = network;
  const gradient = new Float64Array(weights.length);
  let loss = 0;
  for (let b = 0; b < batch.length; b++) {
    const i = batch[b];
    const o = softmax(outputs(network, samples, i, method, atZero));
    loss -= Math.log(o[samples.labels[i]]);
    for (let r = 0; r < hidden; r++) {
      const gate = product(method === "gradient" ? weights : start, r, samples.X, i, features);
      if (!isActive(gate, atZero)) continue;
      let pull = 0;
      for (let c = 0; c < classes; c++) pull += outputWeights[c * hidden + r] * (o[c] - (c === samples.labels[i] ? 1 : 0));
      for (let c = 0; c < features; c++) gradient[r * features + c] += (pull * samples.X[i * features + c]) / batch.length;
    }
  }
  for (let e = 0; e < weights.length; e++) weights[e] -= learningRate * gradient[e];
  return loss / batch.length;
}

/** Loss and right predictions over all samples; of equal outputs the first class is predicted. */
export function score(network: Network, samples: Samples, method: Method = "gradient"): { loss: number; right: number } {
  let [loss, right] = [0, 0];
  for (let i = 0; i < samples.labels.length; i++) {
    const f = outputs(network, samples, i, method);
    loss -= Math.log(softmax(f)[samples.labels[i]]);
    if (f.indexOf(Math.max(...f)) === samples.labels[i]) right++;
  }
  return { loss: loss / samples.labels.length, right };
}

/** Pairs of unit and sample with different masks at two sets of weights, and units with such a pair. */
export function changedMasks(network: Network, { X, labels }: Samples): { pairs: number; units: number } {
  const { hidden, features, weights, start } = network;
  let [pairs, units] = [0, 0];
  for (let r = 0; r < hidden; r++) {
    let own = 0;
    for (let i = 0; i < labels.length; i++) if (product(weights, r, X, i, features) >= 0 !== product(start, r, X, i, features) >= 0) own++;
    pairs += own;
    if (own > 0) units++;
  }
  return { pairs, units };
}
