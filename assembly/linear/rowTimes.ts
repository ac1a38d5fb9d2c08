// The two primitives that the trainers stand on. B is (d,K) row-major with K whole vectors ("feature-major" weights), x is one
// compressed row. A sparse input then needs no gather and no horizontal sum, and every lane has the bits of a plain loop.
import { LANES, REAL } from "../lanes";

/** out[0..K) = Σ_t value[t]·B[index[t],:], summed in the order of t. index u32 (4-byte aligned). */
export function rowTimes(out: usize, index: usize, value: usize, nonZeros: usize, B: usize, K: usize): void {
  const row = K * REAL;
  let at: usize = 0;
  for (; at + 64 <= row; at += 64) fourVectors(out + at, index, value, nonZeros, B + at, row);
  for (; at + 32 <= row; at += 32) twoVectors(out + at, index, value, nonZeros, B + at, row);
  if (at < row) oneVector(out + at, index, value, nonZeros, B + at, row);
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

/** One sum alone waits for the latency of every addition; two hide half of it. */
function twoVectors(out: usize, index: usize, value: usize, nonZeros: usize, B: usize, row: usize): void {
  let s0 = v128.splat<real>(0);
  let s1 = s0;
  for (let t: usize = 0; t < nonZeros; t++) {
    const b = B + <usize>load<u32>(index + (t << 2)) * row;
    const x = v128.splat<real>(load<real>(value + t * REAL));
    s0 = v128.add<real>(s0, v128.mul<real>(x, v128.load(b)));
    s1 = v128.add<real>(s1, v128.mul<real>(x, v128.load(b, 16)));
  }
  v128.store(out, s0);
  v128.store(out, s1, 16);
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
  let at: usize = 0;
  for (; at + 32 <= row; at += 32) updateTwo(B + at, index, value, nonZeros, v128.load(c + at), v128.load(c + at, 16), row);
  if (at < row) updateOne(B + at, index, value, nonZeros, v128.load(c + at), row);
}

function updateTwo(B: usize, index: usize, value: usize, nonZeros: usize, c0: v128, c1: v128, row: usize): void {
  for (let t: usize = 0; t < nonZeros; t++) {
    const b = B + <usize>load<u32>(index + (t << 2)) * row;
    const x = v128.splat<real>(load<real>(value + t * REAL));
    v128.store(b, v128.add<real>(v128.load(b), v128.mul<real>(x, c0)));
    v128.store(b, v128.add<real>(v128.load(b, 16), v128.mul<real>(x, c1)), 16);
  }
}

function updateOne(B: usize, index: usize, value: usize, nonZeros: usize, c: v128, row: usize): void {
  for (let t: usize = 0; t < nonZeros; t++) {
    const b = B + <usize>load<u32>(index + (t << 2)) * row;
    v128.store(b, v128.add<real>(v128.load(b), v128.mul<real>(v128.splat<real>(load<real>(value + t * REAL)), c)));
  }
}

abstract class Wide {
  /** The low or high half of a vector of reals as two f64; the only half that f64 has is itself. */
  @inline static low(b: v128): v128 {
    return REAL == 8 ? b : f64x2.promote_low_f32x4(b);
  }

  @inline static high(b: v128): v128 {
    return f64x2.promote_low_f32x4(v128.shuffle<i64>(b, b, 1, 1));
  }
}

/** out (K) f64 = Σ_t value[t]·B[index[t],:] in f64, whatever the precision of B, in the order of t. */
export function rowTimesExactly(out: usize, index: usize, value: usize, nonZeros: usize, B: usize, K: usize): void {
  const row = K * REAL;
  let j: usize = 0;
  for (; j + 2 * LANES <= K; j += 2 * LANES) exactlyTwo(out + (j << 3), index, value, nonZeros, B + j * REAL, row);
  if (j < K) exactlyOne(out + (j << 3), index, value, nonZeros, B + j * REAL, row);
}

/** Two vectors at a time: alone, each addition waits for the one before it (2.3 times slower at K = 40). */
function exactlyTwo(out: usize, index: usize, value: usize, nonZeros: usize, B: usize, row: usize): void {
  let s0 = f64x2.splat(0);
  let s1 = s0;
  let s2 = s0;
  let s3 = s0;
  for (let t: usize = 0; t < nonZeros; t++) {
    const b = B + <usize>load<u32>(index + (t << 2)) * row;
    const x = f64x2.splat(<f64>load<real>(value + t * REAL));
    const b0 = v128.load(b);
    const b1 = v128.load(b, 16);
    s0 = f64x2.add(s0, f64x2.mul(x, Wide.low(b0)));
    s1 = f64x2.add(s1, f64x2.mul(x, REAL == 8 ? b1 : Wide.high(b0)));
    if (REAL == 8) continue;
    s2 = f64x2.add(s2, f64x2.mul(x, Wide.low(b1)));
    s3 = f64x2.add(s3, f64x2.mul(x, Wide.high(b1)));
  }
  v128.store(out, s0);
  v128.store(out, s1, 16);
  if (REAL == 8) return;
  v128.store(out, s2, 32);
  v128.store(out, s3, 48);
}

function exactlyOne(out: usize, index: usize, value: usize, nonZeros: usize, B: usize, row: usize): void {
  let s0 = f64x2.splat(0);
  let s1 = s0;
  for (let t: usize = 0; t < nonZeros; t++) {
    const b = v128.load(B + <usize>load<u32>(index + (t << 2)) * row);
    const x = f64x2.splat(<f64>load<real>(value + t * REAL));
    s0 = f64x2.add(s0, f64x2.mul(x, Wide.low(b)));
    if (REAL == 4) s1 = f64x2.add(s1, f64x2.mul(x, Wide.high(b)));
  }
  v128.store(out, s0);
  if (REAL == 4) v128.store(out, s1, 16);
}
