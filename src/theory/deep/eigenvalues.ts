import { RelulabError } from "../../errors.js";
import { checkNumber } from "../../train/check.js";

const MOST_SIZE = 1000;
const MOST_SWEEPS = 60;

/**
 * Eigenvalues of a symmetric matrix (size, size), ascending, by Jacobi's rotations in f64: slow and plain, errors of a few ulp of the largest one; the
 * oracle for λ_min(H∞). At most 1,000 rows. Throws `ARG_*`.
 */
export function symmetricEigenvalues(matrix: ArrayLike<number>, size: number): Float64Array {
  const where = "symmetricEigenvalues()";
  checkNumber(where, "size", size, { min: 1, max: MOST_SIZE, integer: true, example: 10 });
  const A = Float64Array.from(matrix);
  if (A.length !== size * size)
    throw new RelulabError(
      "ARG_SHAPE",
      `${where}: a matrix of size ${size} has ${size * size} numbers, got ${A.length}.`,
      "Pass all of it, row by row.",
    );
  const scale = A.reduce((most, x) => Math.max(most, Math.abs(x)), 0);
  for (let sweep = 0; sweep < MOST_SWEEPS && offDiagonal(A, size) > 1e-18 * scale; sweep++)
    for (let p = 0; p < size; p++) for (let q = p + 1; q < size; q++) rotate(A, size, p, q);
  return Float64Array.from({ length: size }, (_, i) => A[i * size + i]).sort();
}

function offDiagonal(A: Float64Array, n: number): number {
  let most = 0;
  for (let i = 0; i < n; i++) for (let j = 0; j < i; j++) most = Math.max(most, Math.abs(A[i * n + j]));
  return most;
}

/** The rotation of the plane (p, q) that makes A_pq 0. */
function rotate(A: Float64Array, n: number, p: number, q: number): void {
  const apq = A[p * n + q];
  if (apq === 0) return;
  const theta = (A[q * n + q] - A[p * n + p]) / (2 * apq);
  const t = theta === 0 ? 1 : Math.sign(theta) / (Math.abs(theta) + Math.sqrt(1 + theta * theta));
  const c = 1 / Math.sqrt(1 + t * t);
  const s = t * c;
  for (let i = 0; i < n; i++) {
    const [ip, iq] = [A[i * n + p], A[i * n + q]];
    A[i * n + p] = c * ip - s * iq;
    A[i * n + q] = s * ip + c * iq;
  }
  for (let i = 0; i < n; i++) {
    const [pi, qi] = [A[p * n + i], A[q * n + i]];
    A[p * n + i] = c * pi - s * qi;
    A[q * n + i] = s * pi + c * qi;
  }
}
