// What a non-zero update by (x, y) does to φ(W) = ⟨W, Ω⟩ and ψ²(W) = ‖W‖² by the proofs of S0 and S2, as data for the monitor. c and C are
// the least and greatest v_t/v_0 of the run so far (S2 eq. 8), both 1 where v is not trained; the sums need c > 0.

import { dot } from "../numerics/norm.js";

export interface Start {
  /** v at the start. */
  readonly outputWeights: Float64Array;
  readonly learningRate: number;
  readonly slope: number;
}

export interface ProofInequalities {
  readonly source: string;
  /** Ω for a separator ω*, (hidden, features) row-major. */
  target(start: Start, separator: ArrayLike<number>, features: number): Float64Array;
  /** φ grows by at least this. */
  gain(start: Start, c: number): number;
}

/**
 * Ω* = sgn(v) ⊗ ω*ᵀ/v_min (S0 eq. 15; k × d, errata 15): (hidden, features) row-major. A separator of fewer features (no bias) is
 * filled up with 0. By S0-T3 (eq. 17) the network with these weights has loss 0.
 */
export function alignedNetwork(outputWeights: ArrayLike<number>, separator: ArrayLike<number>, features: number): Float64Array {
  const smallest = Array.from(outputWeights).reduce((least, v) => Math.min(least, Math.abs(v)), Infinity);
  return outer(outputWeights, separator, features, (v, w) => (Math.sign(v) * w) / smallest);
}

function outer(v: ArrayLike<number>, w: ArrayLike<number>, features: number, product: (v: number, w: number) => number): Float64Array {
  const target = new Float64Array(v.length * features);
  for (let j = 0; j < v.length; j++) for (let e = 0; e < w.length; e++) target[j * features + e] = product(v[j], w[e]);
  return target;
}

/** ReLU: at least one gate is 1, and |v_j|/v_min ≥ 1 for it (eq. 24). */
const relu: ProofInequalities = {
  source: "S0 eq. 19, 21, 24",
  target: ({ outputWeights }, separator, features) => alignedNetwork(outputWeights, separator, features),
  gain: ({ learningRate }, c) => learningRate * c,
};

/**
 * Leaky ReLU: every gate is at least α, so Ω = v ⊗ ω*ᵀ gains ηα‖v‖² for any v. The paper has v = ±v and Ω/v, which gains 2kηvα
 * (S2 eq. 9, 11, 12).
 */
const leaky: ProofInequalities = {
  source: "S2 eq. 9, 11, 12",
  target: ({ outputWeights }, separator, features) => outer(outputWeights, separator, features, (v, w) => v * w),
  gain: ({ outputWeights, learningRate, slope }, c) => learningRate * slope * c * dot(outputWeights, outputWeights),
};

/** The inequalities of a network's proof. */
export const inequalitiesOf = (slope: number): ProofInequalities => (slope > 0 ? leaky : relu);

/** ψ² grows by at most this: the margin was below 1, and every gate is at most 1 (S0 eq. 21, S2 eq. 12, in their radius form). */
export function growthLimit({ outputWeights, learningRate }: Start, C: number, squaredNorm: number): number {
  return learningRate * learningRate * dot(outputWeights, outputWeights) * squaredNorm * (C * C) + 2 * learningRate;
}
