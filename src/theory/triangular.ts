/**
 * An upper bound on ‖R⁻¹‖₂: the Frobenius norm of the inverse, column by column. R is upper triangular, `size` × `size`, by columns:
 * R[r][c] = values[c·stride + r].
 */
export function inverseNorm(values: ArrayLike<number>, size: number, stride: number): number {
  let square = 0;
  const column = new Float64Array(size);
  for (let c = 0; c < size; c++) {
    column.fill(0);
    column[c] = 1;
    for (let r = c; r >= 0; r--) {
      const entry = column[r] / values[r * stride + r];
      column[r] = entry;
      for (let t = 0; t < r; t++) column[t] -= entry * values[r * stride + t];
      square += entry * entry;
    }
  }
  return Math.sqrt(square);
}
