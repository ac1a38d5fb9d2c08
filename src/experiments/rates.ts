import { count } from "../errors.js";
import { binomialLowerTail, binomialUpperTail } from "../numerics/binomialTest.js";
import type { Check } from "./types.js";

// Shares of trials: what checks decide by, and how figures and texts show them.

/** A check on a rate fails only when the exact binomial probability of what was seen is below this. */
export const LEVEL = 1e-6;
/** A check on a mean, or on the difference of two rates, fails only beyond so many standard errors. */
export const STANDARD_ERRORS = 4;

export interface Rate {
  readonly successes: number;
  readonly trials: number;
}

export function pool(rates: readonly Rate[]): Rate {
  return rates.reduce((sum, rate) => ({ successes: sum.successes + rate.successes, trials: sum.trials + rate.trials }), {
    successes: 0,
    trials: 0,
  });
}

/** `1,234 of 2,000`. */
export const ofTrials = ({ successes, trials }: Rate): string => `${count(successes)} of ${count(trials)}`;

/** A square of a heat map: its value, and how much of it is filled while trials arrive. */
export const heatOf = ({ successes, trials }: Rate, planned: number): { readonly value: number | null; readonly share: number } => ({
  value: trials === 0 ? null : successes / trials,
  share: trials / planned,
});

/** A rate against its limit by the exact binomial test; no check without trials. `meet` says what the trials do, as in `meet it`. */
export function rateCheck(id: string, text: string, rate: Rate, side: "at most" | "at least", limit: number, meet = ""): Check[] {
  if (rate.trials === 0) return [];
  const tail = side === "at most" ? binomialUpperTail : binomialLowerTail;
  return [
    {
      id,
      text,
      passed: tail(rate.successes, rate.trials, limit) >= LEVEL,
      observed: ofTrials(rate),
      expected: `${side} ${Math.round(limit * 100)} %${meet === "" ? "" : ` ${meet}`}, exact binomial test at 1e-6`,
    },
  ];
}

/** A check that all trials have to meet. */
export function allCheck(id: string, text: string, rate: Rate, what = ""): Check {
  const observed = `${ofTrials(rate)}${what === "" ? "" : ` ${what}`}`;
  return { id, text, passed: rate.successes === rate.trials, observed, expected: "all" };
}

/**
 * (rate after − rate before) in standard errors of the difference if both rates were one, the pooled rate. (With each rate's own
 * variance, 1 of 1 against 0 of 1 would be infinitely many.)
 */
export function standardErrors(before: Rate, after: Rate): number {
  const a = before.successes / before.trials;
  const b = after.successes / after.trials;
  if (a === b) return 0;
  const rate = (before.successes + after.successes) / (before.trials + after.trials);
  return (b - a) / Math.sqrt(rate * (1 - rate) * (1 / before.trials + 1 / after.trials));
}
