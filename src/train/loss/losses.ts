import { exp } from "../../numerics/exp.js";
import { pow } from "../../numerics/pow.js";
import { sigmoid, softplus } from "../../numerics/softplus.js";

// Losses ℓ(x) of the margin x = y·f, with the constants of S4's assumptions. Each −ℓ' is a function of ℓ alone, which is how the constants
// were found; ℓ⁰ is 1 where ℓ > 0 and 0 where ℓ = 0 (errata 56), and ℓ' = 0 at a kink where ℓ = 0.

/** Constants of Assumptions 3.2, 3.3 and 4.4 of S4: min{α₀, α₁ℓᵖ} ≤ −ℓ' ≤ min{ρ₀, ρ₁ℓᵖ} and |ℓ''| ≤ λ. Infinity: no such limit. */
export interface LossConstants {
  /** 0 ≤ p ≤ 1; the paper prints p > 0, but hinge has p = 0. */
  readonly p: number;
  readonly alpha0: number;
  readonly alpha1: number;
  /** Default Infinity: Assumption 3.3 is not claimed. */
  readonly lambda: number;
  /** Default Infinity, both: Assumption 4.4 is not claimed. */
  readonly rho0: number;
  readonly rho1: number;
}

export interface Loss {
  /** As results and captions name it. */
  readonly name: string;
  value(margin: number): number;
  /** ℓ', at most 0 for the losses of the paper. */
  derivative(margin: number): number;
  /** Null for a loss of one's own without any. */
  readonly constants: LossConstants | null;
  /** λ on {ℓ ≤ level}: what stands for Assumption 3.3 where a loss is smooth only there (exponential, polynomial hinge). */
  smoothnessBelow(level: number): number;
}

/** `smoothed-hinge`: Huberized with a quadratic part of width h; `tau-hinge`: (τ − x)₊; `polynomial-hinge`: (1 − x)₊^q, q ≥ 2. */
export type NamedLoss =
  | "hinge"
  | "squared-hinge"
  | "modified-huber"
  | "logistic"
  | "exponential"
  | { readonly kind: "smoothed-hinge"; readonly width: number }
  | { readonly kind: "tau-hinge"; readonly tau: number }
  | { readonly kind: "polynomial-hinge"; readonly degree: number };

/** Constants that are not smooth anywhere else than everywhere. */
const make = (name: string, constants: LossConstants, value: Loss["value"], derivative: Loss["derivative"]): Loss => ({
  name,
  value,
  derivative,
  constants,
  smoothnessBelow: () => constants.lambda,
});

/** (τ − x)₊. */
export function hinge(tau: number, name: string): Loss {
  const constants = { p: 0, alpha0: 1, alpha1: 1, lambda: Infinity, rho0: 1, rho1: 1 };
  return make(
    name,
    constants,
    (x) => Math.max(0, tau - x),
    (x) => (x < tau ? -1 : 0),
  );
}

/** (1 − x)²/(2h) for 1 − h ≤ x ≤ 1, 1 − x − h/2 below, 0 above: −ℓ' = min{1, √(2ℓ/h)}. */
export function smoothedHinge(width: number): Loss {
  const slope = Math.sqrt(2 / width);
  return make(
    `smoothed hinge, width ${width}`,
    { p: 0.5, alpha0: 1, alpha1: slope, lambda: 1 / width, rho0: 1, rho1: slope },
    (x) => (x >= 1 ? 0 : x <= 1 - width ? 1 - x - width / 2 : ((1 - x) * (1 - x)) / (2 * width)),
    (x) => (x >= 1 ? 0 : -Math.min(1, (1 - x) / width)),
  );
}

/** (1 − x)₊² for x ≥ −1, −4x below: −ℓ' = min{4, 2√ℓ}. */
function modifiedHuber(): Loss {
  return make(
    "modified Huber",
    { p: 0.5, alpha0: 4, alpha1: 2, lambda: 2, rho0: 4, rho1: 2 },
    (x) => (x >= 1 ? 0 : x < -1 ? -4 * x : (1 - x) * (1 - x)),
    (x) => (x >= 1 ? 0 : -Math.min(4, 2 * (1 - x))),
  );
}

/** ln(1 + e^{−x}): −ℓ' = 1 − e^{−ℓ}. α₀ = α₁ = ½ is valid; 1 − 1/e is the best pair of equal numbers. */
function logistic(): Loss {
  return make(
    "logistic",
    { p: 1, alpha0: 0.5, alpha1: 0.5, lambda: 0.25, rho0: 1, rho1: 1 },
    (x) => softplus(-x),
    (x) => -sigmoid(-x),
  );
}

/** e^{−x}: −ℓ' = ℓ, and ℓ'' = ℓ is at most c where ℓ is. */
function exponential(): Loss {
  const constants = { p: 1, alpha0: Infinity, alpha1: 1, lambda: Infinity, rho0: Infinity, rho1: 1 };
  return {
    ...make(
      "exponential",
      constants,
      (x) => exp(-x),
      (x) => -exp(-x),
    ),
    smoothnessBelow: (level) => level,
  };
}

/** (1 − x)₊^q: −ℓ' = q·ℓ^{1−1/q}, ℓ'' = q(q−1)·ℓ^{1−2/q}. */
export function polynomialHinge(degree: number, name: string): Loss {
  const lambda = degree === 2 ? 2 : Infinity;
  const constants = { p: 1 - 1 / degree, alpha0: Infinity, alpha1: degree, lambda, rho0: Infinity, rho1: degree };
  return {
    ...make(
      name,
      constants,
      (x) => (x < 1 ? pow(1 - x, degree) : 0),
      (x) => (x < 1 ? -degree * pow(1 - x, degree - 1) : 0),
    ),
    smoothnessBelow: (level) => degree * (degree - 1) * pow(level, 1 - 2 / degree),
  };
}

type PlainLossName = Extract<NamedLoss, string>;

/** Losses that need no number, by name. */
export const LOSSES: Readonly<Record<PlainLossName, Loss>> = {
  hinge: hinge(1, "hinge"),
  "squared-hinge": polynomialHinge(2, "squared hinge"),
  "modified-huber": modifiedHuber(),
  logistic: logistic(),
  exponential: exponential(),
};
