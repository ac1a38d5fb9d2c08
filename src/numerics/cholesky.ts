/**
 * The lower triangle L, (size, size) row-major, with L·Lᵀ = matrix; null where the matrix is not positive semi-definite. A pivot below
 * 10⁻¹² of the largest diagonal entry counts as 0 (Golub, Van Loan, Matrix Computations, 4.2.8): its column is 0, and what is left of it
 * must be so too.
 */
export function cholesky(matrix: ArrayLike<number>, size: number): Float64Array | null {
  const L = new Float64Array(size * size);
  let largest = 0;
  for (let i = 0; i < size; i++) largest = Math.max(largest, Math.abs(matrix[i * size + i]));
  const tolerance = 1e-12 * largest;
  for (let j = 0; j < size; j++) {
    const pivot = rest(matrix, L, size, j, j);
    if (pivot < -tolerance) return null;
    const root = pivot <= tolerance ? 0 : Math.sqrt(pivot);
    L[j * size + j] = root;
    for (let i = j + 1; i < size; i++) {
      const left = rest(matrix, L, size, i, j);
      // |m_ij| ≤ √(m_ii m_jj) in what is left, so behind a zero pivot only rounding may stand.
      if (root === 0 && Math.abs(left) > 1e-6 * largest) return null;
      L[i * size + j] = root === 0 ? 0 : left / root;
    }
  }
  return L;
}

/** Entry (i, j) without the products of the columns before j. */
function rest(matrix: ArrayLike<number>, L: Float64Array, size: number, i: number, j: number): number {
  let sum = matrix[i * size + j];
  for (let t = 0; t < j; t++) sum -= L[i * size + t] * L[j * size + t];
  return sum;
}
