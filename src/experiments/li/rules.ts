import { showNumber } from "../../theory/certificate.js";
import { STANDARD_ERRORS } from "../rates.js";
import { meanOf } from "../statistics.js";
import type { Check } from "../types.js";

// Checks of S3: on every repeat, or on means with their standard errors.

/** Every repeat keeps the limit. */
export function every(id: string, text: string, values: readonly number[], side: "at least" | "at most", limit: number): Check {
  const worst = values.reduce(
    (a, b) => (side === "at least" ? Math.min(a, b) : Math.max(a, b)),
    side === "at least" ? Infinity : -Infinity,
  );
  return {
    id,
    text,
    passed: values.length === 0 || (side === "at least" ? worst >= limit : worst <= limit),
    observed: values.length === 0 ? "nothing yet" : `${showNumber(worst)} in the worst of ${values.length}`,
    expected: `${side} ${showNumber(limit)} in every repeat`,
  };
}

/**
 * The mean of the first group exceeds that of the second. Fails only if it falls short by so many standard errors of the difference: two
 * means of a few repeats are never known better.
 */
export function falls(id: string, text: string, from: readonly number[], to: readonly number[]): Check {
  const [a, b] = [meanOf(from), meanOf(to)];
  const error = Math.sqrt(a.error * a.error + b.error * b.error);
  const slack = error < Infinity ? STANDARD_ERRORS * error : 0;
  return {
    id,
    text,
    passed: from.length === 0 || to.length === 0 || b.mean - a.mean <= slack,
    observed: `${showNumber(a.mean)} to ${showNumber(b.mean)}`,
    expected: `no rise by more than ${STANDARD_ERRORS} standard errors`,
  };
}

/** Mean within a range. */
export function meanWithin(id: string, text: string, values: readonly number[], low: number, high: number): Check {
  const { mean } = meanOf(values);
  return {
    id,
    text,
    passed: values.length === 0 || (mean >= low && mean <= high),
    observed: values.length === 0 ? "nothing yet" : `${showNumber(mean)}, mean of ${values.length}`,
    expected: `${showNumber(low)} to ${showNumber(high)}`,
  };
}

/** Slope of y over x by least squares, on natural logarithms made by the caller. */
export function slopeOf(points: readonly { readonly x: number; readonly y: number }[]): number {
  const [x, y] = [meanOf(points.map((p) => p.x)).mean, meanOf(points.map((p) => p.y)).mean];
  const [top, below] = points.reduce(([a, b], p) => [a + (p.x - x) * (p.y - y), b + (p.x - x) * (p.x - x)], [0, 0]);
  return below === 0 ? NaN : top / below;
}
