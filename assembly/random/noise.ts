// The noisy activity gate without drawing a Gaussian: 1{z + ε ≥ 0}, ε ~ N(0, γ²), is Bernoulli(Φ(z/γ)). Unit j at a step is active
// iff the 64-bit number (word, low word) is below Φ(z/γ)·2⁶⁴; the low word is drawn only when the high word ties.
import { REAL } from "../lanes";
import { normalCdf } from "../math/normalCdf";
import { philox4x32 } from "./philox";

const ROLE_NOISE: u32 = 3;
const ROLE_NOISE_LOW: u32 = 4;
const TWO_TO_32: f64 = 4294967296.0;

/** Φ(z/γ)·2³². */
export function noiseThreshold(z: f64, gamma: f64): f64 {
  return normalCdf(z / gamma) * TWO_TO_32;
}

/** Noise word of unit j: word j mod 4 of block j/4 with part = step; `word` is that word. Early outs change no bit. */
export function noiseActive(
  z: f64, gamma: f64, word: u32, j: usize, trial: u32, step: u32, keyLow: u32, keyHigh: u32,
): bool {
  if (z >= 0) {
    if (word < 0x80000000) return true;
  } else if (word >= 0x80000000) return false;
  const threshold = noiseThreshold(z, gamma);
  const whole = floor(threshold);
  if (<f64>word != whole) return <f64>word < whole;
  const low = memory.data(16, 16);
  philox4x32(low, <u32>(j >> 2), trial, ROLE_NOISE_LOW, step, keyLow, keyHigh);
  return <f64>load<u32>(low + ((j & 3) << 2)) < (threshold - whole) * TWO_TO_32;
}

/** mask[j] = 1 or 0 for k units with clean pre-activations z. */
export function noiseMask(mask: usize, z: usize, k: usize, gamma: f64, keyLow: u32, keyHigh: u32, trial: u32, step: u32): void {
  const words = memory.data(16, 16);
  for (let j: usize = 0; j < k; j++) {
    if ((j & 3) == 0) philox4x32(words, <u32>(j >> 2), trial, ROLE_NOISE, step, keyLow, keyHigh);
    const word = load<u32>(words + ((j & 3) << 2));
    const active = noiseActive(<f64>load<real>(z + j * REAL), gamma, word, j, trial, step, keyLow, keyHigh);
    store<real>(mask + j * REAL, active ? 1 : 0);
  }
}
