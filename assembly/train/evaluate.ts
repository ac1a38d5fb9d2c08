// The verdict on weights, with f64 accumulation whatever the precision: metrics that decide something are computed here.
import { REAL } from "../lanes";
import { rowTimesExactly } from "../linear/rowTimes";
import { TwoLayerState } from "./state";

/**
 * For the samples from…to−1: margins[i] = y_i·f(x_i; W) (f64) and alive[i] (u8) = 1 if any pre-activation is positive, 2 if none is but some is
 * exactly 0 (the gate there is derivAtZero), else 0; a sample of zeros only moves nothing and gets 0. With a slope every other sample
 * moves something and gets 1. scratch has K f64.
 */
export function evaluate(margins: usize, alive: usize, scratch: usize, state: usize, from: usize, to: usize): void {
  const s = changetype<TwoLayerState>(state);
  const k = s.k;
  const slope = <f64><real>s.slope;
  for (let i = from; i < to; i++) {
    const start = load<u32>(s.starts + (i << 2));
    const nonZeros = load<u32>(s.starts + (i << 2), 4) - start;
    const value = s.value + <usize>start * REAL;
    rowTimesExactly(scratch, s.index + (<usize>start << 2), value, nonZeros, s.W, s.K);
    let f: f64 = 0;
    let any: u8 = slope > 0 && nonZeros > 0 ? 1 : 0;
    for (let j: usize = 0; j < k; j++) {
      const z = load<f64>(scratch + (j << 3));
      if (z <= 0) {
        if (z == 0 && any == 0 && nonZeros > 0) any = 2;
        if (slope > 0) f += <f64>load<real>(s.v + j * REAL) * (slope * z);
        continue;
      }
      any = 1;
      f += <f64>load<real>(s.v + j * REAL) * z;
    }
    store<f64>(margins + (i << 3), <f64>load<real>(s.y + i * REAL) * f);
    store<u8>(alive + i, any);
  }
}
