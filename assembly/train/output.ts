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

abstract class Add {
  /** f plus the lanes of p, one after the other. */
  @inline static lanes(f: real, p: v128): real {
    if (REAL == 8) return <real>(<f64>f + f64x2.extract_lane(p, 0) + f64x2.extract_lane(p, 1));
    const low: f32 = <f32>f + f32x4.extract_lane(p, 0) + f32x4.extract_lane(p, 1);
    return <real>(low + f32x4.extract_lane(p, 2) + f32x4.extract_lane(p, 3));
  }
}

/**
 * f = Σ_j v_j·max(αz_j, z_j): leaky ReLU (S2-M1). Lanes k…K−1 are 0 and add nothing. Whole vectors, because the signs of z are coin
 * flips, which a branch for each unit guesses wrong.
 */
export function leakyOutput(s: TwoLayerState, z: usize): real {
  const slope = v128.splat<real>(<real>s.slope);
  const end = z + s.K * REAL;
  let v = s.v;
  let f: real = 0;
  for (; z < end; z += 16, v += 16) {
    const zj = v128.load(z);
    f = Add.lanes(f, v128.mul<real>(v128.load(v), v128.pmax<real>(v128.mul<real>(slope, zj), zj)));
  }
  return f;
}
