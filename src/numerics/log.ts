// ln x by x = 2^e·m, m in [√½, √2), s = (m−1)/(m+1), ln m = 2s(1 + s²/3 + s⁴/5 + …), |s| ≤ 0.1716; 12 terms leave 1e-19.
// Relative error below 3e-16.

const LN2_HIGH = 0.6931471803691238;
const LN2_LOW = 1.9082149292705877e-10;
const TERMS = 12;

const double = new Float64Array(1);
const words = new Uint32Array(double.buffer);

export function log(x: number): number {
  if (!(x > 0)) return x === 0 ? -Infinity : NaN;
  if (x === Infinity) return x;
  if (x < 2.2250738585072014e-308) return log(x * 18014398509481984) - 54 * LN2_HIGH - 54 * LN2_LOW;
  double[0] = x;
  let exponent = (words[1] >>> 20) - 1023;
  words[1] = (words[1] & 0xfffff) | 0x3ff00000;
  let m = double[0];
  if (m > 1.4142135623730951) {
    m /= 2;
    exponent += 1;
  }
  const s = (m - 1) / (m + 1);
  const s2 = s * s;
  let p = 0;
  for (let i = TERMS; i > 0; i--) p = (p + 1 / (2 * i + 1)) * s2;
  return exponent * LN2_HIGH + (2 * s + (2 * s * p + exponent * LN2_LOW));
}
