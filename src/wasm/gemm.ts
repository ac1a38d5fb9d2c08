import type { Precision } from "./binary.js";
import { elementBytes } from "./plan.js";

/** Which operand of a product is stored transposed: the values of `form` (assembly/linear/gemm.ts). */
export const GEMM_FORM = { NN: 0, NT: 1, TN: 2, TT: 3 } as const;

export type GemmForm = keyof typeof GEMM_FORM;

/** Terms of one partial sum: what decides the bits of a product. */
export const GEMM_DEPTH = 256;
/** Columns of the right operand and rows of the left one that are packed at a time. */
const WIDTH = 256;
const HEIGHT = 16;
const TILE_ROWS = 4;

/** Columns of a panel: two vectors. */
const panel = (precision: Precision): number => (precision === "f32" ? 8 : 4);

const padded = (columns: number, precision: Precision): number => Math.ceil(columns / panel(precision)) * panel(precision);

/** Bytes of scratch that `gemm` needs for any number of rows; `gemmPacked` needs no more. At most 273 KiB in f32. */
export function gemmScratchBytes(columns: number, inner: number, precision: Precision): number {
  const depth = Math.min(inner, GEMM_DEPTH);
  const reals = TILE_ROWS * panel(precision) + HEIGHT * GEMM_DEPTH + padded(Math.min(columns, WIDTH), precision) * depth;
  return reals * elementBytes("real", precision);
}

/** Bytes of a right operand (inner, columns) that `gemmPack` has packed. */
export function gemmPackedBytes(columns: number, inner: number, precision: Precision): number {
  return padded(columns, precision) * inner * elementBytes("real", precision);
}

/** u32 words of a row of sign bits. */
export function signWords(columns: number): number {
  return Math.ceil(columns / 32);
}
