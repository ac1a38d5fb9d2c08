// e^x in scalar f64, always f64 in both binaries. x = q·ln 2 + r, |r| ≤ ln 2 / 2, Taylor to r¹³ (remainder below 5e-18).
const LOG2_E: f64 = 1.4426950408889634;
const LN2_HIGH: f64 = 0.6931471803691238; // 33 bits: q·LN2_HIGH is exact
const LN2_LOW: f64 = 1.9082149292705877e-10;

abstract class Scale {
  @inline static powerOfTwo(exponent: i64): f64 {
    return reinterpret<f64>((exponent + 1023) << 52);
  }
}

export function exp(x: f64): f64 {
  if (!(x < 709.79)) return x != x ? x : Infinity;
  if (x < -745.2) return 0;
  const q = nearest(x * LOG2_E);
  const r = x - q * LN2_HIGH - q * LN2_LOW;
  let p: f64 = 1.0 / 6227020800.0;
  p = p * r + 1.0 / 479001600.0;
  p = p * r + 1.0 / 39916800.0;
  p = p * r + 1.0 / 3628800.0;
  p = p * r + 1.0 / 362880.0;
  p = p * r + 1.0 / 40320.0;
  p = p * r + 1.0 / 5040.0;
  p = p * r + 1.0 / 720.0;
  p = p * r + 1.0 / 120.0;
  p = p * r + 1.0 / 24.0;
  p = p * r + 1.0 / 6.0;
  p = p * r + 0.5;
  p = p * r + 1.0;
  p = p * r + 1.0;
  // Two factors, so that results near the ends of the range are rounded once.
  const half = <i64>q >> 1;
  return p * Scale.powerOfTwo(half) * Scale.powerOfTwo(<i64>q - half);
}
