// Aᵀ(A x) in one pass over A: what power and Lanczos iterations for a spectral norm repeat. Sums are f64 whatever A is stored in.
import { REAL } from "../lanes";

abstract class Pair {
  /** Two numbers of A − A0 in f64; no A0 where its address is 0. */
  @inline static of<T>(A: usize, A0: usize): v128 {
    return A0 == 0 ? Pair.read<T>(A) : f64x2.sub(Pair.read<T>(A), Pair.read<T>(A0));
  }

  @inline static read<T>(A: usize): v128 {
    return sizeof<T>() == 8 ? v128.load(A) : f64x2.promote_low_f32x4(v128.load64_zero(A));
  }

  @inline static one<T>(A: usize, A0: usize): f64 {
    return A0 == 0 ? <f64>load<T>(A) : <f64>load<T>(A) - <f64>load<T>(A0);
  }
}

/** out (columns f64) += (A − A0)ᵀ(A − A0) x for A, A0 (rows, columns) row-major reals, x f64; rows in order. A0 = 0: none. */
export function gramTimes(out: usize, A: usize, A0: usize, x: usize, rows: usize, columns: usize): void {
  for (let i: usize = 0; i < rows; i++) {
    const row = i * columns * REAL;
    oneRow<real>(out, A + row, A0 == 0 ? 0 : A0 + row, x, columns);
  }
}

/** The same for A of f64 in both binaries, without A0. */
export function gramTimesExactly(out: usize, A: usize, x: usize, rows: usize, columns: usize): void {
  for (let i: usize = 0; i < rows; i++) oneRow<f64>(out, A + ((i * columns) << 3), 0, x, columns);
}

/** The row times x: two sums of two lanes, then the tail; then that many times the row. */
function oneRow<T>(out: usize, A: usize, A0: usize, x: usize, columns: usize): void {
  const size = sizeof<T>();
  let s0 = f64x2.splat(0);
  let s1 = s0;
  let c: usize = 0;
  for (; c + 4 <= columns; c += 4) {
    const a = A + c * size;
    const b: usize = A0 == 0 ? 0 : A0 + c * size;
    s0 = f64x2.add(s0, f64x2.mul(Pair.of<T>(a, b), v128.load(x + (c << 3))));
    s1 = f64x2.add(s1, f64x2.mul(Pair.of<T>(a + 2 * size, b == 0 ? 0 : b + 2 * size), v128.load(x + (c << 3), 16)));
  }
  s0 = f64x2.add(s0, s1);
  let sum = f64x2.extract_lane(s0, 0) + f64x2.extract_lane(s0, 1);
  for (; c < columns; c++) sum += Pair.one<T>(A + c * size, A0 == 0 ? 0 : A0 + c * size) * load<f64>(x + (c << 3));
  const scale = f64x2.splat(sum);
  for (c = 0; c + 2 <= columns; c += 2, out += 16)
    v128.store(out, f64x2.add(v128.load(out), f64x2.mul(scale, Pair.of<T>(A + c * size, A0 == 0 ? 0 : A0 + c * size))));
  for (; c < columns; c++, out += 8) store<f64>(out, load<f64>(out) + sum * Pair.one<T>(A + c * size, A0 == 0 ? 0 : A0 + c * size));
}
