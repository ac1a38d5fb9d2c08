import type { LabelledData } from "../../data/labelled.js";
import { log } from "../../numerics/log.js";
import { euclideanNorm } from "../../numerics/norm.js";
import { preactivations, probabilities, type SoftmaxNetwork } from "./network.js";

/** S3-T4: the classification errors v of §5.1 and the norms of the pseudo-gradient of every unit. */
export interface PseudoGradient {
  /** v = max over i, a, b of p_{a,b}·E v_{i,a,b}: how wrong the worst component is, with its weight. */
  readonly v: number;
  /** ‖∂̃L/∂w_r‖ for every unit r: masks of w⁰, probabilities of w. */
  readonly norms: Float64Array;
  /** Share of samples whose label has the largest output. */
  readonly accuracy: number;
  /** Mean of −log o_y over the samples; Infinity where a probability has underflowed. */
  readonly loss: number;
}

/**
 * On the first `samples` samples. `component` names the component of each inside its class, 0…components−1; without it a class is one.
 * v_{a,a,b} = Σ_{i≠a} o_i, v_{i,a,b} = −o_i (§5.1); the pseudo-gradient of unit r is the mean of Σ_i a_{i,r}(o_i − 1{i = y}) 1{⟨w⁰_r, x⟩ ≥ 0} x.
 */
export function pseudoGradient(network: SoftmaxNetwork, data: LabelledData, samples: number): PseudoGradient {
  const { hidden, features, classes } = network;
  const size = { hidden, samples, features };
  const o = probabilities(network, preactivations(network.weights, data.X, size), samples);
  const start = preactivations(network.initialWeights, data.X, size);
  const errors = o.map((p, e) => p - (e % classes === data.labels[Math.floor(e / classes)] ? 1 : 0));
  const norms = new Float64Array(hidden);
  const sum = new Float64Array(features);
  for (let r = 0; r < hidden; r++) {
    sum.fill(0);
    for (let s = 0; s < samples; s++) {
      if (!(start[r * samples + s] >= 0)) continue;
      let pull = 0;
      for (let i = 0; i < classes; i++) pull += network.outputWeights[i * hidden + r] * errors[s * classes + i];
      for (let c = 0; c < features; c++) sum[c] += pull * data.X[s * features + c];
    }
    norms[r] = euclideanNorm(sum) / samples;
  }
  const labels = data.labels.subarray(0, samples);
  const right = labels.filter((label, s) => isLargest(o.subarray(s * classes, (s + 1) * classes), label));
  return {
    v: largestError(errors, data, samples),
    norms,
    accuracy: right.length / samples,
    loss: Array.from(labels, (label, s) => -log(o[s * classes + label])).reduce((sum, loss) => sum + loss, 0) / samples,
  };
}

/** The lowest index among the largest wins, as in training. */
const isLargest = (row: Float64Array, label: number): boolean => row.every((p, i) => (i < label ? p < row[label] : p <= row[label]));

/** p_{a,b}·E v_{i,a,b} is a sum over the samples of the component, divided by n: v_{a,a,b} is the largest of its i. */
function largestError(errors: Float64Array, { labels, components, classes }: LabelledData, samples: number): number {
  const sums = new Map<number, number>();
  for (let s = 0; s < samples; s++) {
    const key = labels[s] + classes * (components?.[s] ?? 0);
    sums.set(key, (sums.get(key) ?? 0) - errors[s * classes + labels[s]]);
  }
  let largest = 0;
  for (const sum of sums.values()) largest = Math.max(largest, sum / samples);
  return largest;
}
