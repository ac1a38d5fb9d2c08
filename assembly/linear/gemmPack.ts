// Operands of a product in panels: a few columns side by side, one row of a panel after the other, the last panel filled up with zeros.
// A tile then reads each operand in one stream, whatever its strides (powers of two would meet in one set of the cache).
import { LANES, REAL } from "../lanes";

/**
 * Panels of `width` columns (whole vectors, two at most) from M (depth, columns), rows `stride` reals apart; `transposed`: M is stored
 * (columns, depth).
 */
export function packPanels(out: usize, M: usize, columns: usize, depth: usize, stride: usize, transposed: bool, width: usize): void {
  const bytes = depth * width * REAL;
  for (let j: usize = 0; j < columns; j += width, out += bytes) {
    const from = M + (transposed ? j * stride : j) * REAL;
    if (j + width > columns) packPart(out, from, columns - j, depth, stride, transposed, width);
    else if (transposed) packTurned(out, from, depth, stride * REAL, width);
    else packStraight(out, from, depth, stride * REAL, width * REAL);
  }
}

function packStraight(out: usize, M: usize, depth: usize, row: usize, bytes: usize): void {
  for (const end = out + depth * bytes; out < end; out += bytes, M += row) {
    v128.store(out, v128.load(M));
    if (bytes == 32) v128.store(out, v128.load(M, 16), 16);
  }
}

/** Rows of M become columns, a square of LANES at a time. */
function packTurned(out: usize, M: usize, depth: usize, row: usize, width: usize): void {
  const bytes = width * REAL;
  let t: usize = 0;
  for (const whole = depth & ~(LANES - 1); t < whole; t += LANES)
    for (let j: usize = 0; j < width; j += LANES) turn(out + t * bytes + j * REAL, M + j * row + t * REAL, row, bytes);
  for (; t < depth; t++)
    for (let j: usize = 0; j < width; j++) store<real>(out + t * bytes + j * REAL, load<real>(M + j * row + t * REAL));
}

/** A square of LANES × LANES, transposed. */
function turn(out: usize, M: usize, row: usize, bytes: usize): void {
  const a = v128.load(M);
  const b = v128.load(M + row);
  if (REAL == 8) {
    v128.store(out, v128.shuffle<i64>(a, b, 0, 2));
    v128.store(out + bytes, v128.shuffle<i64>(a, b, 1, 3));
    return;
  }
  const c = v128.load(M + 2 * row);
  const d = v128.load(M + 3 * row);
  const ab = v128.shuffle<i32>(a, b, 0, 4, 1, 5);
  const cd = v128.shuffle<i32>(c, d, 0, 4, 1, 5);
  v128.store(out, v128.shuffle<i64>(ab, cd, 0, 2));
  v128.store(out + bytes, v128.shuffle<i64>(ab, cd, 1, 3));
  const abHigh = v128.shuffle<i32>(a, b, 2, 6, 3, 7);
  const cdHigh = v128.shuffle<i32>(c, d, 2, 6, 3, 7);
  v128.store(out + 2 * bytes, v128.shuffle<i64>(abHigh, cdHigh, 0, 2));
  v128.store(out + 3 * bytes, v128.shuffle<i64>(abHigh, cdHigh, 1, 3));
}

function packPart(out: usize, M: usize, columns: usize, depth: usize, stride: usize, transposed: bool, width: usize): void {
  const down = transposed ? REAL : stride * REAL;
  const right = transposed ? stride * REAL : REAL;
  for (let t: usize = 0; t < depth; t++, M += down)
    for (let j: usize = 0; j < width; j++, out += REAL) store<real>(out, j < columns ? load<real>(M + j * right) : 0);
}
