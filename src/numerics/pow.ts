import { exp } from "./exp.js";
import { log } from "./log.js";

const MOST_PRODUCTS = 64;

/**
 * x^y for x ≥ 0. Integers |y| ≤ 64 by repeated squaring, exact where every product is (relative error below |y|·2⁻⁵³ elsewhere); others by
 * e^{y·ln x}, relative error below (1 + |y·ln x|)·4e-16. 0⁰ = 1; NaN for x < 0 with another y than an integer.
 */
export function pow(x: number, y: number): number {
  if (y === Math.trunc(y) && Math.abs(y) <= MOST_PRODUCTS) return y < 0 ? 1 / power(x, -y) : power(x, y);
  if (x === 0) return y > 0 ? 0 : Infinity;
  return exp(y * log(x));
}

function power(x: number, exponent: number): number {
  let result = 1;
  for (let [square, left] = [x, exponent]; left > 0; square *= square, left >>= 1) if ((left & 1) === 1) result *= square;
  return result;
}
