// Most of a gradient is not needed for w_{τ+1} = top-s of w_τ − μ∇L: entries off the support that cannot be among the s largest become
// 0 whatever they are. With c the rows' coefficients, g_j = Σ_i c_i x_ij and g° that of an earlier full pass with c°,
//   |g_j| ≤ |g°_j| + ‖x_j‖·‖c − c°‖      (x_j: column j of X),
// so once the steps are small against the smallest entry kept, the columns of the support decide (nearly) alone: n·s work instead of n·d.
// Exact: what is computed has the bits of a full pass, the rest is proved, with room for rounding, to lie below the threshold.
import { REAL } from "../lanes";
import { Residual } from "./reluPass";
import { Step } from "./reluStep";
import { ReluState } from "./reluState";

const EPSILON: f64 = REAL == 4 ? 5.9604644775390625e-8 : 1.1102230246251565e-16;
/** Room for the rounding of norms and bounds themselves. */
const SLACK: f64 = 1.000001;
/** Thresholds below it are left to the full pass: products with them may underflow. */
const TINY: f64 = REAL == 4 ? 1e-30 : 1e-250;
/** Screening pays while at most one feature in this many is computed: a column is read with strides. */
const FEW: usize = 16;

/**
 * Tries to evaluate w and make v = w − μ·(g/n) from few columns, exact wherever v can be among the s largest in magnitude, 0 elsewhere.
 * Returns 1, or 0 where that is not possible; then c and the sum of squares are known and a full pass goes on from them.
 */
export function reluProbe(state: usize): u32 {
  const s = changetype<ReluState>(state);
  if (!promising(s)) return 0;
  pack(s);
  s.squares = 0;
  let change: f64 = 0;
  let size: f64 = 0;
  for (let i: usize = 0; i < s.n; i += 8) {
    forward(s, i);
    const end = min(i + 8, s.n);
    for (let r = i; r < end; r++) {
      const a = load<f64>(s.a + ((r - i) << 3));
      const residual = Residual.of(s, a, r);
      s.squares += residual * residual;
      const c = <real>(Residual.slope(s, a) * residual);
      store<real>(s.c + r * REAL, c);
      const before = <f64>load<real>(s.reference + r * REAL);
      change += (<f64>c - before) * (<f64>c - before);
      size += <f64>c * <f64>c + before * before;
    }
  }
  s.known = 1;
  memory.fill(s.v, 0, s.d * REAL);
  const threshold = supportEntries(s);
  const reach = (sqrt(change) + <f64>(s.n + 8) * EPSILON * 2 * sqrt(size)) / <f64>s.n;
  const extra = threshold > TINY ? rivals(s, threshold, reach) : s.d;
  if (s.m + extra > s.d / FEW) return 0;
  for (let t: usize = 0; t < extra; t++) otherEntry(s, load<u32>(s.extra + (t << 2)));
  s.known = 0;
  s.row = s.n;
  s.norm = 0;
  return 1;
}

/** A new pass with an earlier gradient to compare with, s entries, and coefficients of the last iterate below the smallest of them. */
function promising(s: ReluState): bool {
  if (s.row != 0 || s.known != 0 || s.backward == 0 || s.hasReference == 0 || s.m != s.kept) return false;
  const square = s.squares / <f64>s.n;
  return (s.linear ? square : 4 * square) < s.least * s.least;
}

/** columns[t] = the feature support[t] of all samples; kept while the support stays. */
function pack(s: ReluState): void {
  const m = s.m;
  if (s.packedCount == m && memory.compare(s.packed, s.support, m << 2) == 0) return;
  memory.copy(s.packed, s.support, m << 2);
  s.packedCount = m;
  const column = s.stride * REAL;
  let x = s.X;
  for (let i: usize = 0; i < s.n; i++) {
    let out = s.columns + i * REAL;
    for (let t: usize = 0; t < m; t++) {
      store<real>(out, load<real>(x + <usize>load<u32>(s.support + (t << 2)) * REAL));
      out += column;
    }
    x += s.d * REAL;
  }
}

abstract class Pair {
  @inline static load(x: usize): v128 {
    return REAL == 8 ? v128.load(x) : f64x2.promote_low_f32x4(v128.load64_zero(x));
  }
}

/** a[0..8) = ⟨w, x_i⟩ of eight samples, each summed in the order of the support. */
function forward(s: ReluState, i: usize): void {
  const column = s.stride * REAL;
  let x = s.columns + i * REAL;
  let a0 = f64x2.splat(0);
  let a1 = a0;
  let a2 = a0;
  let a3 = a0;
  for (let t: usize = 0; t < s.m; t++) {
    const w = v128.load64_splat(s.value + (t << 3));
    a0 = f64x2.add(a0, f64x2.mul(w, Pair.load(x)));
    a1 = f64x2.add(a1, f64x2.mul(w, Pair.load(x + 2 * REAL)));
    a2 = f64x2.add(a2, f64x2.mul(w, Pair.load(x + 4 * REAL)));
    a3 = f64x2.add(a3, f64x2.mul(w, Pair.load(x + 6 * REAL)));
    x += column;
  }
  v128.store(s.a, a0);
  v128.store(s.a, a1, 16);
  v128.store(s.a, a2, 32);
  v128.store(s.a, a3, 48);
}

/** v on the support; returns the smallest magnitude there. */
function supportEntries(s: ReluState): f64 {
  const column = s.stride * REAL;
  let least: f64 = Infinity;
  let t: usize = 0;
  for (; t + 4 <= s.m; t += 4) {
    const x = s.columns + t * column;
    const x2 = x + 2 * column;
    let g0: real = 0;
    let g1: real = 0;
    let g2: real = 0;
    let g3: real = 0;
    for (let at: usize = 0; at < s.n * REAL; at += REAL) {
      const c = load<real>(s.c + at);
      g0 += c * load<real>(x + at);
      g1 += c * load<real>(x + column + at);
      g2 += c * load<real>(x2 + at);
      g3 += c * load<real>(x2 + column + at);
    }
    least = min(least, min(min(entry(s, t, g0), entry(s, t + 1, g1)), min(entry(s, t + 2, g2), entry(s, t + 3, g3))));
  }
  for (; t < s.m; t++) {
    const x = s.columns + t * column;
    let g: real = 0;
    for (let at: usize = 0; at < s.n * REAL; at += REAL) g += load<real>(s.c + at) * load<real>(x + at);
    least = min(least, entry(s, t, g));
  }
  return least;
}

function entry(s: ReluState, t: usize, g: real): f64 {
  const at = <usize>load<u32>(s.support + (t << 2)) * REAL;
  const v = Step.of(load<real>(s.w + at), g, <real>s.mu, <real>s.n);
  store<real>(s.v + at, v);
  return abs(<f64>v);
}

/** Features off the support whose |v_j| may reach the threshold, listed in extra; returns how many, or too many. */
function rivals(s: ReluState, threshold: f64, reach: f64): usize {
  const scale = s.mu * SLACK;
  const limit = s.d / FEW;
  let count: usize = 0;
  for (let j: usize = 0; j < s.d; j++) {
    const bound = scale * (abs(<f64>load<real>(s.g + j * REAL)) / <f64>s.n + load<f64>(s.norms + (j << 3)) * reach);
    if (bound < threshold || load<real>(s.w + j * REAL) != 0) continue;
    store<u32>(s.extra + (count << 2), <u32>j);
    if (++count > limit) return count;
  }
  return count;
}

/** v_j of a feature off the support, by its column. */
function otherEntry(s: ReluState, j: usize): void {
  const row = s.d * REAL;
  let x = s.X + j * REAL;
  let g: real = 0;
  for (let i: usize = 0; i < s.n; i++) {
    const c = load<real>(s.c + i * REAL);
    if (c != 0) g += c * load<real>(x);
    x += row;
  }
  store<real>(s.v + j * REAL, Step.of(0, g, <real>s.mu, <real>s.n));
}
