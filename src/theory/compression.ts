import { reading } from "../errors.js";
import { log } from "../numerics/log.js";
import { checkNumber } from "../train/check.js";

export interface CompressionInput {
  /** n. */
  readonly samples: number;
  /** c: non-zero updates of the run, repetitions included; 0 counts as 1. */
  readonly updates: number;
  /** L_V: 0/1 error on the samples that never caused an update. Default 0. */
  readonly unusedError?: number;
  /** δ. Default 0.05. */
  readonly delta?: number;
  /**
   * K: noisy units a step, max(|N⁺_v|, |N⁻_v|) for Algorithm 1, 0 for plain SGD. The masks are part of the message that rebuilds the
   * network, 2^K for each update (errata 65). 0 gives the paper's printed bound.
   */
  readonly noisyUnits?: number;
}

export interface CompressionBound {
  /** On the probability of error of a new sample; Infinity where n < 2c. */
  readonly bound: number;
  /** The bound holds for all c = 1, 2, … at once with this probability, 1 − δ/(1 − δ). */
  readonly confidence: number;
  /** Is the bound below 1 and n ≥ 2c? Otherwise it says nothing. */
  readonly informative: boolean;
}

/**
 * Theorem 3 of S0 (eq. 13), a compression bound on the 0/1 risk with the measured number of updates:
 * L_V + √(L_V·4cΛ/n) + 8cΛ/n, Λ = ln(n/δ) + K·ln 2, n ≥ 2c. With L_V = 0 it is Corollary 1 (eq. 14). Throws `ARG_*`.
 */
export function compressionBound(given: CompressionInput): CompressionBound {
  const where = "compressionBound()";
  const input = reading(where, () => ({ ...given }));
  const n = checkNumber(where, "samples", input.samples, { min: 1, integer: true, example: 1000 });
  const updates = checkNumber(where, "updates", input.updates, { min: 0, integer: true, example: 100 });
  const error = checkNumber(where, "unusedError", input.unusedError ?? 0, { min: 0, max: 1, example: 0 });
  const delta = checkNumber(where, "delta", input.delta ?? 0.05, { above: 0, max: 0.5, example: 0.05 });
  const K = checkNumber(where, "noisyUnits", input.noisyUnits ?? 0, { min: 0, integer: true, example: 5 });
  const c = Math.max(1, updates);
  const message = log(n / delta) + K * 0.6931471805599453;
  const bound = n < 2 * c ? Infinity : error + Math.sqrt((error * 4 * c * message) / n) + (8 * c * message) / n;
  return { bound, confidence: 1 - delta / (1 - delta), informative: bound < 1 };
}
