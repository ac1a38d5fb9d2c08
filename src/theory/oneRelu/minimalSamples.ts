import type { Constraint } from "../../data/constraint.js";
import { ballSamples, l1SampleBound, orthantSamples, simplexSampleBound, subspaceSamples } from "./closedForms.js";

export interface MinimalSamples {
  /** n₀, or a bound on it. */
  readonly value: number;
  /** `upper-bound`: on δ(C), with ω² ≤ δ(C) ≤ ω² + 1. */
  readonly kind: "exact" | "upper-bound";
}

/**
 * n₀ = ω²(C ∩ B) of K at w* where there is a formula (S1-T1), for K with w* on its boundary; null for the ℓ0 kinds, whose cone only
 * Monte-Carlo measures (`lab.gaussianWidth`).
 */
export function minimalSamples(constraint: Constraint, truth: Float64Array): MinimalSamples | null {
  const d = truth.length;
  const support = truth.reduce((sum, w) => sum + (w === 0 ? 0 : 1), 0);
  switch (constraint.kind) {
    case "subspace":
      return { value: subspaceSamples(constraint.dimension), kind: "exact" };
    case "l2":
      return { value: constraint.radius === 0 ? 0 : ballSamples(d), kind: "exact" };
    case "non-negative":
      return { value: orthantSamples(d, support), kind: "exact" };
    case "box": {
      if (constraint.lower === constraint.upper) return { value: 0, kind: "exact" };
      const inside = truth.filter((w) => w > constraint.lower && w < constraint.upper).length;
      return { value: orthantSamples(d, inside), kind: "exact" };
    }
    case "l1":
      return { value: l1SampleBound(d, support).bound, kind: "upper-bound" };
    case "simplex":
      return { value: simplexSampleBound(d, support).bound, kind: "upper-bound" };
    case "l0":
    case "non-negative-l0":
    case "group-l0":
      return null;
  }
}
