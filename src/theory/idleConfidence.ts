import { reading } from "../errors.js";
import { exp } from "../numerics/exp.js";
import { log } from "../numerics/log.js";
import { log1m } from "../numerics/log1m.js";
import { normalCdf } from "../numerics/normalCdf.js";
import { checkNumber } from "../train/check.js";

export interface IdleInput {
  /** w_max ≥ every ‖w_j‖ of the run. */
  readonly weightRadius: number;
  /** r ≥ every ‖x‖. Default 1. */
  readonly dataRadius?: number;
  /** γ. */
  readonly noiseStd: number;
  /** min(|N⁺_v|, |N⁻_v|): units of the rarer sign. */
  readonly rarerSign: number;
}

/** ln Φ(r·w_max/γ), the most that one visit without an update can hide. */
function logStay(where: string, { weightRadius, dataRadius = 1, noiseStd }: IdleInput): number {
  const w = checkNumber(where, "weightRadius", weightRadius, { min: 0, example: 10 });
  const r = checkNumber(where, "dataRadius", dataRadius, { above: 0, example: 1 });
  const gamma = checkNumber(where, "noiseStd", noiseStd, { above: 0, example: 10 });
  return log1m(normalCdf((-r * w) / gamma));
}

/**
 * Proposition 1 of S0: after n·p steps without a non-zero update in cyclic order, Algorithm 1 stands at a global minimum with at least
 * this probability, 1 − Φ(r·w_max/γ)^{p·min(|N⁺|,|N⁻|)} (Φ the standard normal distribution function, errata 6). Throws `ARG_*`.
 */
export function idleConfidence(passes: number, given: IdleInput): number {
  const input = reading("idleConfidence()", () => ({ ...given }));
  const p = checkNumber("idleConfidence()", "passes", passes, { min: 0, example: 10 });
  const m = checkNumber("idleConfidence()", "rarerSign", input.rarerSign, { min: 1, integer: true, example: 5 });
  return 1 - exp(p * m * logStay("idleConfidence()", input));
}

/** The inverse: passes p for confidence 1 − δ, as a real number; round up. Infinity where Φ is 1 in f64. Throws `ARG_*`. */
export function idlePassesFor(delta: number, given: IdleInput): number {
  const input = reading("idlePassesFor()", () => ({ ...given }));
  const d = checkNumber("idlePassesFor()", "delta", delta, { above: 0, max: 1, example: 1e-6 });
  const m = checkNumber("idlePassesFor()", "rarerSign", input.rarerSign, { min: 1, integer: true, example: 5 });
  const stay = logStay("idlePassesFor()", input);
  return stay === 0 ? Infinity : log(d) / (m * stay);
}
