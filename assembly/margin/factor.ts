// The upper triangular factor of A Aᵀ + shift·11ᵀ over the corral, kept up to date as rows come and go. By columns, so that both
// triangular solves run over contiguous memory.
import { MarginState } from "./state";

/** Σ a[t]·b[t] over n f64. */
function dot(a: usize, b: usize, n: usize): f64 {
  let pair = f64x2.splat(0);
  let t: usize = 0;
  for (; t + 2 <= n; t += 2) pair = f64x2.add(pair, f64x2.mul(v128.load(a + (t << 3)), v128.load(b + (t << 3))));
  let sum = f64x2.extract_lane(pair, 0) + f64x2.extract_lane(pair, 1);
  if (t < n) sum += load<f64>(a + (t << 3)) * load<f64>(b + (t << 3));
  return sum;
}

function column(s: MarginState, c: usize): usize {
  return s.R + ((c * s.capacity) << 3);
}

/** b ← R⁻ᵀ b over the first `size` entries. */
export function solveTransposed(s: MarginState, b: usize, size: usize): void {
  for (let c: usize = 0; c < size; c++) {
    const R = column(s, c);
    store<f64>(b + (c << 3), (load<f64>(b + (c << 3)) - dot(R, b, c)) / load<f64>(R + (c << 3)));
  }
}

/** b ← R⁻¹ b. */
export function solve(s: MarginState, b: usize, size: usize): void {
  for (let c = size; c > 0; c--) {
    const R = column(s, c - 1);
    const u = load<f64>(b + ((c - 1) << 3)) / load<f64>(R + ((c - 1) << 3));
    store<f64>(b + ((c - 1) << 3), u);
    for (let t: usize = 0; t < c - 1; t++) store<f64>(b + (t << 3), load<f64>(b + (t << 3)) - u * load<f64>(R + (t << 3)));
  }
}

/**
 * Appends the column of a new row: `products` holds its `size` products with the corral, shift included, and is used up. Returns false,
 * changing nothing, when the row depends on the others up to rounding.
 */
export function appendColumn(s: MarginState, products: usize, own: f64, least: f64): bool {
  const size = s.size;
  const R = column(s, size);
  solveTransposed(s, products, size);
  const rest = own - dot(products, products, size);
  if (!(rest > least * own)) return false;
  memory.copy(R, products, size << 3);
  store<f64>(R + (size << 3), sqrt(rest));
  return true;
}

/** Takes out column q: later columns move left and rotations clear what then lies below the diagonal. */
export function removeColumn(s: MarginState, q: usize): void {
  const last = s.size - 1;
  for (let c = q; c < last; c++) memory.copy(column(s, c), column(s, c + 1), (c + 2) << 3);
  for (let c = q; c < last; c++) {
    const at = column(s, c) + (c << 3);
    const a = load<f64>(at);
    const b = load<f64>(at, 8);
    const length = sqrt(a * a + b * b);
    const cosine = a / length;
    const sine = b / length;
    store<f64>(at, length);
    for (let t = c + 1; t < last; t++) {
      const pair = column(s, t) + (c << 3);
      const upper = load<f64>(pair);
      const lower = load<f64>(pair, 8);
      store<f64>(pair, cosine * upper + sine * lower);
      store<f64>(pair, cosine * lower - sine * upper, 8);
    }
  }
}
