// The Gram engine: for fixed data the pre-activations Z = W Xᵀ are kept instead of W. With G = X Xᵀ, an update of unit j by
// sample i is Z[j,:] += c_j·G[i,:], and a step without update costs O(k) whatever d. Same law as the primal engine, other bits.
import { LANES, REAL } from "../lanes";
import { rowTimes, rowUpdate } from "../linear/rowTimes";
import { Gate, openGate } from "./gate";
import { beginPass, sampleAt } from "./order";
import { advanceSteps, noteUpdate } from "./pass";
import { Output } from "./primal";
import { noiseThreshold } from "../random/noise";
import { CYCLE, DIVERGED, TwoLayerState } from "./state";

/** Samples in one step of the margin scan: four vectors. Z, y and limit are padded to a multiple of 16 samples. */
const SCAN: usize = 4 * LANES;

/** G = X Xᵀ from compressed rows and Xᵀ (d, stride); G is (n, stride), padding columns are 0. */
export function gramMatrix(gram: usize, starts: usize, index: usize, value: usize, columns: usize, n: usize, stride: usize): void {
  for (let i: usize = 0; i < n; i++) {
    const start = load<u32>(starts + (i << 2));
    const nonZeros = load<u32>(starts + (i << 2), 4) - start;
    rowTimes(gram + i * stride * REAL, index + (<usize>start << 2), value + <usize>start * REAL, nonZeros, columns, stride);
  }
}

/** Z from W, forgetting all rounding that updates have left in it. */
export function gramPreactivations(state: usize): void {
  const s = changetype<TwoLayerState>(state);
  const n = <usize>s.n;
  const k = <usize>s.k;
  const z = <usize>s.z;
  for (let i: usize = 0; i < n; i++) {
    const start = load<u32>(<usize>s.starts + (i << 2));
    const nonZeros = load<u32>(<usize>s.starts + (i << 2), 4) - start;
    rowTimes(z, <usize>s.index + (<usize>start << 2), <usize>s.value + <usize>start * REAL, nonZeros, <usize>s.W, <usize>s.K);
    for (let j: usize = 0; j < k; j++) store<real>(<usize>s.Z + (j * <usize>s.zStride + i) * REAL, load<real>(z + j * REAL));
  }
}

/** W += Σ_i (ηv∘y_i·count_i) x_iᵀ: the weights after all updates since W was last written; count is left as it is. */
export function gramWeights(state: usize): void {
  const s = changetype<TwoLayerState>(state);
  const n = <usize>s.n;
  const K = <usize>s.K;
  for (let i: usize = 0; i < n; i++) {
    if (load<u32>(<usize>s.updatesOf + (i << 2)) == 0) continue;
    const y = load<real>(<usize>s.y + i * REAL);
    const count = <usize>s.count + i * K * REAL;
    for (let j: usize = 0; j < K; j++)
      store<real>(<usize>s.c + j * REAL, load<real>(<usize>s.etaV + j * REAL) * y * load<real>(count + j * REAL));
    const start = load<u32>(<usize>s.starts + (i << 2));
    const nonZeros = load<u32>(<usize>s.starts + (i << 2), 4) - start;
    rowUpdate(<usize>s.W, <usize>s.index + (<usize>start << 2), <usize>s.value + <usize>start * REAL, nonZeros, <usize>s.c, K);
  }
}

export function trainGram(state: usize): void {
  const s = changetype<TwoLayerState>(state);
  while (s.status == 0 && s.step < s.stepEnd && s.work > 0) {
    if (s.position == 0) beginPass(s);
    if (s.sampling == CYCLE) cycleGram(s);
    else visit(s, sampleAt(s));
  }
}

/** In cyclic order: jump to the next violated sample of this pass and visit it. */
function cycleGram(s: TwoLayerState): void {
  let room = s.stepEnd - s.step;
  if (s.idleLimit > 0) room = min(room, s.idleLimit - s.idle);
  const from = <usize>s.position;
  const to = <usize>min(s.n, s.position + room);
  const next = s.listReady ? nextListed(s, from, to) : scanMargins(s, from, to);
  if (next > from) advanceSteps(s, <f64>(next - from));
  if (next < to && s.status == 0) visit(s, <u32>next);
}

/** First sample in from…to−1 whose margin is below its limit, or `to`. All lanes sum over j in order: the bits of `Output.of`. */
function scanMargins(s: TwoLayerState, from: usize, to: usize): usize {
  const k = <usize>s.k;
  const v = <usize>s.v;
  const row = <usize>s.zStride * REAL;
  const zero = v128.splat<real>(0);
  for (let block = from & ~(SCAN - 1); block < to; block += SCAN) {
    let z = <usize>s.Z + block * REAL;
    let f0 = zero;
    let f1 = zero;
    let f2 = zero;
    let f3 = zero;
    for (let j: usize = 0; j < k; j++) {
      const vj = v128.splat<real>(load<real>(v + j * REAL));
      f0 = v128.add<real>(f0, v128.mul<real>(vj, v128.pmax<real>(zero, v128.load(z))));
      f1 = v128.add<real>(f1, v128.mul<real>(vj, v128.pmax<real>(zero, v128.load(z, 16))));
      f2 = v128.add<real>(f2, v128.mul<real>(vj, v128.pmax<real>(zero, v128.load(z, 32))));
      f3 = v128.add<real>(f3, v128.mul<real>(vj, v128.pmax<real>(zero, v128.load(z, 48))));
      z += row;
    }
    const y = <usize>s.y + block * REAL;
    const limit = <usize>s.limit + block * REAL;
    const ok0 = v128.ge<real>(v128.mul<real>(v128.load(y), f0), v128.load(limit));
    const ok1 = v128.ge<real>(v128.mul<real>(v128.load(y, 16), f1), v128.load(limit, 16));
    const ok2 = v128.ge<real>(v128.mul<real>(v128.load(y, 32), f2), v128.load(limit, 32));
    const ok3 = v128.ge<real>(v128.mul<real>(v128.load(y, 48), f3), v128.load(limit, 48));
    s.work -= <f64>(SCAN * k);
    if (v128.all_true<i32>(v128.and(v128.and(ok0, ok1), v128.and(ok2, ok3)))) continue;
    const lanes = <u32>LANES;
    let bad = bits(ok0) | (bits(ok1) << lanes) | (bits(ok2) << (lanes * 2)) | (bits(ok3) << (lanes * 3));
    if (block < from) bad &= ~((<u32>1 << <u32>(from - block)) - 1);
    if (bad != 0) {
      const found = block + <usize>ctz<u32>(bad);
      return found < to ? found : to;
    }
  }
  return to;
}

/** One bit per lane that is not satisfied. */
function bits(ok: v128): u32 {
  return <u32>~(sizeof<real>() == 4 ? i32x4.bitmask(ok) : i64x2.bitmask(ok)) & ((1 << <u32>LANES) - 1);
}

/** As scanMargins, from the list of violated samples: no margin has changed since the list was made. */
function nextListed(s: TwoLayerState, from: usize, to: usize): usize {
  const list = <usize>s.list;
  const length = <usize>s.listLength;
  let next = <usize>s.listNext;
  while (next < length && <usize>load<u32>(list + (next << 2)) < from) next++;
  s.listNext = <f64>next;
  s.work -= 8;
  if (next == length) return to;
  const found = <usize>load<u32>(list + (next << 2));
  return found < to ? found : to;
}

/** One step at sample i. */
function visit(s: TwoLayerState, i: u32): void {
  s.work -= 4 * s.K;
  const y = load<real>(<usize>s.y + <usize>i * REAL);
  if (s.listReady && !mayOpen(s, y)) {
    s.passViolations += 1;
    advanceSteps(s, 1);
    return;
  }
  const z = <usize>s.z;
  for (let j: usize = 0; j < <usize>s.k; j++)
    store<real>(z + j * REAL, load<real>(<usize>s.Z + (j * <usize>s.zStride + <usize>i) * REAL));
  const f = Output.of(s, z);
  if (!(y * f >= load<real>(<usize>s.limit + <usize>i * REAL))) {
    if (f - f != 0) {
      s.status = DIVERGED;
      return;
    }
    s.passViolations += 1;
    if (isEmptyRow(s, i) || !openGate(s, z, y)) noteWaiting(s, i, y);
    else {
      updatePreactivations(s, i);
      noteUpdate(s, i);
    }
  }
  advanceSteps(s, 1);
}

function isEmptyRow(s: TwoLayerState, i: u32): bool {
  const at = <usize>s.starts + (<usize>i << 2);
  return load<u32>(at) == load<u32>(at, 4);
}

/** Z[j,:] += c_j·G[i,:] for every active unit, four units at a time so that G[i,:] is read once for them. */
function updatePreactivations(s: TwoLayerState, i: u32): void {
  const k = <usize>s.k;
  const K = <usize>s.K;
  const c = <usize>s.c;
  const row = <usize>s.zStride * REAL;
  const g = <usize>s.gram + <usize>i * <usize>s.gramStride * REAL;
  const bytes = <usize>s.zStride * REAL;
  const count = <usize>s.count + <usize>i * K * REAL;
  const active = <usize>s.z; // z has been used; its place holds the numbers of the active units
  let length: usize = 0;
  for (let j: usize = 0; j < k; j++) {
    const m = load<real>(<usize>s.mask + j * REAL);
    if (m == 0) continue;
    store<real>(count + j * REAL, load<real>(count + j * REAL) + m);
    store<u32>(active + (length << 2), <u32>j);
    length++;
  }
  s.work -= <f64>(length * (bytes / REAL));
  let a: usize = 0;
  for (; a + 4 <= length; a += 4) {
    const j0 = <usize>load<u32>(active + (a << 2));
    const j1 = <usize>load<u32>(active + (a << 2), 4);
    const j2 = <usize>load<u32>(active + (a << 2), 8);
    const j3 = <usize>load<u32>(active + (a << 2), 12);
    addRow4(
      <usize>s.Z + j0 * row, <usize>s.Z + j1 * row, <usize>s.Z + j2 * row, <usize>s.Z + j3 * row, g, bytes,
      load<real>(c + j0 * REAL), load<real>(c + j1 * REAL), load<real>(c + j2 * REAL), load<real>(c + j3 * REAL),
    );
  }
  for (; a < length; a++) {
    const j = <usize>load<u32>(active + (a << 2));
    addRow(<usize>s.Z + j * row, g, bytes, load<real>(c + j * REAL));
  }
}

function addRow(z: usize, g: usize, bytes: usize, c: real): void {
  const scale = v128.splat<real>(c);
  for (const end = z + bytes; z < end; z += 64, g += 64) {
    v128.store(z, v128.add<real>(v128.load(z), v128.mul<real>(scale, v128.load(g))));
    v128.store(z, v128.add<real>(v128.load(z, 16), v128.mul<real>(scale, v128.load(g, 16))), 16);
    v128.store(z, v128.add<real>(v128.load(z, 32), v128.mul<real>(scale, v128.load(g, 32))), 32);
    v128.store(z, v128.add<real>(v128.load(z, 48), v128.mul<real>(scale, v128.load(g, 48))), 48);
  }
}

function addRow4(z0: usize, z1: usize, z2: usize, z3: usize, g: usize, bytes: usize, c0: real, c1: real, c2: real, c3: real): void {
  const s0 = v128.splat<real>(c0);
  const s1 = v128.splat<real>(c1);
  const s2 = v128.splat<real>(c2);
  const s3 = v128.splat<real>(c3);
  for (let at: usize = 0; at < bytes; at += 16) {
    const x = v128.load(g + at);
    v128.store(z0 + at, v128.add<real>(v128.load(z0 + at), v128.mul<real>(s0, x)));
    v128.store(z1 + at, v128.add<real>(v128.load(z1 + at), v128.mul<real>(s1, x)));
    v128.store(z2 + at, v128.add<real>(v128.load(z2 + at), v128.mul<real>(s2, x)));
    v128.store(z3 + at, v128.add<real>(v128.load(z3 + at), v128.mul<real>(s3, x)));
  }
}

/**
 * Waiting costs little: while nothing changes, the violated samples and Φ(z/γ) of their units are known, so a visit is one block
 * of noise words against stored thresholds. Noise has addresses, so this moves no bit. Only for a pass without any update.
 */
function noteWaiting(s: TwoLayerState, i: u32, y: real): void {
  if (s.sampling != CYCLE || s.listReady || s.passUpdates > 0) return;
  const at = <usize>s.listLength;
  s.listLength += 1;
  if (s.listLength > s.listLimit) return;
  store<u32>(<usize>s.list + (at << 2), i);
  for (let j: usize = 0; j < <usize>s.k; j++) {
    const threshold = Gate.noisy(s, y, j) && !isEmptyRow(s, i) ? noiseThreshold(<f64>load<real>(<usize>s.z + j * REAL), s.gamma) : -1;
    store<f64>(<usize>s.threshold + ((at * <usize>s.K + j) << 3), threshold);
  }
}

/** Could any unit of the listed sample be active at this step? Ties with the threshold say yes and are decided by the gate. */
function mayOpen(s: TwoLayerState, y: real): bool {
  const threshold = <usize>s.threshold + ((<usize>s.listNext * <usize>s.K) << 3);
  let drawn: usize = usize.MAX_VALUE;
  for (let j: usize = 0; j < <usize>s.k; j++) {
    const limit = load<f64>(threshold + (j << 3));
    if (limit < 0) continue;
    if (drawn != j >> 2) {
      drawn = j >> 2;
      Gate.drawNoise(s, drawn);
    }
    if (<f64>load<u32>(<usize>s.words + ((j & 3) << 2)) <= limit) return true;
  }
  return false;
}
