// Householder bidiagonalisation (Golub and Kahan 1965) of a square matrix, values only, f64 in both binaries. Both reflections of a step
// go over the rest of the matrix together: it is read twice and written once.

/**
 * Part of step k on M (n,n), rows `stride` f64 apart: d[k] and e[k] get the diagonal and what stands right of it, up to signs. The step has
 * 2·(n−k−1) row operations, of which `from` … `to`−1 are done: the sums of the left reflection, then both reflections row by row. In order.
 * Scratch: v, w, u of n f64 each; what is last in v and w is never needed by a reflection, and keeps τ and σ from call to call.
 */
export function bidiagonalise(d: usize, e: usize, M: usize, scratch: usize, n: usize, stride: usize, k: usize, from: usize, to: usize): void {
  const v = scratch;
  const w = v + (n << 3);
  const u = w + (n << 3);
  const tau = w - 8;
  const sigma = u - 8;
  const row = stride << 3;
  const rest = n - k - 1;
  const corner = M + k * row + (k << 3);
  const right = corner + 8;
  const below = corner + row;
  if (from == 0) {
    for (let i: usize = 0; i < rest; i++) store<f64>(v + (i << 3), load<f64>(below + i * row));
    store<f64>(tau, reflector(d + (k << 3), load<f64>(corner), v, rest));
    memory.copy(w, right, rest << 3);
  }
  for (let i = from; i < min(to, rest); i++) addScaled(w, below + i * row + 8, rest, load<f64>(v + (i << 3)));
  if (to <= rest) return;
  const left = -load<f64>(tau);
  if (from <= rest) {
    addScaled(right, w, rest, left);
    memory.copy(u, right, rest << 3);
    store<f64>(sigma, reflector(e + (k << 3), load<f64>(u), u + 8, rest - 1));
    store<f64>(u, 1);
  }
  const both = -load<f64>(sigma);
  for (let i = max(from, rest) - rest; i < to - rest; i++) {
    const x = below + i * row + 8;
    addScaled(x, u, rest, both * addAndDot(x, w, u, rest, left * load<f64>(v + (i << 3))));
  }
}

/** β of the reflection that takes (alpha, x) to (β, 0): x (n) becomes v of (1; v), the result is τ. */
function reflector(beta: usize, alpha: f64, x: usize, n: usize): f64 {
  let square: f64 = 0;
  for (let i: usize = 0; i < n; i++) square += load<f64>(x + (i << 3)) * load<f64>(x + (i << 3));
  if (square == 0) {
    store<f64>(beta, alpha);
    memory.fill(x, 0, n << 3);
    return 0;
  }
  const length = sqrt(alpha * alpha + square);
  const value = alpha > 0 ? -length : length;
  for (let i: usize = 0; i < n; i++) store<f64>(x + (i << 3), load<f64>(x + (i << 3)) / (alpha - value));
  store<f64>(beta, value);
  return (value - alpha) / value;
}

/** y += a·x over n f64. */
function addScaled(y: usize, x: usize, n: usize, a: f64): void {
  const scale = f64x2.splat(a);
  const end = y + (n << 3);
  for (; y + 32 <= end; x += 32, y += 32) {
    v128.store(y, f64x2.add(v128.load(y), f64x2.mul(scale, v128.load(x))));
    v128.store(y, f64x2.add(v128.load(y, 16), f64x2.mul(scale, v128.load(x, 16))), 16);
  }
  for (; y < end; x += 8, y += 8) store<f64>(y, load<f64>(y) + a * load<f64>(x));
}

/** y += a·x, and the new y times u: two sums of two lanes, then the tail. */
function addAndDot(y: usize, x: usize, u: usize, n: usize, a: f64): f64 {
  const scale = f64x2.splat(a);
  let s0 = f64x2.splat(0);
  let s1 = s0;
  const end = y + (n << 3);
  for (; y + 32 <= end; x += 32, y += 32, u += 32) {
    const y0 = f64x2.add(v128.load(y), f64x2.mul(scale, v128.load(x)));
    const y1 = f64x2.add(v128.load(y, 16), f64x2.mul(scale, v128.load(x, 16)));
    v128.store(y, y0);
    v128.store(y, y1, 16);
    s0 = f64x2.add(s0, f64x2.mul(y0, v128.load(u)));
    s1 = f64x2.add(s1, f64x2.mul(y1, v128.load(u, 16)));
  }
  s0 = f64x2.add(s0, s1);
  let sum = f64x2.extract_lane(s0, 0) + f64x2.extract_lane(s0, 1);
  for (; y < end; x += 8, y += 8, u += 8) {
    const value = load<f64>(y) + a * load<f64>(x);
    store<f64>(y, value);
    sum += value * load<f64>(u);
  }
  return sum;
}
