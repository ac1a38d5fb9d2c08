import { LANES, Lanes, REAL } from "../lanes";

/** Σ x[i]·y[i] over n reals. Order: 4 vector accumulators over blocks of 4 vectors, then single vectors, then the tail. */
export function dot(x: usize, y: usize, n: usize): real {
  let a0 = v128.splat<real>(0);
  let a1 = a0;
  let a2 = a0;
  let a3 = a0;
  const end = x + n * REAL;
  const blockEnd = x + (n & ~(4 * LANES - 1)) * REAL;
  while (x < blockEnd) {
    a0 = v128.add<real>(a0, v128.mul<real>(v128.load(x), v128.load(y)));
    a1 = v128.add<real>(a1, v128.mul<real>(v128.load(x, 16), v128.load(y, 16)));
    a2 = v128.add<real>(a2, v128.mul<real>(v128.load(x, 32), v128.load(y, 32)));
    a3 = v128.add<real>(a3, v128.mul<real>(v128.load(x, 48), v128.load(y, 48)));
    x += 64;
    y += 64;
  }
  a0 = v128.add<real>(v128.add<real>(a0, a1), v128.add<real>(a2, a3));
  while (x + 16 <= end) {
    a0 = v128.add<real>(a0, v128.mul<real>(v128.load(x), v128.load(y)));
    x += 16;
    y += 16;
  }
  let sum = Lanes.sum(a0);
  while (x < end) {
    sum += load<real>(x) * load<real>(y);
    x += REAL;
    y += REAL;
  }
  return sum;
}
