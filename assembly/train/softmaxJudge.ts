// What the outputs of a window say: losses, and which samples are right. Who is right is decided by f64 sums over the weights: where an
// output in f32 leaves it open within its rounding bound, the host has it made again by softmaxExactly.
import { REAL } from "../lanes";
import { exp } from "../math/exp";
import { Log } from "../math/log";
import { dotExactly } from "../linear/dotExactly";
import { squaredDistance } from "../linear/squaredDistance";
import { SoftmaxState } from "./softmaxState";

/** Adds to loss and right, lists what is undecided. The first class with the largest output is predicted. */
export function softmaxJudge(state: usize): void {
  const s = changetype<SoftmaxState>(state);
  s.undecidedCount = 0;
  for (let i: usize = 0; i < s.count; i++) {
    const f = s.F + i * REAL;
    const label = <usize>load<u32>(s.labels + (i << 2));
    const rival = largestOther(f, s.k, s.count * REAL, label);
    const lead = <f64>load<real>(f + label * s.count * REAL) - rival;
    s.loss += lossOf(f, s.k, s.count * REAL, label, rival);
    const limit = load<f64>(s.limits + (i << 3));
    if (lead > limit) s.right += 1;
    else if (!(lead < -limit)) store<u32>(s.undecided + (s.undecidedCount++ << 2), <u32>i);
  }
}

/** The largest output of another class; −∞ where there is none. */
function largestOther(f: usize, classes: usize, step: usize, label: usize): f64 {
  let largest: f64 = -Infinity;
  for (let c: usize = 0; c < classes; c++, f += step) if (c != label) largest = max(largest, <f64>load<real>(f));
  return largest;
}

/** −log softmax(f)_label, the largest output taken out first. */
function lossOf(f: usize, classes: usize, step: usize, label: usize, rival: f64): f64 {
  const own = <f64>load<real>(f + label * step);
  const top = max(own, rival);
  let sum: f64 = 0;
  for (let c: usize = 0; c < classes; c++, f += step) sum += exp(<f64>load<real>(f) - top);
  return f64x2.extract_lane(Log.f64(f64x2.splat(sum)), 0) + (top - own);
}

/** exactF (4,k) += A ReLU(W x) for the four samples of exactX, f64 sums, units from `unit` on until all are done or `work` is used up. */
export function softmaxExactly(state: usize): void {
  const s = changetype<SoftmaxState>(state);
  for (; s.unit < s.m && s.work > 0; s.unit++) {
    const w = s.W + s.unit * s.d * REAL;
    for (let t: usize = 0; t < 4; t++) {
      const z = dotExactly(w, s.exactX + t * s.d * REAL, s.d);
      const active = s.frozenOut ? keptAt(s, load<u32>(s.exactIndex + (t << 2))) : z > 0;
      if (active) addOutputs(s, s.exactF + (t * s.k << 3), z);
    }
    s.work -= 16 * <f64>s.d;
  }
}

function keptAt(s: SoftmaxState, sample: u32): bool {
  return (load<u32>(s.masks + (s.unit * s.words + (sample >> 5) << 2)) >> (sample & 31) & 1) != 0;
}

function addOutputs(s: SoftmaxState, out: usize, z: f64): void {
  for (let c: usize = 0; c < s.k; c++)
    store<f64>(out + (c << 3), load<f64>(out + (c << 3)) + <f64>load<real>(s.A + (c * s.m + s.unit) * REAL) * z);
}

/** distance += ‖w − w⁰‖², norm += ‖w⁰‖², spread (k) += |a_i|·‖w_r‖ over units from `unit` on, until all are done or `work` is used up. */
export function softmaxMeasure(state: usize): void {
  const s = changetype<SoftmaxState>(state);
  for (; s.unit < s.m && s.work > 0; s.unit++) {
    const w = s.W + s.unit * s.d * REAL;
    const start = s.start + s.unit * s.d * REAL;
    const length = sqrt(dotExactly(w, w, s.d));
    s.norm += dotExactly(start, start, s.d);
    s.distance += squaredDistance(w, start, s.d);
    for (let c: usize = 0; c < s.k; c++) {
      const at = s.spread + (c << 3);
      store<f64>(at, load<f64>(at) + abs(<f64>load<real>(s.A + (c * s.m + s.unit) * REAL)) * length);
    }
    s.work -= 16 * <f64>s.d;
  }
}
