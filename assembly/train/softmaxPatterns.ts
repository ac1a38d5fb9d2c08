// Activation patterns 1{⟨w_r, x⟩ ≥ 0} of a window against those of another moment or another network, bit by bit.
import { countDifferences, signBits } from "../linear/rectify";
import { SoftmaxState } from "./softmaxState";

/** Of the block of units at `unit`, whose pre-activations are z (units, count). */
export function comparePatterns(s: SoftmaxState, z: usize, units: usize): void {
  const width = (s.count + 31) >> 5;
  signBits(s.signs, z, units, s.count, s.atZero != 0);
  for (let r: usize = 0; r < units; r++) {
    const now = s.signs + (r * width << 2);
    const row = ((s.unit + r) * s.words + s.word) << 2;
    if (s.against) {
      const differ = countDifferences(now, s.against + row, width);
      s.changed += differ;
      if (differ > 0) store<u8>(s.touched + s.unit + r, 1);
    }
    if (s.other) s.apart += countDifferences(now, s.other + row, width);
    if (s.keep) memory.copy(s.keep + row, now, width << 2);
  }
}
