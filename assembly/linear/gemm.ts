// Matrix products for training, any size and any of the forms NN, NT, TN: both operands are packed a block at a time.
import { REAL } from "../lanes";
import { packPanels } from "./gemmPack";
import { PANEL, tile, TILE } from "./gemmTile";

/** Terms of one partial sum. It decides the bits, so it is the same on every machine: a panel of 8 KiB stays in the first cache. */
const DEPTH: usize = 256;
/** Columns of B packed at a time: 256 KiB in f32 stay in the second cache. */
const WIDTH: usize = 256;
/** Rows of A packed at a time: they stay in the first cache, and a transposed A is read by whole cache lines. */
const HEIGHT: usize = 4 * TILE;
/** Scratch before the panels of B: a tile at the rim, then the panels of A. */
const RIM: usize = TILE * PANEL;
const SPARE: usize = RIM + HEIGHT * DEPTH;

/** Bits of `form`. */
const RIGHT: u32 = 1;
const LEFT: u32 = 2;

/**
 * C (rows,columns) = op(A)·op(B), or C += … with `accumulate`; strides in reals. form 0: NN, 1: NT, 2: TN, 3: TT. Bits of an element:
 * [C +] s_0 + s_1 + …, each s the sum over 256 terms in order from 0, whatever the sizes and however the caller splits rows and columns.
 */
export function gemm(C: usize, A: usize, B: usize, rows: usize, columns: usize, inner: usize, strideC: usize, strideA: usize, strideB: usize, form: u32, accumulate: bool, scratch: usize): void {
  if (inner == 0 && !accumulate) clear(C, rows, columns, strideC);
  const right = (form & RIGHT) != 0;
  const left = (form & LEFT) != 0;
  const panels = scratch + SPARE * REAL;
  for (let j: usize = 0; j < columns; j += WIDTH) {
    const width = min(WIDTH, columns - j);
    for (let t: usize = 0; t < inner; t += DEPTH) {
      const depth = min(DEPTH, inner - t);
      packPanels(panels, B + (right ? j * strideB + t : t * strideB + j) * REAL, width, depth, strideB, right, PANEL);
      multiply(C + j * REAL, A + (left ? t * strideA : t) * REAL, panels, rows, width, depth, strideC, strideA, left, accumulate || t > 0, scratch);
    }
  }
}

/** All of op(B) in panels, to be kept: blocks of 256 rows of op(B), each of whole panels. */
export function gemmPack(packed: usize, B: usize, columns: usize, inner: usize, strideB: usize, transposed: bool): void {
  for (let t: usize = 0; t < inner; t += DEPTH) {
    packPanels(packed, B + (transposed ? t : t * strideB) * REAL, columns, min(DEPTH, inner - t), strideB, transposed, PANEL);
    packed += blockBytes(columns);
  }
}

/** As gemm, with op(B) from gemmPack; `transposed`: A is stored (inner, rows). */
export function gemmPacked(C: usize, A: usize, packed: usize, rows: usize, columns: usize, inner: usize, strideC: usize, strideA: usize, transposed: bool, accumulate: bool, scratch: usize): void {
  if (inner == 0 && !accumulate) clear(C, rows, columns, strideC);
  for (let j: usize = 0; j < columns; j += WIDTH) {
    let block = packed;
    for (let t: usize = 0; t < inner; t += DEPTH, block += blockBytes(columns)) {
      const depth = min(DEPTH, inner - t);
      multiply(C + j * REAL, A + (transposed ? t * strideA : t) * REAL, block + j * depth * REAL, rows, min(WIDTH, columns - j), depth, strideC, strideA, transposed, accumulate || t > 0, scratch);
    }
  }
}

/** Bytes of a whole block of panels. */
function blockBytes(columns: usize): usize {
  return ((columns + PANEL - 1) / PANEL) * PANEL * DEPTH * REAL;
}

function clear(C: usize, rows: usize, columns: usize, stride: usize): void {
  for (let i: usize = 0; i < rows; i++) memory.fill(C + i * stride * REAL, 0, columns * REAL);
}

/** C (+)= A·panels for one block of panels. */
function multiply(C: usize, A: usize, panels: usize, rows: usize, columns: usize, depth: usize, strideC: usize, strideA: usize, transposed: bool, add: bool, scratch: usize): void {
  const packedA = scratch + RIM * REAL;
  for (let i: usize = 0; i < rows; i += HEIGHT) {
    const height = min(HEIGHT, rows - i);
    packPanels(packedA, A + (transposed ? i : i * strideA) * REAL, height, depth, strideA, !transposed, TILE);
    for (let j: usize = 0; j < columns; j += PANEL)
      column(C + (i * strideC + j) * REAL, strideC * REAL, packedA, panels + j * depth * REAL, height, min(PANEL, columns - j), depth, add, scratch);
  }
}

/** One panel of B times up to HEIGHT rows of A. At the rim, a whole tile is made aside and the part that exists is taken over. */
function column(c: usize, row: usize, a: usize, b: usize, rows: usize, columns: usize, depth: usize, add: bool, rim: usize): void {
  for (let i: usize = 0; i < rows; i += TILE, a += TILE * depth * REAL, c += TILE * row) {
    if (i + TILE <= rows && columns == PANEL) {
      tile(c, row, a, b, depth, add);
    } else {
      tile(rim, PANEL * REAL, a, b, depth, false);
      putPart(c, row, rim, min(TILE, rows - i), columns, add);
    }
  }
}

function putPart(c: usize, row: usize, rim: usize, rows: usize, columns: usize, add: bool): void {
  for (let i: usize = 0; i < rows; i++, c += row, rim += PANEL * REAL)
    for (let j: usize = 0; j < columns; j++) {
      const value = load<real>(rim + j * REAL);
      store<real>(c + j * REAL, add ? load<real>(c + j * REAL) + value : value);
    }
}
