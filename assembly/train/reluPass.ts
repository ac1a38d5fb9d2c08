// Forward and backward over the samples, fused over blocks of rows while a block is in cache (S1 eq. 3.1):
// g = Σ_i (ReLU(a_i) − y_i)·(1 + sgn a_i)·x_i with a = Xw; for the linear model g = Σ_i (a_i − y_i)·x_i.
// Sums over features are f64 in both precisions, and rows enter g in their order, so neither blocks nor chunks can be seen in the bits.
import { REAL } from "../lanes";
import { addRows } from "../linear/addRows";
import { dotExactly } from "../linear/dotExactly";
import { ReluState } from "./reluState";

/** Most rows of a block: the host plans a, active and coefficient for as many. */
const BLOCK: usize = 32;
/** Bytes of a block, well inside a second-level cache. */
const BLOCK_BYTES: usize = 1 << 18;
/** A support below one in this many features is read column by column. */
const SPARSE: usize = 4;

/** Rows from `row` on, until all are done or `work` is used up. */
export function reluPass(state: usize): void {
  const s = changetype<ReluState>(state);
  const n = s.n;
  if (s.row == 0) {
    if (!s.known) s.squares = 0;
    if (s.backward) {
      s.hasReference = 0;
      memory.fill(s.g, 0, s.d * REAL);
    }
  }
  const fit = BLOCK_BYTES / (s.d * REAL) & ~3;
  const block = fit < 4 ? <usize>4 : fit > BLOCK ? BLOCK : fit;
  while (s.row < n && s.work > 0) {
    const rows = n - s.row < block ? n - s.row : block;
    if (!s.known) forward(s, rows);
    const active = s.known ? knownRows(s, rows) : residuals(s, rows);
    if (s.backward) {
      addRows(s.g, s.X, s.active, s.coefficient, active, s.d);
      s.work -= <f64>(active * s.d);
    }
    s.row += rows;
  }
  if (s.row == n && s.c != 0 && s.backward) {
    memory.copy(s.reference, s.c, n * REAL);
    s.hasReference = 1;
    s.known = 0;
  }
}

/** a[r] = ⟨w, x_{row + r}⟩. */
function forward(s: ReluState, rows: usize): void {
  const d = s.d;
  const m = s.m;
  const x = s.X + s.row * d * REAL;
  const sparse = m * SPARSE <= d;
  s.work -= <f64>(rows * (sparse ? m : d) + 1);
  if (!sparse) {
    for (let r: usize = 0; r < rows; r++) store<f64>(s.a + (r << 3), dotExactly(x + r * d * REAL, s.w, d));
    return;
  }
  let r: usize = 0;
  for (; r + 4 <= rows; r += 4) fourSparse(s.a + (r << 3), x + r * d * REAL, d * REAL, s.support, s.value, m);
  for (; r < rows; r++) store<f64>(s.a + (r << 3), oneSparse(x + r * d * REAL, s.support, s.value, m));
}

/** Four rows at once: one sum alone waits for the latency of every addition. */
function fourSparse(a: usize, x: usize, row: usize, support: usize, value: usize, m: usize): void {
  let a0: f64 = 0;
  let a1: f64 = 0;
  let a2: f64 = 0;
  let a3: f64 = 0;
  const x2 = x + 2 * row;
  for (let t: usize = 0; t < m; t++) {
    const at = <usize>load<u32>(support + (t << 2)) * REAL;
    const w = load<f64>(value + (t << 3));
    a0 += w * <f64>load<real>(x + at);
    a1 += w * <f64>load<real>(x + row + at);
    a2 += w * <f64>load<real>(x2 + at);
    a3 += w * <f64>load<real>(x2 + row + at);
  }
  store<f64>(a, a0);
  store<f64>(a, a1, 8);
  store<f64>(a, a2, 16);
  store<f64>(a, a3, 24);
}

function oneSparse(x: usize, support: usize, value: usize, m: usize): f64 {
  let a: f64 = 0;
  for (let t: usize = 0; t < m; t++) a += load<f64>(value + (t << 3)) * <f64>load<real>(x + <usize>load<u32>(support + (t << 2)) * REAL);
  return a;
}

/** (1 + sgn a)·(max(0, a) − y), or a − y: what row i of X has in n·∇L. */
export abstract class Residual {
  @inline static slope(s: ReluState, a: f64): f64 {
    return s.linear ? 1 : a > 0 ? 2 : a == 0 ? 2 * s.derivAtZero : 0;
  }

  @inline static of(s: ReluState, a: f64, i: usize): f64 {
    return (s.linear || a > 0 ? a : 0) - <f64>load<real>(s.y + i * REAL);
  }
}

/** As residuals, from coefficients that are known already. */
function knownRows(s: ReluState, rows: usize): usize {
  let active: usize = 0;
  for (let i = s.row; i < s.row + rows; i++) {
    const c = load<real>(s.c + i * REAL);
    store<u32>(s.active + (active << 2), <u32>i);
    store<real>(s.coefficient + active * REAL, c);
    if (c != 0) active++;
  }
  return active;
}

/** Adds to the sum of squares; lists the rows whose coefficient is not 0. Returns their number. */
function residuals(s: ReluState, rows: usize): usize {
  let squares = s.squares;
  let active: usize = 0;
  for (let r: usize = 0; r < rows; r++) {
    const i = s.row + r;
    const a = load<f64>(s.a + (r << 3));
    const residual = Residual.of(s, a, i);
    squares += residual * residual;
    const c = <real>(Residual.slope(s, a) * residual);
    if (s.c != 0) store<real>(s.c + i * REAL, c);
    store<u32>(s.active + (active << 2), <u32>i);
    store<real>(s.coefficient + active * REAL, c);
    if (c != 0) active++;
  }
  s.squares = squares;
  return active;
}
