import { REAL } from "../lanes";
import { axpy } from "./axpy";

/** g (d) += Σ_t c[t]·A[rows[t],:] in the order of t, four rows at a time; A (·,d) row-major, rows u32, c reals. */
export function addRows(g: usize, A: usize, rows: usize, c: usize, count: usize, d: usize): void {
  const row = d * REAL;
  let t: usize = 0;
  for (; t + 4 <= count; t += 4) {
    const at = rows + (t << 2);
    addFour(g, A + <usize>load<u32>(at) * row, A + <usize>load<u32>(at, 4) * row, A + <usize>load<u32>(at, 8) * row, A + <usize>load<u32>(at, 12) * row, c + t * REAL, row);
  }
  for (; t < count; t++) axpy(g, A + <usize>load<u32>(rows + (t << 2)) * row, d, load<real>(c + t * REAL));
}

function addFour(g: usize, P: usize, Q: usize, R: usize, S: usize, c: usize, row: usize): void {
  const p = load<real>(c), q = load<real>(c + REAL), r = load<real>(c + 2 * REAL), s = load<real>(c + 3 * REAL);
  const vp = v128.splat<real>(p), vq = v128.splat<real>(q), vr = v128.splat<real>(r), vs = v128.splat<real>(s);
  let at: usize = 0;
  for (; at + 32 <= row; at += 32) {
    let a = v128.add<real>(v128.load(g + at), v128.mul<real>(vp, v128.load(P + at)));
    let b = v128.add<real>(v128.load(g + at, 16), v128.mul<real>(vp, v128.load(P + at, 16)));
    a = v128.add<real>(a, v128.mul<real>(vq, v128.load(Q + at)));
    b = v128.add<real>(b, v128.mul<real>(vq, v128.load(Q + at, 16)));
    a = v128.add<real>(a, v128.mul<real>(vr, v128.load(R + at)));
    b = v128.add<real>(b, v128.mul<real>(vr, v128.load(R + at, 16)));
    v128.store(g + at, v128.add<real>(a, v128.mul<real>(vs, v128.load(S + at))));
    v128.store(g + at, v128.add<real>(b, v128.mul<real>(vs, v128.load(S + at, 16))), 16);
  }
  for (; at < row; at += REAL) {
    let sum = load<real>(g + at) + p * load<real>(P + at);
    sum += q * load<real>(Q + at);
    sum += r * load<real>(R + at);
    store<real>(g + at, sum + s * load<real>(S + at));
  }
}
