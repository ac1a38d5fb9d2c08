import { REAL } from "../lanes";

/** ‖a − b‖², f64 sums, four of them: one alone waits for the latency of every addition. */
export function squaredDistance(a: usize, b: usize, n: usize): f64 {
  let s0: f64 = 0;
  let s1: f64 = 0;
  let s2: f64 = 0;
  let s3: f64 = 0;
  const end = a + n * REAL;
  for (const whole = a + (n & ~3) * REAL; a < whole; a += 4 * REAL, b += 4 * REAL) {
    const m0 = <f64>load<real>(a) - <f64>load<real>(b);
    const m1 = <f64>load<real>(a, REAL) - <f64>load<real>(b, REAL);
    const m2 = <f64>load<real>(a, 2 * REAL) - <f64>load<real>(b, 2 * REAL);
    const m3 = <f64>load<real>(a, 3 * REAL) - <f64>load<real>(b, 3 * REAL);
    s0 += m0 * m0;
    s1 += m1 * m1;
    s2 += m2 * m2;
    s3 += m3 * m3;
  }
  for (; a < end; a += REAL, b += REAL) {
    const move = <f64>load<real>(a) - <f64>load<real>(b);
    s0 += move * move;
  }
  return s0 + s1 + (s2 + s3);
}
