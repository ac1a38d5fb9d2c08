// Z += A L for a few rows of L: what a log of updates adds to many rows at once. The tile keeps a strip of L in the first cache.
import { REAL } from "../lanes";

/** Z (rows,K) += A (rows,B)·L (B,K), K whole vectors; each sum over B is made in order from 0 and then added, as rowTimes and axpy do. */
export function addProducts(Z: usize, A: usize, L: usize, rows: usize, B: usize, K: usize): void {
  const stride = K * REAL;
  let at: usize = 0;
  for (; at + 64 <= stride; at += 64) {
    let i: usize = 0;
    for (; i + 2 <= rows; i += 2) twoRows(Z + i * stride + at, A + i * B * REAL, L + at, B, stride);
    if (i < rows) for (let v: usize = 0; v < 64; v += 16) oneVector(Z + i * stride + at + v, A + i * B * REAL, L + at + v, B, stride);
  }
  for (; at < stride; at += 16)
    for (let i: usize = 0; i < rows; i++) oneVector(Z + i * stride + at, A + i * B * REAL, L + at, B, stride);
}

function twoRows(z: usize, a: usize, l: usize, B: usize, stride: usize): void {
  let p0 = v128.splat<real>(0);
  let p1 = p0;
  let p2 = p0;
  let p3 = p0;
  let q0 = p0;
  let q1 = p0;
  let q2 = p0;
  let q3 = p0;
  const second = B * REAL;
  for (const end = a + second; a < end; a += REAL, l += stride) {
    const x = v128.splat<real>(load<real>(a));
    const y = v128.splat<real>(load<real>(a + second));
    const l0 = v128.load(l);
    const l1 = v128.load(l, 16);
    const l2 = v128.load(l, 32);
    const l3 = v128.load(l, 48);
    p0 = v128.add<real>(p0, v128.mul<real>(x, l0));
    p1 = v128.add<real>(p1, v128.mul<real>(x, l1));
    p2 = v128.add<real>(p2, v128.mul<real>(x, l2));
    p3 = v128.add<real>(p3, v128.mul<real>(x, l3));
    q0 = v128.add<real>(q0, v128.mul<real>(y, l0));
    q1 = v128.add<real>(q1, v128.mul<real>(y, l1));
    q2 = v128.add<real>(q2, v128.mul<real>(y, l2));
    q3 = v128.add<real>(q3, v128.mul<real>(y, l3));
  }
  addFour(z, p0, p1, p2, p3);
  addFour(z + stride, q0, q1, q2, q3);
}

function addFour(z: usize, s0: v128, s1: v128, s2: v128, s3: v128): void {
  v128.store(z, v128.add<real>(v128.load(z), s0));
  v128.store(z, v128.add<real>(v128.load(z, 16), s1), 16);
  v128.store(z, v128.add<real>(v128.load(z, 32), s2), 32);
  v128.store(z, v128.add<real>(v128.load(z, 48), s3), 48);
}

function oneVector(z: usize, a: usize, l: usize, B: usize, stride: usize): void {
  let sum = v128.splat<real>(0);
  for (let t: usize = 0; t < B; t++, l += stride)
    sum = v128.add<real>(sum, v128.mul<real>(v128.splat<real>(load<real>(a + t * REAL)), v128.load(l)));
  v128.store(z, v128.add<real>(v128.load(z), sum));
}
