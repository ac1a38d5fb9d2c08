import { dot } from "../../numerics/norm.js";
import { preactivations, pullOf, type SoftmaxNetwork } from "./network.js";

/** What a run can have done to the activation patterns. */
export interface CouplingInput extends SoftmaxNetwork {
  /** (samples, features) row-major: the samples whose masks are looked at. */
  readonly X: ArrayLike<number>;
  readonly samples: number;
  /** The largest ‖x‖ of all training samples, of which those above may be a part. */
  readonly trainingRadius: number;
  readonly learningRate: number;
  /** t. */
  readonly steps: number;
  /** σ, the standard deviation of w⁰. */
  readonly initialStd: number;
  /** Relative rounding of one update of the weights: 2⁻²⁴ in f32. */
  readonly rounding: number;
  /** Number of points that (A1) has: k·ℓ in the case without variance, else every sample is one. */
  readonly points: number;
}

/** S3-T3, Lemma 5.1 (A.1, B.1), in three forms. Shares are of (unit, sample) pairs unless said otherwise. */
export interface Coupling {
  /** Pairs whose mask 1{⟨w_r, x⟩ ≥ 0} differs from that of w⁰. */
  readonly changed: number;
  /** Units with no changed mask: their gradient is the pseudo-gradient. */
  readonly coupledUnits: number;
  /** A priori, as printed: L = max_r L_r·max ‖x‖, τ = 2Lηt, and a share 1 − eτkℓ/σ of the units is coupled; below 0 it says nothing. */
  readonly printed: { readonly gradient: number; readonly tau: number; readonly units: number };
  /** A priori, by pair: |⟨w⁰_r, x⟩| > ηt·L_r·max ‖x_s‖·‖x‖ keeps the mask; the share of pairs where this does not hold. */
  readonly aPriori: number;
  /** A posteriori, exact: ‖w_r − w⁰_r‖·‖x‖ < |⟨w⁰_r, x⟩| keeps it; the share of pairs where this does not hold. */
  readonly aPosteriori: number;
  /** Pairs that were certain to keep their mask, a priori or a posteriori, and changed it: 0, or there is a bug. */
  readonly broken: number;
}

/** Masks are compared in f64; a bound must hold by this factor, so that rounding of the check decides nothing. */
const MARGIN = 1 + 1e-9;
const E = 2.718281828459045;

export function coupling(input: CouplingInput): Coupling {
  const { hidden, features, samples, learningRate, steps, trainingRadius, rounding } = input;
  const before = preactivations(input.initialWeights, input.X, { hidden, samples, features });
  const after = preactivations(input.weights, input.X, { hidden, samples, features });
  const pull = pullOf(input);
  const norms = rowNorms(input.X, samples, features);
  const [moved, size] = movesOf(input);
  const count = { changed: 0, aPriori: 0, aPosteriori: 0, broken: 0, coupled: 0 };
  for (let r = 0; r < hidden; r++) {
    // Each step adds at most one rounding of w_r to what the gradient adds.
    const far = MARGIN * steps * (learningRate * pull[r] * trainingRadius + rounding * size[r]);
    let coupled = true;
    for (let s = 0; s < samples; s++) {
      const e = r * samples + s;
      const start = Math.abs(before[e]);
      const changed = before[e] >= 0 !== after[e] >= 0;
      const [early, late] = [start > far * norms[s], start > MARGIN * moved[r] * norms[s]];
      if (changed) count.changed++;
      if (!early) count.aPriori++;
      if (!late) count.aPosteriori++;
      if (changed && (early || late)) count.broken++;
      coupled &&= !changed;
    }
    if (coupled) count.coupled++;
  }
  const pairs = hidden * samples;
  return {
    changed: count.changed / pairs,
    coupledUnits: count.coupled / hidden,
    printed: printed(input, pull),
    aPriori: count.aPriori / pairs,
    aPosteriori: count.aPosteriori / pairs,
    broken: count.broken,
  };
}

function printed({ learningRate, steps, initialStd, trainingRadius, points }: CouplingInput, pull: Float64Array): Coupling["printed"] {
  const gradient = pull.reduce((a, b) => Math.max(a, b), 0) * trainingRadius;
  const tau = 2 * gradient * learningRate * steps;
  return { gradient, tau, units: 1 - (E * tau * points) / initialStd };
}

function rowNorms(X: ArrayLike<number>, rows: number, features: number): Float64Array {
  return Float64Array.from({ length: rows }, (_, s) => Math.sqrt(dot(X, X, features, s * features, s * features)));
}

/** ‖w_r − w⁰_r‖, and the larger of ‖w_r‖ and ‖w⁰_r‖. */
function movesOf({ hidden, features, weights, initialWeights }: SoftmaxNetwork): [moved: Float64Array, size: Float64Array] {
  const difference = Float64Array.from({ length: hidden * features }, (_, e) => weights[e] - initialWeights[e]);
  const [end, start] = [rowNorms(weights, hidden, features), rowNorms(initialWeights, hidden, features)];
  return [rowNorms(difference, hidden, features), end.map((norm, r) => Math.max(norm, start[r]))];
}
