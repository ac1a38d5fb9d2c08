// The activity gate of one step: which units a violating sample moves (S0 eq. 9 and 10, S2 eq. 10).
import { REAL } from "../lanes";
import { noiseActive } from "../random/noise";
import { philox4x32 } from "../random/philox";
import { NOISY, PLAIN, TwoLayerState } from "./state";

const ROLE_NOISE: u32 = 3;
/** What the noise of one unit takes, in multiply-adds. */
const NOISE_WORK: f64 = 256;

export abstract class Gate {
  /** Does unit j of a sample with label y get noise? Algorithm 1: exactly the units with y·v_j ≥ 0; S0-A3: all. */
  @inline static noisy(s: TwoLayerState, y: real, j: usize): bool {
    if (s.method == PLAIN || s.gamma == 0) return false;
    return s.method != NOISY || y * load<real>(s.v + j * REAL) >= 0;
  }

  /** The noise words of units 4·block … 4·block+3 at the current step. */
  @inline static drawNoise(s: TwoLayerState, block: usize): void {
    philox4x32(s.words, <u32>block, s.trial, ROLE_NOISE, s.step, s.keyLow, s.keyHigh);
  }
}

/**
 * Masks of all units for a violating sample with label y, given clean pre-activations z; c_j = ηv_j·y·mask_j. A unit that is not active
 * has mask α. Returns whether any entry of the gradient is not 0: a gate, and with both layers one whose v_j or σ(z_j) is not 0 too. Noise of unit j at a step has its own address, so no choice here moves another draw.
 */
export function openGate(s: TwoLayerState, z: usize, y: real): bool {
  const k = s.k;
  const mask = s.mask;
  const c = s.c;
  const words = s.words;
  const slope = <real>s.slope;
  let drawn: usize = usize.MAX_VALUE;
  let open = false;
  for (let j: usize = 0; j < k; j++) {
    const at = j * REAL;
    const zj = load<real>(z + at);
    let m: real = zj > 0 ? 1 : slope;
    if (Gate.noisy(s, y, j)) {
      if (drawn != j >> 2) {
        drawn = j >> 2;
        Gate.drawNoise(s, drawn);
      }
      const word = load<u32>(words + ((j & 3) << 2));
      s.work -= NOISE_WORK;
      m = noiseActive(<f64>zj, s.gamma, word, j, s.trial, s.step, s.keyLow, s.keyHigh) ? 1 : slope;
    } else if (zj == 0) {
      m = <real>s.derivAtZero;
      if (m != slope && m != 1) s.halfGates += 1;
    }
    store<real>(mask + at, m);
    store<real>(c + at, load<real>(s.etaV + at) * y * m);
    open = open || m != 0;
  }
  return open && (!s.both || movesSomething(s, z));
}

/** Both layers: is there a unit with a gate whose v_j or σ(z_j) is not 0? Training may put a v_j at 0 exactly. */
function movesSomething(s: TwoLayerState, z: usize): bool {
  for (let at: usize = 0; at < s.k * REAL; at += REAL)
    if (load<real>(s.mask + at) != 0 && (load<real>(z + at) != 0 || load<real>(s.v + at) != 0)) return true;
  return false;
}
