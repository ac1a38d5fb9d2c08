import { RelulabError, show } from "../errors.js";
import { powerBelow } from "../numerics/powerOfTwo.js";
import { checkNumber, readNumbers } from "../train/check.js";
import { checkFits } from "../wasm/plan.js";

/** A snapshot of a matrix, row-major. */
export interface Matrix {
  readonly values: Float64Array;
  readonly rows: number;
  readonly columns: number;
  /** Power of two that brings the largest magnitude to 1 … 2, so that no square leaves the range of f64. */
  readonly scale: number;
}

/** Sizes and entries checked. Throws `ARG_*`, `OUT_OF_MEMORY`. */
export function readMatrix(where: string, matrix: unknown, rows: unknown, columns: unknown): Matrix {
  const limits = { min: 1, max: 2 ** 31, integer: true, example: 10 };
  const [m, n] = [checkNumber(where, "rows", rows, limits), checkNumber(where, "columns", columns, limits)];
  checkFits(8 * m * n, `${where}: this matrix`, "Pass a smaller one.");
  const hint = "Pass rows·columns numbers, row after row.";
  const values = readNumbers(where, "matrix", matrix, { length: m * n, precision: "f64", hint });
  let largest = 0;
  for (let e = 0; e < values.length; e++) largest = Math.max(largest, Math.abs(values[e]));
  if (largest * Math.sqrt(m * n) === Infinity)
    throw new RelulabError(
      "ARG_RANGE",
      `${where}: with entries of ${show(largest)} the norm of the matrix may be beyond the range of f64.`,
      "Divide the matrix by a constant.",
    );
  return { values, rows: m, columns: n, scale: powerBelow(largest) };
}

/** What iterations over a matrix report. */
export interface SpectrumProgress {
  /** Share of the work that is done, 0 … 1; of an iteration, of the most that it may take. */
  readonly share: number;
}
