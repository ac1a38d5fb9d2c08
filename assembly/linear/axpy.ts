import { REAL } from "../lanes";

/** y[i] += a·x[i] over n reals. */
export function axpy(y: usize, x: usize, n: usize, a: real): void {
  const scale = v128.splat<real>(a);
  const end = y + n * REAL;
  for (; y + 64 <= end; x += 64, y += 64) {
    v128.store(y, v128.add<real>(v128.load(y), v128.mul<real>(scale, v128.load(x))));
    v128.store(y, v128.add<real>(v128.load(y, 16), v128.mul<real>(scale, v128.load(x, 16))), 16);
    v128.store(y, v128.add<real>(v128.load(y, 32), v128.mul<real>(scale, v128.load(x, 32))), 32);
    v128.store(y, v128.add<real>(v128.load(y, 48), v128.mul<real>(scale, v128.load(x, 48))), 48);
  }
  for (; y + 16 <= end; x += 16, y += 16) v128.store(y, v128.add<real>(v128.load(y), v128.mul<real>(scale, v128.load(x))));
  for (; y < end; x += REAL, y += REAL) store<real>(y, load<real>(y) + a * load<real>(x));
}
