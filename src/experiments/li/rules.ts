import { showNumber } from "../../theory/certificate.js";
import { meanOf } from "../statistics.js";
import type { Check } from "../types.js";

// Checks of S3: on every repeat, or on means against limits. With the quick presets none has failed yet: 20 seeds of li-fig3 and
// li-random-labels, 10 of the others.

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
 * The mean of the second group is at most `share` of that of the first. The share lies clearly below 1, so that groups that do not differ
 * fail, and clearly above what runs show, so that no seed does: each has its reason where it stands. (A fall by so many standard errors would
 * be none of one repeat, and "no rise by more than" them is met by an effect that is absent.)
 */
export function shrinks(id: string, text: string, from: readonly number[], to: readonly number[], share: number): Check {
  const [a, b] = [meanOf(from).mean, meanOf(to).mean];
  const finished = from.length > 0 && to.length > 0;
  return {
    id,
    text,
    passed: !finished || b <= share * a,
    observed: finished ? `${showNumber(a)} to ${showNumber(b)}` : "nothing yet",
    expected: `at most ${showNumber(Number(share.toPrecision(3)))} times the first`,
  };
}

/** `shrinks` where the second network is wider: the share is what a fall like m^(−1/power) leaves, power being 2, 4 or 8. */
export function shrinksWithWidth(
  id: string,
  text: string,
  [narrow, wide]: readonly (readonly [hidden: number, values: readonly number[]])[],
  power: 2 | 4 | 8,
): Check {
  let share = narrow[0] / wide[0];
  for (let root = 1; root < power; root *= 2) share = Math.sqrt(share);
  return shrinks(id, `${text}, from m = ${narrow[0]} to ${wide[0]}`, narrow[1], wide[1], share);
}

/** For shares that begin near 1: the mean falls by `least` or more. */
export function drops(id: string, text: string, from: readonly number[], to: readonly number[], least: number): Check {
  const [a, b] = [meanOf(from).mean, meanOf(to).mean];
  const finished = from.length > 0 && to.length > 0;
  return {
    id,
    text,
    passed: !finished || a - b >= least,
    observed: finished ? `${showNumber(a)} to ${showNumber(b)}` : "nothing yet",
    expected: `less by ${showNumber(least)} or more`,
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
