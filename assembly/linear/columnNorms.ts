import { REAL } from "../lanes";

/** norms (n f64) = ‖A[:,c]‖₂ of every column of A (m,n) row-major; f64 sums, the rows in order. */
export function columnNorms(norms: usize, A: usize, m: usize, n: usize): void {
  memory.fill(norms, 0, n << 3);
  const pairs = n & ~1;
  for (let i: usize = 0; i < m; i++) {
    for (let c: usize = 0; c < pairs; c += 2) {
      const a = REAL == 8 ? v128.load(A + (c << 3)) : f64x2.promote_low_f32x4(v128.load64_zero(A + (c << 2)));
      v128.store(norms + (c << 3), f64x2.add(v128.load(norms + (c << 3)), f64x2.mul(a, a)));
    }
    if (pairs < n) {
      const a = <f64>load<real>(A + pairs * REAL);
      store<f64>(norms + (pairs << 3), load<f64>(norms + (pairs << 3)) + a * a);
    }
    A += n * REAL;
  }
  for (let c: usize = 0; c < n; c++) store<f64>(norms + (c << 3), sqrt(load<f64>(norms + (c << 3))));
}
