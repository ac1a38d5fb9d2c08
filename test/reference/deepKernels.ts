// The kernels of deep networks as obvious loops: H is (m, n), one row a unit.

/** f_i = Σ_j v_j H_{ji}. */
export function outputs(H: readonly number[], v: readonly number[], n: number): number[] {
  const f = new Array<number>(n).fill(0);
  v.forEach((weight, j) => f.forEach((_, i) => (f[i] += weight * H[j * n + i])));
  return f;
}

/** v_j c_i where H_{ji} > 0. */
export const seed = (H: readonly number[], v: readonly number[], c: readonly number[]): number[] =>
  v.flatMap((weight, j) => c.map((slope, i) => (H[j * c.length + i] > 0 ? weight * slope : 0)));

/** max(0, W x). */
export const layer = (W: readonly number[], x: readonly number[], rows: number): number[] =>
  Array.from({ length: rows }, (_, j) =>
    Math.max(
      0,
      x.reduce((sum, u, c) => sum + W[j * x.length + c] * u, 0),
    ),
  );
