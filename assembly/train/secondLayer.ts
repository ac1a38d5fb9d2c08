// The second layer's part of a step on both layers (S2-A2, §5.3).
import { REAL } from "../lanes";
import { Output } from "./output";
import { TwoLayerState } from "./state";

/**
 * v_j += η·y·σ(z_j), ηv_j for the next step, and the least and greatest v_j/v⁰_j of the run (S2 eq. 8). z are the pre-activations
 * before the step: both layers move along the gradient at the same point.
 */
export function updateSecondLayer(s: TwoLayerState, z: usize, y: real): void {
  const k = s.k;
  const slope = <real>s.slope;
  const eta = <real>s.eta;
  const step = eta * y;
  let least = s.ratioMin;
  let most = s.ratioMax;
  for (let j: usize = 0; j < k; j++) {
    const at = j * REAL;
    const vj: real = load<real>(s.v + at) + step * Output.activation(load<real>(z + at), slope);
    store<real>(s.v + at, vj);
    store<real>(s.etaV + at, eta * vj);
    const ratio = <f64>vj / <f64>load<real>(s.v0 + at);
    if (ratio < least) least = ratio;
    if (ratio > most) most = ratio;
  }
  s.ratioMin = least;
  s.ratioMax = most;
}
