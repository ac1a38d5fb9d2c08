// e^x by x = q·ln 2 + r, |r| ≤ ln 2 / 2, and Taylor's series to r¹³ (remainder below 5e-18). Relative error below 3e-16.
// The same operations as assembly/math/exp.ts, so the same bits.

const LOG2_E = 1.4426950408889634;
const LN2_HIGH = 0.6931471803691238; // 33 bits: q·LN2_HIGH is exact
const LN2_LOW = 1.9082149292705877e-10;

const words = new Uint32Array(2);
const double = new Float64Array(words.buffer);

function powerOfTwo(exponent: number): number {
  words[0] = 0;
  words[1] = (exponent + 1023) << 20;
  return double[0];
}

/** Nearest integer, halves to even, for |x| < 2⁵¹. */
function nearest(x: number): number {
  const shift = 6755399441055744;
  return x + shift - shift;
}

export function exp(x: number): number {
  if (!(x < 709.79)) return x !== x ? x : Infinity;
  if (x < -745.2) return 0;
  const q = nearest(x * LOG2_E);
  const r = x - q * LN2_HIGH - q * LN2_LOW;
  let p = 1 / 6227020800;
  p = p * r + 1 / 479001600;
  p = p * r + 1 / 39916800;
  p = p * r + 1 / 3628800;
  p = p * r + 1 / 362880;
  p = p * r + 1 / 40320;
  p = p * r + 1 / 5040;
  p = p * r + 1 / 720;
  p = p * r + 1 / 120;
  p = p * r + 1 / 24;
  p = p * r + 1 / 6;
  p = p * r + 0.5;
  p = p * r + 1;
  p = p * r + 1;
  const half = q >> 1;
  return p * powerOfTwo(half) * powerOfTwo(q - half);
}
