// Every kernel as an obvious loop. `round` is Math.fround for f32, so that each operation rounds as the kernel's does.

type Vector = readonly number[];

export const dot = (x: Vector, y: Vector): number => x.reduce((sum, value, i) => sum + value * y[i], 0);

export const axpy = (y: Vector, x: Vector, a: number): number[] => y.map((value, i) => value + a * x[i]);

export const row = (A: Vector, i: number, n: number): Vector => A.slice(i * n, i * n + n);

export const matvec = (A: Vector, x: Vector, m: number, n: number): number[] => Array.from({ length: m }, (_, i) => dot(row(A, i, n), x));

export const matvecTransposed = (A: Vector, y: Vector, m: number, n: number): number[] =>
  Array.from({ length: n }, (_, c) =>
    dot(
      Array.from({ length: m }, (_unused, i) => A[i * n + c]),
      y,
    ),
  );

/** Z + A L for A (rows,B), L (B,K): each sum in order from 0, then added, rounded at every operation. */
export function addProducts(Z: Vector, A: Vector, L: Vector, B: number, K: number, round: (x: number) => number): number[] {
  return Array.from(Z, (z, e) => {
    const [i, j] = [Math.floor(e / K), e % K];
    let sum = 0;
    for (let t = 0; t < B; t++) sum = round(sum + round(A[i * B + t] * L[t * K + j]));
    return round(z + sum);
  });
}

export const rankOne = (A: Vector, x: Vector, y: Vector, n: number, a: number): number[] =>
  A.map((value, e) => value + a * x[Math.floor(e / n)] * y[e % n]);

export const transpose = (A: Vector, rows: number, columns: number, stride: number, before: Vector): number[] => {
  const out = before.slice();
  for (let r = 0; r < rows; r++) for (let c = 0; c < columns; c++) out[c * stride + r] = A[r * columns + c];
  return out;
};

export interface SparseRow {
  readonly index: readonly number[];
  readonly value: Vector;
}

export const rowTimes = ({ index, value }: SparseRow, B: Vector, K: number): number[] =>
  Array.from({ length: K }, (_, j) => index.reduce((sum, c, t) => sum + value[t] * B[c * K + j], 0));

export const rowUpdate = ({ index, value }: SparseRow, B: Vector, c: Vector, K: number): number[] => {
  const out = B.slice();
  index.forEach((feature, t) => c.forEach((cj, j) => (out[feature * K + j] += value[t] * cj)));
  return out;
};

export const derivative = (z: number, atZero: number, below: number): number => (z > 0 ? 1 : z === 0 ? atZero : below);

export const relu = (z: number): number => (z > 0 ? z : 0);

export const leakyRelu = (z: number, slope: number): number => (z > 0 ? z : z < 0 ? slope * z : 0);

export const hinge = (margin: number): number => (1 - margin > 0 ? 1 - margin : 0);
