import { reading } from "../errors.js";
import { dot } from "../numerics/norm.js";
import { checkNumber } from "../train/check.js";

export interface LowerBoundInput {
  /** ‖ω*‖² of the basis data of S0 Appendix C: their dimension d. */
  readonly features: number;
  /** η. */
  readonly learningRate: number;
  readonly outputWeights: ArrayLike<number>;
}

/**
 * The least non-zero updates that Algorithm 1 needs on the basis data from W⁰ = 0 (S0 Theorem 2, eq. 44): `printed` = ‖ω*‖²/(η‖v‖²), and
 * the sharper `counted` = d·⌈1/(η·Σ_{v_j>0} v_j²)⌉: each coordinate needs that many steps, and nothing else moves it. Throws `ARG_*`.
 */
export function updateLowerBound(given: LowerBoundInput): { readonly printed: number; readonly counted: number } {
  const where = "updateLowerBound()";
  const input = reading(where, () => ({ ...given, outputWeights: Float64Array.from(given.outputWeights) }));
  const d = checkNumber(where, "features", input.features, { min: 1, integer: true, example: 16 });
  const eta = checkNumber(where, "learningRate", input.learningRate, { above: 0, example: 0.01 });
  const v = Array.from(input.outputWeights);
  const square = (values: readonly number[]): number => dot(values, values);
  const positive = square(v.filter((x) => x > 0));
  checkNumber(where, "the sum of squares of the positive outputWeights", positive, { above: 0, example: 1 });
  return { printed: d / (eta * square(v)), counted: d * Math.ceil(1 / (eta * positive)) };
}

export interface LeakyBoundInput {
  /** 0 < α < 1. */
  readonly slope: number;
  /** η. */
  readonly learningRate: number;
  /** ‖v‖². */
  readonly outputSquare: number;
  /** ‖ω*‖. */
  readonly separatorNorm: number;
  /** r. Default 1. */
  readonly dataRadius?: number;
}

/**
 * The most non-zero updates of plain SGD with leaky ReLU from W⁰ = 0, any v: (‖ω*‖²/α²)(r² + 2/(η‖v‖²)) (S0 eq. 12; errata 5: `printed`
 * has 1 in place of 2). What it gains over `zeroStartBound` is the price of ReLU; it diverges as α → 0. Throws `ARG_*`.
 */
export function leakyUpdateBound(given: LeakyBoundInput, errata: "corrected" | "printed" = "corrected"): number {
  const where = "leakyUpdateBound()";
  const input = reading(where, () => ({ ...given }));
  const slope = checkNumber(where, "slope", input.slope, { above: 0, max: 1, example: 0.1 });
  const eta = checkNumber(where, "learningRate", input.learningRate, { above: 0, example: 0.01 });
  const square = checkNumber(where, "outputSquare", input.outputSquare, { above: 0, example: 4 });
  const norm = checkNumber(where, "separatorNorm", input.separatorNorm, { above: 0, example: 10 });
  const r = checkNumber(where, "dataRadius", input.dataRadius ?? 1, { above: 0, example: 1 });
  return ((norm * norm) / (slope * slope)) * (r * r + (errata === "printed" ? 1 : 2) / (eta * square));
}
