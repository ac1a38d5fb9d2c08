// The training loop of the Gram engine.
import { LANES, REAL } from "../lanes";
import { openGate } from "./gate";
import { beginPass, sampleAt } from "./order";
import { advanceSteps, noteUpdate } from "./pass";
import { Output } from "./output";
import { CYCLE, DIVERGED, PLAIN, TwoLayerState } from "./state";
import { updatePreactivations } from "./gramUpdate";
import { isEmptyRow, mayOpen, nextListed, noteWaiting } from "./waiting";

/** Samples in one step of the margin scan: four vectors. */
const SCAN: usize = 4 * LANES;

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
  let room = <usize>(s.stepEnd - s.step);
  if (s.idleLimit > 0) room = <usize>min(<f64>room, s.idleLimit - s.idle);
  const from = s.position;
  const to = min(s.n, s.position + min(room, s.n));
  const next = s.listReady ? nextListed(s, from, to) : scanMargins(s, from, to);
  if (next > from) advanceSteps(s, <u32>(next - from));
  if (next < to && s.status == 0) visit(s, <u32>next);
}

/**
 * First sample in from…to−1 that a step would do something at, or `to`: its margin is below its limit and, without noise, some unit is
 * active. Without noise the dead samples on the way are only counted. All lanes sum over j in order: the bits of `Output.of`.
 */
function scanMargins(s: TwoLayerState, from: usize, to: usize): usize {
  const skipDead = s.method == PLAIN || s.gamma == 0;
  const k = s.k;
  const v = s.v;
  const row = s.zStride * REAL;
  const zero = v128.splat<real>(0);
  for (let block = from & ~(SCAN - 1); block < to; block += SCAN) {
    let z = s.Z + block * REAL;
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
    const y = s.y + block * REAL;
    const limit = s.limit + block * REAL;
    const ok0 = v128.ge<real>(v128.mul<real>(v128.load(y), f0), v128.load(limit));
    const ok1 = v128.ge<real>(v128.mul<real>(v128.load(y, 16), f1), v128.load(limit, 16));
    const ok2 = v128.ge<real>(v128.mul<real>(v128.load(y, 32), f2), v128.load(limit, 32));
    const ok3 = v128.ge<real>(v128.mul<real>(v128.load(y, 48), f3), v128.load(limit, 48));
    if (v128.all_true<i32>(v128.and(v128.and(ok0, ok1), v128.and(ok2, ok3)))) continue;
    const lanes = <u32>LANES;
    let bad = bits(ok0) | (bits(ok1) << lanes) | (bits(ok2) << (lanes * 2)) | (bits(ok3) << (lanes * 3));
    if (block < from) bad &= ~((<u32>1 << <u32>(from - block)) - 1);
    if (block + SCAN > to) bad &= (<u32>1 << <u32>(to - block)) - 1;
    if (skipDead && bad != 0) {
      s.passViolations += popcnt<u32>(bad);
      bad &= aliveBits(s, block);
      s.passViolations -= popcnt<u32>(bad);
    }
    if (bad == 0) continue;
    s.work -= <f64>((block + SCAN - from) * k);
    return block + <usize>ctz<u32>(bad);
  }
  s.work -= <f64>((to + SCAN - from) * k);
  return to;
}

/** One bit for each of the SCAN samples from `block` on: has it a unit whose gate is not 0 (S0 eq. 9)? */
function aliveBits(s: TwoLayerState, block: usize): u32 {
  const row = s.zStride * REAL;
  const first = s.Z + block * REAL;
  const end = first + s.k * row;
  const atZero = s.derivAtZero > 0;
  const zero = v128.splat<real>(0);
  let alive: u32 = 0;
  for (let vector: u32 = 0; vector < 4; vector++) {
    let most = v128.splat<real>(-1);
    for (let z = first + (<usize>vector << 4); z < end; z += row) most = v128.pmax<real>(most, v128.load(z));
    alive |= bits(atZero ? v128.lt<real>(most, zero) : v128.le<real>(most, zero)) << (vector * <u32>LANES);
  }
  return alive;
}

/** One bit per lane that is not satisfied. */
function bits(ok: v128): u32 {
  return <u32>~(sizeof<real>() == 4 ? i32x4.bitmask(ok) : i64x2.bitmask(ok)) & ((1 << <u32>LANES) - 1);
}

/** One step at sample i. */
function visit(s: TwoLayerState, i: u32): void {
  s.work -= <f64>(4 * s.K);
  const y = load<real>(s.y + <usize>i * REAL);
  if (s.listReady && !mayOpen(s, y)) {
    s.passViolations += 1;
    advanceSteps(s, 1);
    return;
  }
  const z = s.z;
  const column = s.Z + <usize>i * REAL;
  for (let j: usize = 0; j < s.k; j++) store<real>(z + j * REAL, load<real>(column + j * s.zStride * REAL));
  const f = Output.of(s, z);
  if (!(y * f >= load<real>(s.limit + <usize>i * REAL))) {
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
