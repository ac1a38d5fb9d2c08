import type { Constraint } from "../../data/constraint.js";
import { distance, dot } from "../../numerics/norm.js";
import { coneSupremum } from "./cone.js";
import { lemma65Coefficients } from "./constants.js";
import { meanOfRows, type Samples, timesX } from "./products.js";

export type FourTerms = readonly [Float64Array, Float64Array, Float64Array, Float64Array];

/**
 * The four vectors t_k with ⟨u, h − ∇L(w)⟩ = Σ_k ⟨u, t_k⟩, h = w − w*, of S1 (6.14) (errata 24), in the order of (6.15)-(6.18). The sum is
 * exact for y = max(0, Xw*), w* ≠ 0 and sgn(0) = 0: where (6.14) has sgn(a)(1 − sgn(a)sgn(b)), here is sgn(a) − sgn(b), which is the same
 * unless ⟨x_i, w⟩ = 0, as at w = 0.
 */
export function lemma65Terms(data: Samples, w: ArrayLike<number>, truth: Float64Array): FourTerms {
  const h = truth.map((x, c) => w[c] - x);
  const square = dot(truth, truth);
  const along = dot(truth, h) / square;
  const [a, b, xh] = [timesX(data, w), timesX(data, truth), timesX(data, h)];
  const sign = (v: Float64Array): Float64Array => v.map((x) => Math.sign(x));
  const [sa, sb] = [sign(a), sign(b)];
  const flipped = sa.map((s, i) => 1 - s * sb[i]);
  const gram = meanOfRows(data, xh);
  return [
    h.map((x, c) => x - gram[c]),
    meanOfRows(
      data,
      xh.map((x, i) => -sb[i] * x),
    ),
    // ⟨x_i, h⊥⟩ = ⟨x_i, h⟩ − along·b_i.
    meanOfRows(
      data,
      xh.map((x, i) => flipped[i] * sb[i] * (x - along * b[i])),
    ),
    meanOfRows(
      data,
      b.map((x, i) => (0.5 * (1 - sb[i]) * (sa[i] - sb[i]) + along * flipped[i]) * Math.abs(x)),
    ),
  ];
}

export interface Lemma65Term {
  /** sup of ⟨u, t_k⟩ over C ∩ B, divided by ‖h‖: exact for this w. */
  readonly measured: number;
  /** The lemma's coefficient of ‖h‖. */
  readonly coefficient: number;
}

/** S1-T7: the four terms of Lemma 6.5 at one w, each against its own bound; a lower estimate of the supremum over all w ∈ E(ε). */
export function lemma65(
  data: Samples,
  constraint: Constraint,
  truth: Float64Array,
  w: ArrayLike<number>,
  delta = 1e-4,
  epsilon: number = 7 / 200,
): readonly Lemma65Term[] {
  const norm = distance(w, truth);
  const coefficients = lemma65Coefficients(delta, epsilon);
  return lemma65Terms(data, w, truth).map((term, k) => ({
    measured: norm === 0 ? 0 : coneSupremum(constraint, truth, term) / norm,
    coefficient: coefficients[k],
  }));
}
