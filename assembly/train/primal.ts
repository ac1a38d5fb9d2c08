// The primal engine: W itself is kept, one row of X times W per step (S0 eq. 8-10, S2 eq. 3). With a log (`logLimit`) it is the Gram
// engine of slopes and both layers: the same steps, with pre-activations kept from visit to visit.
import { REAL } from "../lanes";
import { rowTimes, rowUpdate } from "../linear/rowTimes";
import { openGate } from "./gate";
import { beginPass, sampleAt } from "./order";
import { advanceSteps, noteUpdate } from "./pass";
import { leakyOutput, Output } from "./output";
import { logUpdate, preactivations, settleLog } from "./preactivations";
import { updateSecondLayer } from "./secondLayer";
import { DIVERGED, TwoLayerState } from "./state";

/** What a step takes beside its multiply-adds, in multiply-adds. */
const STEP_WORK: f64 = 128;

/** Runs until stepEnd, until `work` (multiply-adds, roughly) is used up, or until a status says why not. */
export function trainPrimal(state: usize): void {
  const s = changetype<TwoLayerState>(state);
  while (s.status == 0 && s.step < s.stepEnd && s.work > 0) {
    if (s.logLimit > 0 && !settleLog(s)) return;
    if (s.position == 0) beginPass(s);
    stepPrimal(s, sampleAt(s));
  }
}

function stepPrimal(s: TwoLayerState, i: u32): void {
  const start = load<u32>(s.starts + (<usize>i << 2));
  const nonZeros = load<u32>(s.starts + (<usize>i << 2), 4) - start;
  const index = s.index + (<usize>start << 2);
  const value = s.value + <usize>start * REAL;
  let z = s.z;
  if (s.logLimit > 0) z = preactivations(s, i);
  else rowTimes(z, index, value, nonZeros, s.W, s.K);
  const f = s.slope == 0 ? Output.of(s, z) : leakyOutput(s, z);
  const y = load<real>(s.y + <usize>i * REAL);
  s.work -= STEP_WORK + <f64>(s.logLimit > 0 ? s.K : <usize>nonZeros * s.K);
  // "not at least the limit" rather than "below": NaN counts as violated and is then reported.
  if (!(y * f >= load<real>(s.limit + <usize>i * REAL))) {
    if (f - f != 0) {
      s.status = DIVERGED;
      return;
    }
    s.passViolations += 1;
    if (nonZeros > 0 && openGate(s, z, y)) {
      rowUpdate(s.W, index, value, nonZeros, s.c, s.K);
      if (s.logLimit > 0) logUpdate(s, i);
      if (s.both) updateSecondLayer(s, z, y);
      s.work -= <f64>(<usize>nonZeros * s.K);
      noteUpdate(s, i);
    }
  }
  advanceSteps(s, 1);
}
