// The parts of a step around the projection (S1 eq. 3.2).
import { REAL } from "../lanes";
import { ReluState } from "./reluState";

export abstract class Step {
  /** w_c − μ·(g_c/n). */
  @inline static of(w: real, g: real, mu: real, n: real): real {
    return w - mu * (g / n);
  }
}

/** v = w − μ·(g/n), norm = ‖v‖²: not finite when the run has diverged. */
export function reluStep(state: usize): void {
  const s = changetype<ReluState>(state);
  const mu = <real>s.mu;
  const n = <real>s.n;
  const end = s.d * REAL;
  let norm: f64 = 0;
  for (let at: usize = 0; at < end; at += REAL) {
    const v = Step.of(load<real>(s.w + at), load<real>(s.g + at), mu, n);
    store<real>(s.v + at, v);
    norm += <f64>v * <f64>v;
  }
  s.norm = norm;
}

/** w = v, with its support and values; changes, norm = ‖v‖², moved = ‖v − w‖² and least say what the step did. */
export function reluAdopt(state: usize): void {
  const s = changetype<ReluState>(state);
  const d = s.d;
  let m: usize = 0;
  let changes: usize = 0;
  let norm: f64 = 0;
  let moved: f64 = 0;
  let least: f64 = Infinity;
  for (let c: usize = 0; c < d; c++) {
    const v = load<real>(s.v + c * REAL);
    const w = load<real>(s.w + c * REAL);
    if (v == 0 && w == 0) continue;
    if (v == 0 || w == 0) changes++;
    const difference = <f64>v - <f64>w;
    moved += difference * difference;
    store<real>(s.w + c * REAL, v);
    if (v == 0) continue;
    norm += <f64>v * <f64>v;
    least = min(least, abs(<f64>v));
    store<u32>(s.support + (m << 2), <u32>c);
    store<f64>(s.value + (m << 3), <f64>v);
    m++;
  }
  s.m = m;
  s.changes = changes;
  s.norm = norm;
  s.moved = moved;
  s.least = least;
}
