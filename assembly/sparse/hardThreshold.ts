// P_K for K = {w : at most s non-zeros} (S1 §4): keep the s entries of largest magnitude, of equal ones those of lowest index.
// Warm start: the threshold of the last call, a little lowered, leaves some s candidates after one vectorised pass; only they are
// looked at closely. A cold start, or a threshold that moved far, costs more passes and gives the same result.
import { REAL } from "../lanes";
import { Key, selectKey } from "./select";

/** The first guess lies this far below the last threshold: 1/16 of a factor of two. */
const MARGIN: u64 = REAL == 4 ? 1 << 19 : 1 << 48;

/** w (d) is projected in place, support (u32) = indices of its non-zeros, ascending; returns their number. keys has d + 1 u64, warm 2 u64 (first call: 0). */
export function hardThreshold(w: usize, support: usize, keys: usize, warm: usize, d: usize, s: usize): usize {
  if (s == 0) {
    memory.fill(w, 0, d * REAL);
    return 0;
  }
  if (s >= d) return keepFrom(w, support, d, 0, d);
  const last = load<u64>(warm);
  let margin = MARGIN;
  let count: usize = 0;
  let from: u64 = 0;
  do {
    from = margin < last ? last - margin : 0;
    count = collect(keys, w, d, from);
    margin <<= 2;
  } while (count < s && from > 0);
  const threshold = selectKey(warm + 8, keys, count, s);
  store<u64>(warm, threshold);
  return keepFrom(w, support, d, threshold, <usize>load<u64>(warm + 8));
}

/** Are all of the next 64 bytes below the threshold in magnitude? */
function allBelow(w: usize, t: v128): bool {
  const a = v128.or(v128.ge<real>(v128.abs<real>(v128.load(w)), t), v128.ge<real>(v128.abs<real>(v128.load(w, 16)), t));
  const b = v128.or(v128.ge<real>(v128.abs<real>(v128.load(w, 32)), t), v128.ge<real>(v128.abs<real>(v128.load(w, 48)), t));
  return !v128.any_true(v128.or(a, b));
}

/** The keys that are at least `from`, in order; returns their number. */
function collect(keys: usize, w: usize, d: usize, from: u64): usize {
  const t = v128.splat<real>(Key.value(from));
  const end = w + d * REAL;
  let out = keys;
  while (w < end) {
    const block = w + 64 <= end;
    if (block && allBelow(w, t)) {
      w += 64;
      continue;
    }
    for (const stop = block ? w + 64 : end; w < stop; w += REAL) {
      const key = Key.of(w);
      store<u64>(out, key);
      out += key >= from ? 8 : 0;
    }
  }
  return (out - keys) >> 3;
}

/** Zeroes what is below the threshold, and all but the first `ties` entries that are equal to it. */
function keepFrom(w: usize, support: usize, d: usize, threshold: u64, ties: usize): usize {
  const t = v128.splat<real>(Key.value(threshold));
  const first = w;
  const end = w + d * REAL;
  let out = support;
  while (w < end) {
    const block = w + 64 <= end;
    if (block && allBelow(w, t)) {
      memory.fill(w, 0, 64);
      w += 64;
      continue;
    }
    for (const stop = block ? w + 64 : end; w < stop; w += REAL) {
      const key = Key.of(w);
      const tie = key == threshold;
      if (key < threshold || (tie && ties == 0)) store<real>(w, 0);
      else {
        if (tie) ties--;
        if (key == 0) continue;
        store<u32>(out, <u32>((w - first) / REAL));
        out += 4;
      }
    }
  }
  return (out - support) >> 2;
}
