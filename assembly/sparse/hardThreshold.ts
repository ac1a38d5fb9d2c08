// P_K for K = {w : at most s non-zeros} (S1 §4): keep the s entries of largest magnitude, of equal ones those of lowest index.
// Warm start: the threshold of the last call, a little lowered, leaves some s candidates after one vectorised pass; only they are
// looked at again. A cold start, or a threshold that moved far, costs more passes and gives the same result.
import { REAL } from "../lanes";
import { Key, selectKey } from "./select";

/** The first guess lies this far below the last threshold: 1/16 of a factor of two. */
const MARGIN: u64 = REAL == 4 ? 1 << 19 : 1 << 48;

/**
 * out (d) = the projection of v (d), which may be out itself; support (u32) = indices of its non-zeros, ascending; returns their number.
 * Scratch: keys (d + 1 u64), index (d + 16 u32). warm: 2 u64, 0 before the first call.
 */
export function hardThreshold(out: usize, support: usize, v: usize, keys: usize, index: usize, warm: usize, d: usize, s: usize): usize {
  if (s == 0) {
    memory.fill(out, 0, d * REAL);
    return 0;
  }
  const last = s < d ? load<u64>(warm) : 0;
  let margin = MARGIN;
  let count: usize = 0;
  let from: u64 = 0;
  do {
    from = margin < last ? last - margin : 0;
    count = collect(index, v, d, from);
    margin <<= 2;
  } while (count < s && from > 0);
  let threshold: u64 = 0;
  let ties = d;
  if (s < d) {
    for (let t: usize = 0; t < count; t++) store<u64>(keys + (t << 3), Key.of(v + <usize>load<u32>(index + (t << 2)) * REAL));
    threshold = selectKey(warm + 8, keys, count, s);
    ties = <usize>load<u64>(warm + 8);
    store<u64>(warm, threshold);
  }
  const kept = keepValues(keys, support, v, index, count, threshold, ties);
  memory.fill(out, 0, d * REAL);
  for (let t: usize = 0; t < kept; t++) store<real>(out + <usize>load<u32>(support + (t << 2)) * REAL, load<real>(keys + t * REAL));
  return kept;
}

abstract class Block {
  /** One bit for each f32, two for each f64, of the 64 bytes at v: is its magnitude at least t? */
  @inline static mask(v: usize, t: v128): i32 {
    const a = v128.ge<real>(v128.abs<real>(v128.load(v)), t);
    const b = v128.ge<real>(v128.abs<real>(v128.load(v, 16)), t);
    const c = v128.ge<real>(v128.abs<real>(v128.load(v, 32)), t);
    const e = v128.ge<real>(v128.abs<real>(v128.load(v, 48)), t);
    const bits = i8x16.bitmask(i8x16.narrow_i16x8_s(i16x8.narrow_i32x4_s(a, b), i16x8.narrow_i32x4_s(c, e)));
    return REAL == 4 ? bits : bits & 0x5555;
  }
}

/** index (u32) = places of the entries whose key is at least `from`, ascending; returns their number. */
function collect(index: usize, v: usize, d: usize, from: u64): usize {
  const t = v128.splat<real>(Key.value(from));
  const first = v;
  const end = v + d * REAL;
  let out = index;
  for (; v + 64 <= end; v += 64) {
    let bits = Block.mask(v, t);
    const base = <u32>((v - first) / REAL);
    while (bits != 0) {
      store<u32>(out, base + (REAL == 4 ? ctz(bits) : ctz(bits) >> 1));
      out += 4;
      bits &= bits - 1;
    }
  }
  for (; v < end; v += REAL) {
    store<u32>(out, <u32>((v - first) / REAL));
    out += Key.of(v) >= from ? 4 : 0;
  }
  return (out - index) >> 2;
}

/** values (reals) and support = the candidates above the threshold and the first `ties` that are equal to it, zeros left out. */
function keepValues(values: usize, support: usize, v: usize, index: usize, count: usize, threshold: u64, ties: usize): usize {
  let kept: usize = 0;
  for (let t: usize = 0; t < count; t++) {
    const j = load<u32>(index + (t << 2));
    const at = v + <usize>j * REAL;
    const key = Key.of(at);
    if (key < threshold || key == 0) continue;
    if (key == threshold) {
      if (ties == 0) continue;
      ties--;
    }
    store<real>(values + kept * REAL, load<real>(at));
    store<u32>(support + (kept << 2), j);
    kept++;
  }
  return kept;
}
