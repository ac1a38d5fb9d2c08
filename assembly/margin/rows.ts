// The rows a_i = scale·y_i·x_i in f64, whatever the precision of the stored numbers. The scale is a power of two: it keeps squares in
// range and changes no other bit.
import { REAL } from "../lanes";
import { MarginState } from "./state";

abstract class Row {
  /** One stored number times one of a dense vector. */
  @inline static product(index: usize, value: usize, t: usize, dense: usize): f64 {
    return <f64>load<real>(value + t * REAL) * load<f64>(dense + (<usize>load<u32>(index + (t << 2)) << 3));
  }
}

/** a_iᵀ·dense, four sums over the stored numbers, then the tail. */
export function rowDot(s: MarginState, i: usize, dense: usize): f64 {
  const start = <usize>load<u32>(s.starts + (i << 2));
  const length = <usize>load<u32>(s.starts + (i << 2), 4) - start;
  const index = s.index + (start << 2);
  const value = s.value + start * REAL;
  let s0: f64 = 0, s1: f64 = 0, s2: f64 = 0, s3: f64 = 0;
  let t: usize = 0;
  for (; t + 4 <= length; t += 4) {
    s0 += Row.product(index, value, t, dense);
    s1 += Row.product(index, value, t + 1, dense);
    s2 += Row.product(index, value, t + 2, dense);
    s3 += Row.product(index, value, t + 3, dense);
  }
  for (; t < length; t++) s0 += Row.product(index, value, t, dense);
  return s.scale * <f64>load<real>(s.y + i * REAL) * (s0 + s1 + (s2 + s3));
}

/** dense += scale·a_i. */
export function rowAdd(s: MarginState, i: usize, dense: usize, scale: f64): void {
  const start = <usize>load<u32>(s.starts + (i << 2));
  const length = <usize>load<u32>(s.starts + (i << 2), 4) - start;
  const index = s.index + (start << 2);
  const value = s.value + start * REAL;
  const c = scale * <f64>load<real>(s.y + i * REAL) * s.scale;
  for (let t: usize = 0; t < length; t++) {
    const at = dense + (<usize>load<u32>(index + (t << 2)) << 3);
    store<f64>(at, load<f64>(at) + c * <f64>load<real>(value + t * REAL));
  }
}

/** a_i spread out over d f64. */
export function rowSpread(s: MarginState, i: usize, dense: usize): void {
  memory.fill(dense, 0, s.d << 3);
  rowAdd(s, i, dense, 1);
}

export function square(dense: usize, d: usize): f64 {
  let sum: f64 = 0;
  for (let c: usize = 0; c < d; c++) {
    const value = load<f64>(dense + (c << 3));
    sum += value * value;
  }
  return sum;
}
