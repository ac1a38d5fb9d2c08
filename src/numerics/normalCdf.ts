// Standard normal distribution function Φ with h(x) = (x+1)·Q(x)/ϕ(x) in Chebyshev
// polynomials of t = (x−4)/(x+4), Φ(−x) = ϕ(x)·h(x)/(x+1). Coefficients: scripts/mills-coefficients.py. Relative error below 2e-15,
// tails included (assembly/math/normalCdf.ts has the same bits).
import { exp } from "./exp.js";

const INV_SQRT_2PI = 0.3989422804014327;

/** h(x) by Clenshaw's recurrence, written out: x ≥ 0. */
function scaledTail(x: number): number {
  const t = (x - 4) / (x + 4);
  const t2 = t + t;
  let b1 = 0;
  let b2 = 0;
  let b0 = 0;
  b0 = t2 * b1 - b2 + 5.340854385017358e-17;
  b2 = b1;
  b1 = b0;
  b0 = t2 * b1 - b2 + -4.0419094130708177e-16;
  b2 = b1;
  b1 = b0;
  b0 = t2 * b1 - b2 + -1.8474103010592332e-15;
  b2 = b1;
  b1 = b0;
  b0 = t2 * b1 - b2 + 3.790937692263904e-15;
  b2 = b1;
  b1 = b0;
  b0 = t2 * b1 - b2 + 4.2750210770103334e-14;
  b2 = b1;
  b1 = b0;
  b0 = t2 * b1 - b2 + 1.1061557204136741e-15;
  b2 = b1;
  b1 = b0;
  b0 = t2 * b1 - b2 + -8.668081913316188e-13;
  b2 = b1;
  b1 = b0;
  b0 = t2 * b1 - b2 + -1.2726833698700693e-12;
  b2 = b1;
  b1 = b0;
  b0 = t2 * b1 - b2 + 1.7189314687646526e-11;
  b2 = b1;
  b1 = b0;
  b0 = t2 * b1 - b2 + 4.5926359348595205e-11;
  b2 = b1;
  b1 = b0;
  b0 = t2 * b1 - b2 + -3.660279376104134e-10;
  b2 = b1;
  b1 = b0;
  b0 = t2 * b1 - b2 + -1.2756102213808737e-9;
  b2 = b1;
  b1 = b0;
  b0 = t2 * b1 - b2 + 9.180378674469537e-9;
  b2 = b1;
  b1 = b0;
  b0 = t2 * b1 - b2 + 3.0766283713811506e-8;
  b2 = b1;
  b1 = b0;
  b0 = t2 * b1 - b2 + -2.844006500151048e-7;
  b2 = b1;
  b1 = b0;
  b0 = t2 * b1 - b2 + -4.894829570004192e-7;
  b2 = b1;
  b1 = b0;
  b0 = t2 * b1 - b2 + 1.0178489264109868e-5;
  b2 = b1;
  b1 = b0;
  b0 = t2 * b1 - b2 + -1.716686526879361e-5;
  b2 = b1;
  b1 = b0;
  b0 = t2 * b1 - b2 + -0.00029931636202703166;
  b2 = b1;
  b1 = b0;
  b0 = t2 * b1 - b2 + 0.0027056129762167095;
  b2 = b1;
  b1 = b0;
  b0 = t2 * b1 - b2 + -0.012103231162345369;
  b2 = b1;
  b1 = b0;
  b0 = t2 * b1 - b2 + 0.03167452189239266;
  b2 = b1;
  b1 = b0;
  b0 = t2 * b1 - b2 + -0.028002821825452974;
  b2 = b1;
  b1 = b0;
  b0 = t2 * b1 - b2 + -0.1610195767134654;
  b2 = b1;
  b1 = b0;
  return t * b1 - b2 + 1.1670525350882472;
}

/** ϕ(x), x ≥ 0. x² is split at 24 bits, so that the exponent keeps its last bits in the far tail. */
function density(x: number): number {
  const high = Math.fround(x);
  return INV_SQRT_2PI * exp(-0.5 * high * high) * exp(-0.5 * (x - high) * (x + high));
}

export function normalCdf(t: number): number {
  if (t != t) return t;
  const x = Math.abs(t);
  const tail = x > 38.6 ? 0 : (density(x) * scaledTail(x)) / (x + 1);
  return t > 0 ? 1 - tail : tail;
}
