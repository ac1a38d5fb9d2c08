import { REAL } from "../lanes";

/** out[c·outStride + r] = in[r·columns + c]: (rows, columns) row-major to feature-major with padded rows. */
export function transpose(out: usize, input: usize, rows: usize, columns: usize, outStride: usize): void {
  for (let r: usize = 0; r < rows; r++) {
    let target = out + r * REAL;
    for (let c: usize = 0; c < columns; c++) {
      store<real>(target, load<real>(input));
      input += REAL;
      target += outStride * REAL;
    }
  }
}
