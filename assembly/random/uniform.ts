// Uniform numbers on [0, 1): f32 takes 24 bits of one word, f64 takes 27 + 26 bits of two (as WordStream.uniform does).
import { REAL } from "../lanes";
import { philox4x32 } from "./philox";

/** count reals of the stream; element e is a function of e alone (4 a block in f32, 2 in f64), so a fill can resume at any block. */
export function uniformFill(
  out: usize, count: usize, firstBlock: u32, trial: u32, role: u32, part: u32, keyLow: u32, keyHigh: u32,
): void {
  const words = memory.data(16, 16);
  const perBlock: usize = REAL == 4 ? 4 : 2;
  for (let e: usize = 0; e < count; e++) {
    const place = e % perBlock;
    if (place == 0) philox4x32(words, firstBlock + <u32>(e / perBlock), trial, role, part, keyLow, keyHigh);
    if (REAL == 4) store<f32>(out + (e << 2), <f32>(load<u32>(words + (place << 2)) >> 8) * 5.9604644775390625e-8);
    else {
      const high = <f64>(load<u32>(words + (place << 3)) >> 5);
      const low = <f64>(load<u32>(words + (place << 3), 4) >> 6);
      store<f64>(out + (e << 3), (high * 67108864.0 + low) * 1.1102230246251565e-16);
    }
  }
}
