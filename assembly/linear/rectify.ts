// ReLU of whole layers, its backward pass from the pre-activations, and activation patterns as bits.
import { LANES, Lanes, REAL } from "../lanes";

/** out = max(0, z) over n reals; -0 and NaN give 0. out may be z. */
export function rectify(out: usize, z: usize, n: usize): void {
  const end = z + n * REAL;
  for (; z + 16 <= end; z += 16, out += 16) v128.store(out, Lanes.relu(v128.load(z)));
  for (; z < end; z += REAL, out += REAL) {
    const value = load<real>(z);
    store<real>(out, value > 0 ? value : 0);
  }
}

/** D = D where z > 0, derivAtZero·D where z = 0, else 0: the derivative of ReLU is read off z, no mask is stored. */
export function rectifyBack(D: usize, z: usize, n: usize, derivAtZero: real): void {
  const atZero = v128.splat<real>(derivAtZero);
  const zero = v128.splat<real>(0);
  const end = z + n * REAL;
  for (; z + 16 <= end; z += 16, D += 16) {
    const value = v128.load(z);
    const d = v128.load(D);
    const kept = v128.and(d, v128.gt<real>(value, zero));
    v128.store(D, v128.bitselect(v128.mul<real>(atZero, d), kept, v128.eq<real>(value, zero)));
  }
  for (; z < end; z += REAL, D += REAL) {
    const value = load<real>(z);
    const d = load<real>(D);
    store<real>(D, value > 0 ? d : value == 0 ? derivAtZero * d : 0);
  }
}

/**
 * bits (rows, W u32), W = ⌈columns/32⌉: bit j of row i says z[i,j] > 0, or ≥ 0 with `atZero` (S3 §3); bits beyond the last column are 0.
 * z (rows, columns) without gaps.
 */
export function signBits(bits: usize, z: usize, rows: usize, columns: usize, atZero: bool): void {
  // Nothing lies between the largest negative number and 0.
  const limit: real = atZero ? (REAL == 8 ? <real>-f64.MIN_VALUE : <real>-f32.MIN_VALUE) : 0;
  for (let i: usize = 0; i < rows; i++)
    for (let j: usize = 0; j < columns; j += 32, bits += 4) {
      const width = min<usize>(32, columns - j);
      store<u32>(bits, signWord(z, width, limit));
      z += width * REAL;
    }
}

function signWord(z: usize, width: usize, limit: real): u32 {
  const limits = v128.splat<real>(limit);
  let word: u32 = 0;
  let j: usize = 0;
  for (; j + LANES <= width; j += LANES) {
    const above = v128.gt<real>(v128.load(z + j * REAL), limits);
    word |= <u32>(REAL == 8 ? i64x2.bitmask(above) : i32x4.bitmask(above)) << <u32>j;
  }
  for (; j < width; j++) if (load<real>(z + j * REAL) > limit) word |= 1 << <u32>j;
  return word;
}

/**
 * out[i,j] = z[i,j] where bit index[j] of row i of bits (rows, words u32) is set, else 0: masks frozen earlier, for any batch of their
 * samples (pseudo-gradient, S3 §5.1). index (columns) u32; out may be z.
 */
export function keepByBits(out: usize, z: usize, bits: usize, words: usize, index: usize, rows: usize, columns: usize): void {
  const end = index + (columns << 2);
  for (let i: usize = 0; i < rows; i++, bits += words << 2)
    for (let at = index; at < end; at += 4, z += REAL, out += REAL) {
      const j = load<u32>(at);
      const kept = (load<u32>(bits + (<usize>(j >> 5) << 2)) >> (j & 31)) & 1;
      store<real>(out, kept ? load<real>(z) : 0);
    }
}

/** How many bits of two patterns of `words` u32 differ. */
export function countDifferences(a: usize, b: usize, words: usize): u32 {
  let sum: u32 = 0;
  for (const end = a + (words << 2); a < end; a += 4, b += 4) sum += popcnt<u32>(load<u32>(a) ^ load<u32>(b));
  return sum;
}
