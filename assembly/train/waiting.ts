// The waiting list of the Gram engine: late in Algorithm 1 few samples violate, none of their units is active, and the run waits for noise.
import { REAL } from "../lanes";
import { noiseThreshold } from "../random/noise";
import { Gate } from "./gate";
import { CYCLE, TwoLayerState } from "./state";

/**
 * Waiting costs little: while nothing changes, the violated samples and Φ(z/γ) of their units are known, so a visit is one block
 * of noise words against stored thresholds. Noise has addresses, so this moves no bit. Only for a pass without any update.
 */
export function noteWaiting(s: TwoLayerState, i: u32, y: real): void {
  if (s.sampling != CYCLE || s.listReady || s.passUpdates > 0) return;
  const at = s.listLength;
  s.listLength += 1;
  if (s.listLength > s.listLimit) return;
  store<u32>(s.list + (at << 2), i);
  for (let j: usize = 0; j < s.k; j++) {
    const threshold = Gate.noisy(s, y, j) && !isEmptyRow(s, i) ? noiseThreshold(<f64>load<real>(s.z + j * REAL), s.gamma) : -1;
    store<f64>(s.threshold + ((at * s.K + j) << 3), threshold);
  }
}

/** Could any unit of the listed sample be active at this step? Ties with the threshold say yes and are decided by the gate. */
export function mayOpen(s: TwoLayerState, y: real): bool {
  const threshold = s.threshold + ((s.listNext * s.K) << 3);
  let drawn: usize = usize.MAX_VALUE;
  for (let j: usize = 0; j < s.k; j++) {
    const limit = load<f64>(threshold + (j << 3));
    if (limit < 0) continue;
    if (drawn != j >> 2) {
      drawn = j >> 2;
      Gate.drawNoise(s, drawn);
    }
    if (<f64>load<u32>(s.words + ((j & 3) << 2)) <= limit) return true;
  }
  return false;
}

/** As scanMargins, from the list of violated samples: no margin has changed since the list was made. */
export function nextListed(s: TwoLayerState, from: usize, to: usize): usize {
  const list = s.list;
  const length = s.listLength;
  let next = s.listNext;
  while (next < length && <usize>load<u32>(list + (next << 2)) < from) next++;
  s.listNext = next;
  s.work -= 8;
  if (next == length) return to;
  const found = <usize>load<u32>(list + (next << 2));
  return found < to ? found : to;
}

export function isEmptyRow(s: TwoLayerState, i: u32): bool {
  const at = s.starts + (<usize>i << 2);
  return load<u32>(at) == load<u32>(at, 4);
}
