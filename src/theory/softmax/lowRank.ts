import { exp } from "../../numerics/exp.js";
import { log } from "../../numerics/log.js";
import { RelulabError, show } from "../../errors.js";

/** S3-T8: how low the rank of an update is. `values` are singular values, in any order. */
export interface LowRank {
  /** exp of the entropy of σ_i/Σσ (Roy, Vetterli 2007): between 1 and the number of values; 0 for a matrix of zeros. */
  readonly effectiveRank: number;
  /** ‖A‖_F²/σ₁². */
  readonly stableRank: number;
  /** Share of ‖A‖_F² in the largest `top` values; 1 for a matrix of zeros. */
  readonly energy: number;
  /** σ_top/σ_{top+1}; Infinity where the latter is 0 or there is none. */
  readonly gap: number;
}

/** Throws `ARG_RANGE`. `top` is k·ℓ in S3. */
export function lowRank(values: ArrayLike<number>, top: number): LowRank {
  const sorted = Float64Array.from(values).sort().reverse();
  const wrong = sorted.find((value) => !(value >= 0 && value < Infinity));
  if (wrong !== undefined || !Number.isSafeInteger(top) || top < 1)
    throw new RelulabError(
      "ARG_RANGE",
      wrong === undefined
        ? `lowRank(): top must be an integer ≥ 1, got ${show(top)}.`
        : `lowRank(): singular values are finite and ≥ 0, one is ${show(wrong)}.`,
      "Pass what singularValues() gave, and for example 20.",
    );
  const largest = sorted[0] ?? 0;
  if (largest === 0) return { effectiveRank: 0, stableRank: 0, energy: 1, gap: Infinity };
  // Relative to σ₁, so that no square overflows.
  const scaled = sorted.map((value) => value / largest);
  const sum = scaled.reduce((a, b) => a + b, 0);
  const squares = scaled.reduce((a, b) => a + b * b, 0);
  const entropy = scaled.reduce((h, value) => (value > 0 ? h - (value / sum) * log(value / sum) : h), 0);
  const kept = scaled.subarray(0, top).reduce((a, b) => a + b * b, 0);
  const next = scaled[top] ?? 0;
  return {
    effectiveRank: exp(entropy),
    stableRank: squares,
    energy: kept / squares,
    gap: next === 0 ? Infinity : scaled[top - 1] / next,
  };
}
