import { exp } from "./exp.js";
import { lgamma } from "./lgamma.js";
import { log } from "./log.js";
import { log1m } from "./log1m.js";

// Regularised incomplete beta function I_x(a, b), a, b > 0, by its continued fraction (DLMF 8.17.22) in Lentz's form, on the side of
// the mean where it converges fast. Relative error about 1e-16·(a + b)·|log| of the prefactor: below 1e-9 up to a + b = 1e6.

const TINY = 1e-300;
const EPSILON = 1e-16;
const MOST_TERMS = 100_000;

export function betaInc(x: number, a: number, b: number): number {
  if (!(x > 0)) return x === 0 ? 0 : NaN;
  if (x >= 1) return 1;
  return x <= (a + 1) / (a + b + 2) ? part(x, a, b) : 1 - part(1 - x, b, a);
}

/** I_x(a, b) for x below about the mean, accurate in relative terms also where it is tiny. */
function part(x: number, a: number, b: number): number {
  const front = exp(a * log(x) + b * log1m(x) + lgamma(a + b) - lgamma(a) - lgamma(b)) / a;
  let c = 1;
  let d = 1 / nonZero(1 - ((a + b) * x) / (a + 1));
  let fraction = d;
  for (let m = 1; m < MOST_TERMS; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / nonZero(1 + even * d);
    c = nonZero(1 + even / c);
    fraction *= c * d;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / nonZero(1 + odd * d);
    c = nonZero(1 + odd / c);
    fraction *= c * d;
    if (Math.abs(c * d - 1) < EPSILON) break;
  }
  return front * fraction;
}

const nonZero = (value: number): number => (Math.abs(value) < TINY ? TINY : value);
