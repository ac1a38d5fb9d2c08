// Philox4x32-10 (Salmon, Moraes, Dror, Shaw, SC 2011). Key = two words of the seed, counter = (block, trial, role, part);
// what the counter words mean stands in src/data/streams.ts. The TypeScript twin is src/numerics/philox.ts.

const ROUND_A: u32 = 0xd2511f53;
const ROUND_B: u32 = 0xcd9e8d57;
const WEYL_A: u32 = 0x9e3779b9;
const WEYL_B: u32 = 0xbb67ae85;

/** The four words of one counter at out (16 bytes). */
export function philox4x32(out: usize, block: u32, trial: u32, role: u32, part: u32, keyLow: u32, keyHigh: u32): void {
  let c0 = block;
  let c1 = trial;
  let c2 = role;
  let c3 = part;
  for (let round = 0; round < 10; round++) {
    const a = <u64>ROUND_A * c0;
    const b = <u64>ROUND_B * c2;
    c0 = <u32>(b >> 32) ^ c1 ^ keyLow;
    c1 = <u32>b;
    c2 = <u32>(a >> 32) ^ c3 ^ keyHigh;
    c3 = <u32>a;
    keyLow += WEYL_A;
    keyHigh += WEYL_B;
  }
  store<u32>(out, c0);
  store<u32>(out, c1, 4);
  store<u32>(out, c2, 8);
  store<u32>(out, c3, 12);
}

abstract class Wide {
  /** High halves of the 64-bit products of four unsigned words with m. */
  @inline static high(a: v128, m: v128): v128 {
    return v128.shuffle<i32>(i64x2.extmul_low_i32x4_u(a, m), i64x2.extmul_high_i32x4_u(a, m), 1, 3, 5, 7);
  }
}

/** Counters block…block+3 at once: word w of the four counters is the vector at out + 16·w (64 bytes). */
export function philoxFour(out: usize, block: u32, trial: u32, role: u32, part: u32, keyLow: u32, keyHigh: u32): void {
  const a = i32x4.splat(ROUND_A);
  const b = i32x4.splat(ROUND_B);
  let c0 = i32x4.add(i32x4.splat(block), i32x4(0, 1, 2, 3));
  let c1 = i32x4.splat(trial);
  let c2 = i32x4.splat(role);
  let c3 = i32x4.splat(part);
  for (let round = 0; round < 10; round++) {
    const highA = Wide.high(c0, a);
    const lowA = i32x4.mul(c0, a);
    const highB = Wide.high(c2, b);
    const lowB = i32x4.mul(c2, b);
    c0 = v128.xor(v128.xor(highB, c1), i32x4.splat(keyLow));
    c1 = lowB;
    c2 = v128.xor(v128.xor(highA, c3), i32x4.splat(keyHigh));
    c3 = lowA;
    keyLow += WEYL_A;
    keyHigh += WEYL_B;
  }
  v128.store(out, c0);
  v128.store(out, c1, 16);
  v128.store(out, c2, 32);
  v128.store(out, c3, 48);
}

/** count u32 words of the stream (trial, role, part): word e is word e mod 4 of block firstBlock + e/4. */
export function philoxFill(
  out: usize, count: usize, firstBlock: u32, trial: u32, role: u32, part: u32, keyLow: u32, keyHigh: u32,
): void {
  const scratch = memory.data(16, 16);
  let block = firstBlock;
  for (; count >= 4; count -= 4, out += 16) philox4x32(out, block++, trial, role, part, keyLow, keyHigh);
  if (count == 0) return;
  philox4x32(scratch, block, trial, role, part, keyLow, keyHigh);
  memory.copy(out, scratch, count << 2);
}
