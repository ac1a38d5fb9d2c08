// Bookkeeping that both engines share: what happens after an update, after a step and after a pass of n steps.
import { REAL } from "../lanes";
import { CLEAN_PASS, FIXED_POINT, IDLE, PLAIN, QUIET_DRAWS, TwoLayerState, UNIFORM } from "./state";

/** A non-zero update by sample i happened: forced violations were facts about the old weights, and the waiting list is void. */
export function noteUpdate(s: TwoLayerState, i: u32): void {
  const counter = s.updatesOf + (<usize>i << 2);
  store<u32>(counter, load<u32>(counter) + 1);
  s.updates += 1;
  s.passUpdates += 1;
  s.idle = 0;
  s.listReady = 0;
  // The loop ends after this step: the host looks at the weights.
  if (s.pauseOnUpdate) s.work = 0;
  if (s.forced > 0) clearForced(s);
}

/** The host marks samples whose f64 margin is too small by an infinite limit; an update makes that knowledge old. */
function clearForced(s: TwoLayerState): void {
  const limit = s.limit;
  const n = s.n;
  for (let i: usize = 0; i < n; i++) store<real>(limit + i * REAL, 1);
  s.forced = 0;
}

/** `count` steps are done (more than one only when none of them violated); closes the pass at its end. */
export function advanceSteps(s: TwoLayerState, count: u32): void {
  s.step += count;
  s.position += count;
  s.idle += <f64>count;
  if (s.position == s.n) endPass(s);
  if (s.status == 0 && s.idleLimit > 0 && s.idle >= s.idleLimit) s.status = IDLE;
}

function endPass(s: TwoLayerState): void {
  s.position = 0;
  s.epoch += 1;
  if (s.passUpdates > 0) return;
  if (s.listLength > 0 && s.listLength <= s.listLimit) s.listReady = 1;
  if (s.sampling == UNIFORM) s.status = QUIET_DRAWS;
  else if (s.passViolations == 0) s.status = CLEAN_PASS;
  else if (s.method == PLAIN || s.gamma == 0) s.status = FIXED_POINT;
}
