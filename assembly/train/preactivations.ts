// Pre-activations of one row: from W, or from what is kept of them and the updates since.
import { addProducts } from "../linear/addProducts";
import { axpy } from "../linear/axpy";
import { REAL } from "../lanes";
import { rowTimes } from "../linear/rowTimes";
import { TwoLayerState } from "./state";

/** Rows of Z that take the log in together; src/train/twoLayerRun.ts has room for their parts of G. */
const FLUSH_ROWS: usize = 64;
/** After this many updates Z is made from W again, so that rounding cannot pile up. */
const AGE_LIMIT: u32 = 1024;

/** z = W x_i, K reals: where they lie. */
export function preactivations(s: TwoLayerState, i: u32): usize {
  const kept = s.logLimit > 0;
  const z = s.Z + <usize>i * s.K * REAL;
  if (kept && (<usize>i < s.flushRow || (s.logged == 0 && !s.fresh))) return z;
  if (!kept || s.fresh) fromWeights(s, i, s.z);
  else {
    logged(s, i);
    axpy(s.z, z, s.K, 1);
  }
  return s.z;
}

function fromWeights(s: TwoLayerState, i: u32, out: usize): void {
  const start = load<u32>(s.starts + (<usize>i << 2));
  const nonZeros = load<u32>(s.starts + (<usize>i << 2), 4) - start;
  rowTimes(out, s.index + (<usize>start << 2), s.value + <usize>start * REAL, nonZeros, s.W, s.K);
  s.work -= <f64>(<usize>nonZeros * s.K);
}

/** s.z = what the updates of the log have moved the pre-activations of row i by: G[i,u]·c_u each. */
function logged(s: TwoLayerState, i: u32): void {
  gather(s, i, s.weights);
  rowTimes(s.z, s.slots, s.weights, s.logged, s.log, s.K);
  s.work -= <f64>(s.logged * s.K);
}

/** out (logged) = G[i,u] for the samples u of the log. */
function gather(s: TwoLayerState, i: u32, out: usize): void {
  const row = s.gram + <usize>i * s.gramStride * REAL;
  for (let t: usize = 0; t < s.logged; t++)
    store<real>(out + t * REAL, load<real>(row + <usize>load<u32>(s.logSample + (t << 2)) * REAL));
}

/** Writes down the update c by sample i that is about to be counted. */
export function logUpdate(s: TwoLayerState, i: u32): void {
  const slot = s.logged;
  s.logged += 1;
  store<u32>(s.logSample + (slot << 2), i);
  const to = s.log + slot * s.K * REAL;
  const bytes = s.K * REAL;
  for (let at: usize = 0; at < bytes; at += 16) v128.store(to + at, v128.load(s.c + at));
}

/**
 * A full log goes into all rows of Z, which a sample would otherwise do alone at its next visit with rows of the log that no cache holds
 * any more; a few rows a turn, until the work of this call is used up. Returns whether steps can be taken. When is a matter of the number
 * of updates alone, so that looking at margins on the way moves no bit.
 */
export function settleLog(s: TwoLayerState): bool {
  if (!s.fresh && s.logged < s.logLimit) return true;
  if (s.flushRow == 0 && s.updates - s.born >= AGE_LIMIT) s.fresh = 1;
  while (s.flushRow < s.rows && s.work > 0) flushSome(s);
  if (s.flushRow < s.rows) return false;
  if (s.fresh) s.born = s.updates;
  s.fresh = 0;
  s.flushRow = 0;
  s.logged = 0;
  return true;
}

/** The log into the next FLUSH_ROWS rows of Z, or one row from W. */
function flushSome(s: TwoLayerState): void {
  const i = s.flushRow;
  const z = s.Z + i * s.K * REAL;
  if (s.fresh) {
    fromWeights(s, <u32>i, z);
    s.flushRow = i + 1;
    return;
  }
  const B = s.logged;
  const rows = min(FLUSH_ROWS, s.rows - i);
  for (let r: usize = 0; r < rows; r++) gather(s, <u32>(i + r), s.weights + r * B * REAL);
  addProducts(z, s.weights, s.log, rows, B, s.K);
  s.work -= <f64>(rows * B * s.K) / 2;
  s.flushRow = i + rows;
}
