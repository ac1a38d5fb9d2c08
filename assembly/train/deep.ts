// What a deep network (S4) needs besides products of matrices and ReLU: both ends of it, and two looks at numbers. Activations H (m,n)
// have one row a unit and one column a sample.
import { LANES, REAL } from "../lanes";

/** f (n f64) = Σ_j v[j]·H[j,:] in the order of j, f64 sums; v (m). */
export function deepOutputs(f: usize, H: usize, v: usize, m: usize, n: usize): void {
  memory.fill(f, 0, n << 3);
  const end = f + (n << 3);
  for (let j: usize = 0; j < m; j++) {
    const weight = <f64>load<real>(v + j * REAL);
    for (let out = f; out < end; out += 8, H += REAL) store<f64>(out, load<f64>(out) + weight * <f64>load<real>(H));
  }
}

/** D (m,n) = v[j]·c[i] where H[j,i] > 0, else 0 (mask 1{z > 0} of S4 §3.4; H is 0 where z ≤ 0); returns how many are not 0. */
export function deepSeed(D: usize, H: usize, v: usize, c: usize, m: usize, n: usize): usize {
  let active: usize = 0;
  for (let j: usize = 0; j < m; j++) {
    const weight = load<real>(v + j * REAL);
    for (let i: usize = 0; i < n; i++, D += REAL, H += REAL) {
      const value: real = load<real>(H) > 0 ? weight * load<real>(c + i * REAL) : 0;
      store<real>(D, value);
      active += value != 0 ? 1 : 0;
    }
  }
  return active;
}

/** max |x[i]| over n reals, none of them NaN; 0 of none. */
export function largest(x: usize, n: usize): f64 {
  let best = v128.splat<real>(0);
  const end = x + n * REAL;
  for (; x + 16 <= end; x += 16) best = v128.pmax<real>(best, v128.abs<real>(v128.load(x)));
  let most: f64 = 0;
  for (; x < end; x += REAL) most = max(most, <f64>abs(load<real>(x)));
  for (let lane: usize = 0; lane < LANES; lane++) {
    const value: f64 = REAL == 8 ? f64x2.extract_lane(best, 0) : <f64>f32x4.extract_lane(best, 0);
    most = max(most, value);
    best = REAL == 8 ? v128.shuffle<i64>(best, best, 1, 0) : v128.shuffle<i32>(best, best, 1, 2, 3, 0);
  }
  return most;
}

/** out (rows f64) = max(0, W x) for W (rows,n) reals and x (n f64), f64 sums: two vector sums, then the tail. */
export function exactLayer(out: usize, W: usize, x: usize, rows: usize, n: usize): void {
  for (let j: usize = 0; j < rows; j++, out += 8, W += n * REAL) {
    const sum = REAL == 8 ? rowF64(W, x, n) : rowF32(W, x, n);
    store<f64>(out, sum > 0 ? sum : 0);
  }
}

function rowF32(w: usize, x: usize, n: usize): f64 {
  let low = f64x2.splat(0);
  let high = low;
  const end = w + (n << 2);
  for (; w + 16 <= end; w += 16, x += 32) {
    const a = v128.load(w);
    low = f64x2.add(low, f64x2.mul(f64x2.promote_low_f32x4(a), v128.load(x)));
    high = f64x2.add(high, f64x2.mul(f64x2.promote_low_f32x4(v128.shuffle<i64>(a, a, 1, 1)), v128.load(x, 16)));
  }
  low = f64x2.add(low, high);
  let sum = f64x2.extract_lane(low, 0) + f64x2.extract_lane(low, 1);
  for (; w < end; w += 4, x += 8) sum += <f64>load<f32>(w) * load<f64>(x);
  return sum;
}

function rowF64(w: usize, x: usize, n: usize): f64 {
  let low = f64x2.splat(0);
  let high = low;
  const end = w + (n << 3);
  for (; w + 32 <= end; w += 32, x += 32) {
    low = f64x2.add(low, f64x2.mul(v128.load(w), v128.load(x)));
    high = f64x2.add(high, f64x2.mul(v128.load(w, 16), v128.load(x, 16)));
  }
  low = f64x2.add(low, high);
  let sum = f64x2.extract_lane(low, 0) + f64x2.extract_lane(low, 1);
  for (; w < end; w += 8, x += 8) sum += load<f64>(w) * load<f64>(x);
  return sum;
}
