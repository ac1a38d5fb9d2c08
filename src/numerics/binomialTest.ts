import { betaInc } from "./betaInc.js";

/** P(X ≤ successes) for X ~ Binomial(trials, probability), by I_{1−p}(n−s, s+1). */
export function binomialLowerTail(successes: number, trials: number, probability: number): number {
  if (successes < 0) return 0;
  return successes >= trials ? 1 : betaInc(1 - probability, trials - successes, successes + 1);
}

/** P(X ≥ successes) for X ~ Binomial(trials, probability), by I_p(s, n−s+1). */
export function binomialUpperTail(successes: number, trials: number, probability: number): number {
  if (successes <= 0) return 1;
  return successes > trials ? 0 : betaInc(probability, successes, trials - successes + 1);
}
