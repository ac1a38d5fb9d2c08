// The two primitives that the trainers stand on. B is (d,K) row-major with K whole vectors ("feature-major" weights), x is one
// compressed row. A sparse input then needs no gather and no horizontal sum, and every lane has the bits of a plain loop.
import { LANES, REAL } from "../lanes";

/** out[0..K) = Σ_t value[t]·B[index[t],:], summed in the order of t. index u32 (4-byte aligned). */
export function rowTimes(out: usize, index: usize, value: usize, nonZeros: usize, B: usize, K: usize): void {
  const row = K * REAL;
  let at: usize = 0;
  for (; at + 64 <= row; at += 64) fourVectors(out + at, index, value, nonZeros, B + at, row);
  for (; at < row; at += 16) oneVector(out + at, index, value, nonZeros, B + at, row);
}

function fourVectors(out: usize, index: usize, value: usize, nonZeros: usize, B: usize, row: usize): void {
  let s0 = v128.splat<real>(0);
  let s1 = s0;
  let s2 = s0;
  let s3 = s0;
  for (let t: usize = 0; t < nonZeros; t++) {
    const b = B + <usize>load<u32>(index + (t << 2)) * row;
    const x = v128.splat<real>(load<real>(value + t * REAL));
    s0 = v128.add<real>(s0, v128.mul<real>(x, v128.load(b)));
    s1 = v128.add<real>(s1, v128.mul<real>(x, v128.load(b, 16)));
    s2 = v128.add<real>(s2, v128.mul<real>(x, v128.load(b, 32)));
    s3 = v128.add<real>(s3, v128.mul<real>(x, v128.load(b, 48)));
  }
  v128.store(out, s0);
  v128.store(out, s1, 16);
  v128.store(out, s2, 32);
  v128.store(out, s3, 48);
}

function oneVector(out: usize, index: usize, value: usize, nonZeros: usize, B: usize, row: usize): void {
  let s = v128.splat<real>(0);
  for (let t: usize = 0; t < nonZeros; t++) {
    const b = B + <usize>load<u32>(index + (t << 2)) * row;
    s = v128.add<real>(s, v128.mul<real>(v128.splat<real>(load<real>(value + t * REAL)), v128.load(b)));
  }
  v128.store(out, s);
}

/** B[index[t],:] += value[t]·c for every t; c has K reals. */
export function rowUpdate(B: usize, index: usize, value: usize, nonZeros: usize, c: usize, K: usize): void {
  const row = K * REAL;
  for (let t: usize = 0; t < nonZeros; t++) {
    const b = B + <usize>load<u32>(index + (t << 2)) * row;
    const x = v128.splat<real>(load<real>(value + t * REAL));
    for (let at: usize = 0; at < row; at += 16)
      v128.store(b + at, v128.add<real>(v128.load(b + at), v128.mul<real>(x, v128.load(c + at))));
  }
}

/** out (K) f64 = Σ_t value[t]·B[index[t],:] in f64, whatever the precision of B: LANES-wide blocks, in the order of t. */
export function rowTimesExactly(out: usize, index: usize, value: usize, nonZeros: usize, B: usize, K: usize): void {
  const row = K * REAL;
  for (let j: usize = 0; j < K; j += LANES) {
    let s0 = f64x2.splat(0);
    let s1 = s0;
    for (let t: usize = 0; t < nonZeros; t++) {
      const b = v128.load(B + <usize>load<u32>(index + (t << 2)) * row + j * REAL);
      const x = f64x2.splat(<f64>load<real>(value + t * REAL));
      if (REAL == 8) s0 = f64x2.add(s0, f64x2.mul(x, b));
      else {
        s0 = f64x2.add(s0, f64x2.mul(x, f64x2.promote_low_f32x4(b)));
        s1 = f64x2.add(s1, f64x2.mul(x, f64x2.promote_low_f32x4(v128.shuffle<i64>(b, b, 1, 1))));
      }
    }
    v128.store(out + (j << 3), s0);
    if (REAL == 4) v128.store(out + (j << 3), s1, 16);
  }
}
