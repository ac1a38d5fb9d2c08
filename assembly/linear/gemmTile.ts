// The inner loop of a product: 4 rows × 2 vectors in registers.
import { LANES, REAL } from "../lanes";

/** Rows of one tile. */
export const TILE: usize = 4;
/** Columns of one tile. */
export const PANEL: usize = 2 * LANES;

/**
 * 4 rows of C, `row` bytes apart = (add: +=) Σ_t a[t,i]·b[t,:], each sum in the order of t from 0; a (depth ≥ 1, 4) and b (depth, PANEL)
 * are panels. Measured in V8: with a pointer for each row of A, a test at the head of the loop or two terms a turn, 43, 43 and 32 GFLOP/s
 * instead of 52; 5 rows or 3 vectors spill (24).
 */
export function tile(c: usize, row: usize, a: usize, b: usize, depth: usize, add: bool): void {
  let p0 = v128.splat<real>(0), p1 = p0, q0 = p0, q1 = p0, r0 = p0, r1 = p0, s0 = p0, s1 = p0;
  const end = b + depth * 32;
  do {
    const x = v128.load(b);
    const y = v128.load(b, 16);
    const p = REAL == 8 ? v128.load64_splat(a) : v128.load32_splat(a);
    p0 = v128.add<real>(p0, v128.mul<real>(p, x));
    p1 = v128.add<real>(p1, v128.mul<real>(p, y));
    const q = REAL == 8 ? v128.load64_splat(a, 8) : v128.load32_splat(a, 4);
    q0 = v128.add<real>(q0, v128.mul<real>(q, x));
    q1 = v128.add<real>(q1, v128.mul<real>(q, y));
    const r = REAL == 8 ? v128.load64_splat(a, 16) : v128.load32_splat(a, 8);
    r0 = v128.add<real>(r0, v128.mul<real>(r, x));
    r1 = v128.add<real>(r1, v128.mul<real>(r, y));
    const s = REAL == 8 ? v128.load64_splat(a, 24) : v128.load32_splat(a, 12);
    s0 = v128.add<real>(s0, v128.mul<real>(s, x));
    s1 = v128.add<real>(s1, v128.mul<real>(s, y));
    a += TILE * REAL;
    b += 32;
  } while (b < end);
  Tile.put(c, p0, p1, add);
  Tile.put(c + row, q0, q1, add);
  Tile.put(c + 2 * row, r0, r1, add);
  Tile.put(c + 3 * row, s0, s1, add);
}

abstract class Tile {
  @inline static put(c: usize, x: v128, y: v128, add: bool): void {
    v128.store(c, add ? v128.add<real>(v128.load(c), x) : x);
    v128.store(c, add ? v128.add<real>(v128.load(c, 16), y) : y, 16);
  }
}
