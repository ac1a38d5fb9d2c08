// Steps of S3 eq. (1) as sweeps over the units of a layer. While a block of units is in cache, the gradient of the last window is added to
// its weights and the next window goes through it: the weights are read and written once a step, not read once more. With m = 4000, d = 1000
// and B = 16 they leave the cache between two sweeps, and this saves 10 to 15 % (1000 units: nothing). Blocks are as wide whatever the
// chunk, so chunks cannot be seen in the bits.
import { REAL } from "../lanes";
import { gemm, gemmPack, gemmPacked } from "../linear/gemm";
import { squaredDistance } from "../linear/squaredDistance";
import { keepByBits, rectify, rectifyBack } from "../linear/rectify";
import { comparePatterns } from "./softmaxPatterns";
import { softmaxLoss } from "./softmaxLoss";
import { SoftmaxState } from "./softmaxState";

/** Units of a block; also the terms of one partial sum of an output. 32 × 1000 f32 lie in a second-level cache; 64 and 128 take 5 % longer. */
const BLOCK: usize = 32;
const NN: u32 = 0;
const TN: u32 = 2;
/** Multiply-adds that one element of a softmax takes the time of. */
const SOFTMAX_WORK: f64 = 200;

/** Puts the window into panels. */
export function softmaxStage(state: usize): void {
  const s = changetype<SoftmaxState>(state);
  gemmPack(s.panels, s.X, s.count, s.d, s.d, true);
  s.work -= <f64>(s.count * s.d);
}

/** Units from `unit` on, until all are done or `work` is used up: backward where a window is past, forward where there is one. */
export function softmaxSweep(state: usize): void {
  const s = changetype<SoftmaxState>(state);
  while (s.unit < s.m && s.work > 0) {
    const units = min(BLOCK, s.m - s.unit);
    if (s.past) backward(s, units);
    if (s.count) forward(s, units);
    s.work -= <f64>(units * s.d) * <f64>(s.past + s.count);
    s.unit += units;
  }
}

/** After a whole sweep: P and the sums of loss and right predictions from F; the window becomes the past one. */
export function softmaxTurn(state: usize, scale: f64): void {
  const s = changetype<SoftmaxState>(state);
  s.loss = 0;
  s.right = 0;
  softmaxLoss(s.P, changetype<usize>(s) + offsetof<SoftmaxState>("loss"), s.F, s.labels, s.count, s.k, 1, s.count, scale);
  gemmPack(s.pastPanels, s.X, s.d, s.count, s.d, false);
  memory.copy(s.pastIndex, s.index, s.count << 2);
  s.past = s.count;
  s.work -= <f64>(s.count * s.d) + SOFTMAX_WORK * <f64>(s.count * s.k);
}

/** Z = W Xᵀ, H = Z where a unit is active, F += A H. */
function forward(s: SoftmaxState, units: usize): void {
  const z = s.Z + s.unit * s.room * REAL;
  const pairs = units * s.count;
  gemmPacked(z, s.W + s.unit * s.d * REAL, s.panels, units, s.count, s.d, s.count, s.d, false, false, s.scratch);
  if (!allFinite(z, pairs)) s.overflow = 1;
  if (s.keep | s.against) comparePatterns(s, z, units);
  if (s.frozenOut) keepByBits(s.H, z, masksOf(s), s.words, s.index, units, s.count);
  else rectify(s.H, z, pairs);
  gemm(s.F, s.A + s.unit * REAL, s.H, s.k, s.count, units, s.count, s.m, s.count, NN, s.unit > 0, s.scratch);
}

/** D = Aᵀ P where a unit is active, W += D X. */
function backward(s: SoftmaxState, units: usize): void {
  gemm(s.H, s.A + s.unit * REAL, s.P, units, s.past, s.k, s.past, s.m, s.past, TN, false, s.scratch);
  if (s.frozenBack) keepByBits(s.H, s.H, masksOf(s), s.words, s.pastIndex, units, s.past);
  else rectifyBack(s.H, s.Z + s.unit * s.room * REAL, units * s.past, <real>s.atZero);
  const w = s.W + s.unit * s.d * REAL;
  const bytes = units * s.d * REAL;
  const next = s.target ? s.target + s.unit * s.d * REAL : w;
  if (s.target) {
    if (s.first) memory.copy(next, w, bytes);
  } else if (s.before) memory.copy(s.before, w, bytes);
  gemmPacked(next, s.H, s.pastPanels, units, s.d, s.past, s.d, s.past, false, true, s.scratch);
  if (!s.last) return;
  if (s.before) measureMove(s, s.target ? w : s.before, next, units);
  if (s.target) memory.copy(w, next, bytes);
}

function masksOf(s: SoftmaxState): usize {
  return s.masks + (s.unit * s.words << 2);
}

/** A weight that is not finite makes every pre-activation of its unit so, and ReLU would hide it. */
function allFinite(z: usize, n: usize): bool {
  let sum = v128.splat<real>(0);
  let tail: real = 0;
  const end = z + n * REAL;
  for (; z + 16 <= end; z += 16) sum = v128.add<real>(sum, v128.mul<real>(v128.load(z), v128.splat<real>(0)));
  for (; z < end; z += REAL) tail += load<real>(z) * 0;
  return tail == 0 && v128.all_true<i32>(v128.eq<real>(sum, v128.splat<real>(0)));
}

/** The largest ‖w_r' − w_r‖², which is η²‖∂L/∂w_r‖². */
function measureMove(s: SoftmaxState, before: usize, after: usize, units: usize): void {
  for (let r: usize = 0; r < units; r++, before += s.d * REAL, after += s.d * REAL)
    s.moved = max(s.moved, squaredDistance(after, before, s.d));
}
