// e^x in f64, in both binaries. x = q·ln 2 + r, |r| ≤ ln 2 / 2, Taylor to r¹³ (remainder below 5e-18).
const LOG2_E: f64 = 1.4426950408889634;
const LN2_HIGH: f64 = 0.6931471803691238; // 33 bits: q·LN2_HIGH is exact
const LN2_LOW: f64 = 1.9082149292705877e-10;
/** Added to an integer below 2⁵¹, it leaves that integer in the low bits. */
const MAGIC: f64 = 6755399441055744;

export abstract class Exp {
  /** e^x of two lanes, x ≤ 709.79 and not NaN. */
  static pair(x: v128): v128 {
    const bounded = f64x2.pmax(x, f64x2.splat(-746)); // whose e^x is 0
    const q = f64x2.nearest(f64x2.mul(bounded, f64x2.splat(LOG2_E)));
    const r = f64x2.sub(f64x2.sub(bounded, f64x2.mul(q, f64x2.splat(LN2_HIGH))), f64x2.mul(q, f64x2.splat(LN2_LOW)));
    let p = f64x2.splat(1.0 / 6227020800.0);
    p = f64x2.add(f64x2.mul(p, r), f64x2.splat(1.0 / 479001600.0));
    p = f64x2.add(f64x2.mul(p, r), f64x2.splat(1.0 / 39916800.0));
    p = f64x2.add(f64x2.mul(p, r), f64x2.splat(1.0 / 3628800.0));
    p = f64x2.add(f64x2.mul(p, r), f64x2.splat(1.0 / 362880.0));
    p = f64x2.add(f64x2.mul(p, r), f64x2.splat(1.0 / 40320.0));
    p = f64x2.add(f64x2.mul(p, r), f64x2.splat(1.0 / 5040.0));
    p = f64x2.add(f64x2.mul(p, r), f64x2.splat(1.0 / 720.0));
    p = f64x2.add(f64x2.mul(p, r), f64x2.splat(1.0 / 120.0));
    p = f64x2.add(f64x2.mul(p, r), f64x2.splat(1.0 / 24.0));
    p = f64x2.add(f64x2.mul(p, r), f64x2.splat(1.0 / 6.0));
    p = f64x2.add(f64x2.mul(p, r), f64x2.splat(0.5));
    p = f64x2.add(f64x2.mul(p, r), f64x2.splat(1.0));
    p = f64x2.add(f64x2.mul(p, r), f64x2.splat(1.0));
    const half = f64x2.floor(f64x2.mul(q, f64x2.splat(0.5)));
    // Two factors, so that results near the ends of the range are rounded once.
    return f64x2.mul(f64x2.mul(p, Exp.powerOfTwo(half)), Exp.powerOfTwo(f64x2.sub(q, half)));
  }

  @inline static powerOfTwo(exponent: v128): v128 {
    return i64x2.shl(i64x2.add(f64x2.add(exponent, f64x2.splat(MAGIC)), i64x2.splat(1023)), 52);
  }
}

export function exp(x: f64): f64 {
  if (!(x < 709.79)) return x != x ? x : Infinity;
  return f64x2.extract_lane(Exp.pair(f64x2.splat(x)), 0);
}
