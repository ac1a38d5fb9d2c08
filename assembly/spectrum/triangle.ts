// QR of a tall matrix, a block of rows at a time: the triangle R takes in the rows by Householder reflections, f64 in both binaries. The
// singular values of R are those of all rows so far, and the errors are of the size ε·σ₁: a Gram matrix would leave √ε·σ₁.

/**
 * Columns from…to−1 of R (n,n) upper triangular swallow those of block (count,n); rows of both are `stride` f64 apart. v (count f64):
 * scratch. Columns in order; the block is used up.
 */
export function triangleAbsorb(R: usize, block: usize, v: usize, n: usize, stride: usize, count: usize, from: usize, to: usize): void {
  const row = stride << 3;
  for (let j = from; j < to; j++) {
    const top = R + j * row + (j << 3);
    const alpha = load<f64>(top);
    let square: f64 = 0;
    for (let i: usize = 0, at = block + (j << 3); i < count; i++, at += row) {
      const value = load<f64>(at);
      store<f64>(v + (i << 3), value);
      square += value * value;
    }
    if (square == 0) continue;
    const length = sqrt(alpha * alpha + square);
    const beta = alpha > 0 ? -length : length;
    for (let i: usize = 0; i < count; i++) store<f64>(v + (i << 3), load<f64>(v + (i << 3)) / (alpha - beta));
    store<f64>(top, beta);
    reflect(top + 8, block + ((j + 1) << 3), v, count, row, n - j - 1, (beta - alpha) / beta);
  }
}

/** (top; block) −= τ·(1; v)·(1; v)ᵀ(top; block), eight columns at a time: their second reading comes from the first cache. */
function reflect(top: usize, block: usize, v: usize, count: usize, row: usize, columns: usize, tau: f64): void {
  const end = top + (columns << 3);
  for (; top + 64 <= end; top += 64, block += 64) reflectEight(top, block, v, count, row, tau);
  for (; top < end; top += 8, block += 8) {
    let sum = load<f64>(top);
    for (let i: usize = 0; i < count; i++) sum += load<f64>(v + (i << 3)) * load<f64>(block + i * row);
    sum *= tau;
    store<f64>(top, load<f64>(top) - sum);
    for (let i: usize = 0; i < count; i++) store<f64>(block + i * row, load<f64>(block + i * row) - sum * load<f64>(v + (i << 3)));
  }
}

function reflectEight(top: usize, block: usize, v: usize, count: usize, row: usize, tau: f64): void {
  let a = v128.load(top), b = v128.load(top, 16), c = v128.load(top, 32), d = v128.load(top, 48);
  const end = v + (count << 3);
  for (let at = v, x = block; at < end; at += 8, x += row) {
    const s = v128.load64_splat(at);
    a = f64x2.add(a, f64x2.mul(s, v128.load(x)));
    b = f64x2.add(b, f64x2.mul(s, v128.load(x, 16)));
    c = f64x2.add(c, f64x2.mul(s, v128.load(x, 32)));
    d = f64x2.add(d, f64x2.mul(s, v128.load(x, 48)));
  }
  const t = f64x2.splat(tau);
  a = f64x2.mul(a, t);
  b = f64x2.mul(b, t);
  c = f64x2.mul(c, t);
  d = f64x2.mul(d, t);
  v128.store(top, f64x2.sub(v128.load(top), a));
  v128.store(top, f64x2.sub(v128.load(top, 16), b), 16);
  v128.store(top, f64x2.sub(v128.load(top, 32), c), 32);
  v128.store(top, f64x2.sub(v128.load(top, 48), d), 48);
  for (let at = v, x = block; at < end; at += 8, x += row) {
    const s = v128.load64_splat(at);
    v128.store(x, f64x2.sub(v128.load(x), f64x2.mul(s, a)));
    v128.store(x, f64x2.sub(v128.load(x, 16), f64x2.mul(s, b)), 16);
    v128.store(x, f64x2.sub(v128.load(x, 32), f64x2.mul(s, c)), 32);
    v128.store(x, f64x2.sub(v128.load(x, 48), f64x2.mul(s, d)), 48);
  }
}
