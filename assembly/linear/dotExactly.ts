import { LANES, REAL } from "../lanes";
import { dot } from "./dot";

/** Σ x[i]·y[i] over n reals with f64 sums whatever the precision. f32: two vector sums (low and high halves), then the tail. */
export function dotExactly(x: usize, y: usize, n: usize): f64 {
  if (REAL == 8) return <f64>dot(x, y, n);
  let low = f64x2.splat(0);
  let high = low;
  const end = x + n * REAL;
  for (const whole = x + (n & ~(LANES - 1)) * REAL; x < whole; x += 16, y += 16) {
    const a = v128.load(x);
    const b = v128.load(y);
    low = f64x2.add(low, f64x2.mul(f64x2.promote_low_f32x4(a), f64x2.promote_low_f32x4(b)));
    const aHigh = f64x2.promote_low_f32x4(v128.shuffle<i64>(a, a, 1, 1));
    high = f64x2.add(high, f64x2.mul(aHigh, f64x2.promote_low_f32x4(v128.shuffle<i64>(b, b, 1, 1))));
  }
  low = f64x2.add(low, high);
  let sum = f64x2.extract_lane(low, 0) + f64x2.extract_lane(low, 1);
  for (; x < end; x += REAL, y += REAL) sum += <f64>load<real>(x) * <f64>load<real>(y);
  return sum;
}
