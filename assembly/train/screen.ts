// Margins of an epoch's end. Most of them only have to be on the right side of 0 or 1, which their rounded value shows.
import { REAL } from "../lanes";
import { evaluate } from "./evaluate";
import { leakyOutput, Output } from "./output";
import { preactivations } from "./preactivations";
import { TwoLayerState } from "./state";

/**
 * As `evaluate` for rows from…to−1, but a sample (i < n) whose margin is surely at least 1, and a held-out row whose margin surely is not
 * 0, get their margin as it comes; all others get f64 sums. So losses and errors made of them are those of `evaluate`, bit for bit.
 */
export function screenMargins(margins: usize, alive: usize, scratch: usize, state: usize, from: usize, to: usize): void {
  const s = changetype<TwoLayerState>(state);
  for (let i = from; i < to; i++) {
    const z = preactivations(s, <u32>i);
    const f = s.slope == 0 ? Output.of(s, z) : leakyOutput(s, z);
    const margin = <f64>load<real>(s.y + i * REAL) * <f64>f;
    const bound = roundingBound(s, i);
    if (i < s.n ? margin - bound >= 1 : abs(margin) > bound) store<f64>(margins + (i << 3), margin);
    else evaluate(margins, alive, scratch, state, i, i + 1);
  }
}

/**
 * Bound on |f − its f64 value|. With ε a unit in the last place, S = 2Σ|v_j|‖w_j‖ and P = 2η‖v‖²r (the factors 2 are for what v and W
 * were since the last look): the sums over features and units err by ε‖x‖S each term, an update absorbed from G by ε‖x‖(4S + P) and its
 * product in G by ε‖x‖P each term.
 */
function roundingBound(s: TwoLayerState, i: usize): f64 {
  const start = load<u32>(s.starts + (i << 2));
  const end = load<u32>(s.starts + (i << 2), 4);
  let square: f64 = 0;
  for (let t = start; t < end; t++) {
    const x = <f64>load<real>(s.value + <usize>t * REAL);
    square += x * x;
  }
  const terms = <f64>(end - start);
  const fresh = (terms + <f64>s.k + 8) * s.spread;
  const absorbed = <f64>(s.logLimit > 0 ? s.updates - s.born : 0) * (4 * s.spread + (terms + 2) * s.reach);
  const epsilon = sizeof<real>() == 4 ? <f64>f32.EPSILON : f64.EPSILON;
  return epsilon * sqrt(square) * (fresh + absorbed);
}
