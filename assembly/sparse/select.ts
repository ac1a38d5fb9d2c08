// The rank-th largest of many magnitudes, exactly: the bits of positive floats order as integers, so a few passes of a radix select
// (8 bits at a time from the highest bit that differs) find it without a comparison of floats. At most 8 passes, usually 2.
import { REAL } from "../lanes";

export abstract class Key {
  /** The bits of |w| as an integer; larger magnitude, larger key. */
  @inline static of(w: usize): u64 {
    return REAL == 4 ? <u64>(load<u32>(w) & 0x7fffffff) : load<u64>(w) & 0x7fffffffffffffff;
  }

  @inline static value(key: u64): real {
    return REAL == 4 ? <real>reinterpret<f32>(<u32>key) : <real>reinterpret<f64>(key);
  }
}

const BUCKETS: usize = 256;

/** Counts per bucket of the current pass; written before it is read. */
const histogram = memory.data(1024, 16);

/**
 * The rank-th largest of `count` u64 keys, 1 ≤ rank ≤ count; overwrites keys. `ties` (u64) = how many of the keys equal to it belong
 * to the rank largest, the larger ones counted first.
 */
export function selectKey(ties: usize, keys: usize, count: usize, rank: usize): u64 {
  while (true) {
    let all: u64 = load<u64>(keys);
    let any: u64 = all;
    const end = keys + (count << 3);
    for (let at = keys; at < end; at += 8) {
      all &= load<u64>(at);
      any |= load<u64>(at);
    }
    if (all == any) {
      store<u64>(ties, <u64>rank);
      return all;
    }
    const width = 64 - clz<u64>(all ^ any);
    const shift = width > 8 ? width - 8 : 0;
    countBuckets(keys, end, shift);
    let bucket = BUCKETS;
    let above: usize = 0;
    let inside: usize = 0;
    do {
      above += inside;
      bucket--;
      inside = <usize>load<u32>(histogram + (bucket << 2));
    } while (above + inside < rank);
    rank -= above;
    count = keepBucket(keys, end, shift, bucket);
  }
}

function countBuckets(keys: usize, end: usize, shift: u64): void {
  memory.fill(histogram, 0, BUCKETS << 2);
  for (let at = keys; at < end; at += 8) {
    const slot = histogram + ((<usize>(load<u64>(at) >> shift) & 255) << 2);
    store<u32>(slot, load<u32>(slot) + 1);
  }
}

/** Moves the keys of one bucket to the front; returns how many there are. */
function keepBucket(keys: usize, end: usize, shift: u64, bucket: usize): usize {
  let out = keys;
  for (let at = keys; at < end; at += 8) {
    const key = load<u64>(at);
    store<u64>(out, key);
    out += (<usize>(key >> shift) & 255) == bucket ? 8 : 0;
  }
  return (out - keys) >> 3;
}
