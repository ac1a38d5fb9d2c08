// The output of the network from pre-activations, in the order of j, so that a plain loop has the same bits.
import { REAL } from "../lanes";
import { TwoLayerState } from "./state";

export abstract class Output {
  /** f = Σ_j v_j·max(0, z_j): ReLU (S0-M1). */
  @inline static of(s: TwoLayerState, z: usize): real {
    const k = s.k;
    const v = s.v;
    let f: real = 0;
    for (let j: usize = 0; j < k; j++) {
      const zj = load<real>(z + j * REAL);
      f += load<real>(v + j * REAL) * (zj > 0 ? zj : <real>0);
    }
    return f;
  }

  /** σ(z) = z where z > 0, else αz (S2-M1); 0 and not NaN for α = 0 and z = −∞. */
  @inline static activation(z: real, slope: real): real {
    return z > 0 ? z : slope == 0 ? <real>0 : slope * z;
  }
}

/** f = Σ_j v_j·max(αz_j, z_j): leaky ReLU (S2-M1). */
export function leakyOutput(s: TwoLayerState, z: usize): real {
  const k = s.k;
  const v = s.v;
  const slope = <real>s.slope;
  let f: real = 0;
  for (let j: usize = 0; j < k; j++) {
    const zj = load<real>(z + j * REAL);
    f += load<real>(v + j * REAL) * (zj > 0 ? zj : slope * zj);
  }
  return f;
}
