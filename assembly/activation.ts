// ReLU, leaky ReLU and hinge over n reals, with the derivative that the backward pass needs.
import { Lanes, REAL } from "./lanes";

abstract class Derivative {
  /** 1 where z > 0, `atZero` where z = 0, `below` elsewhere (NaN included). */
  @inline static lanes(z: v128, atZero: v128, below: v128): v128 {
    const zero = v128.splat<real>(0);
    const other = v128.bitselect(atZero, below, v128.eq<real>(z, zero));
    return v128.bitselect(v128.splat<real>(1), other, v128.gt<real>(z, zero));
  }

  @inline static of(z: real, atZero: real, below: real): real {
    return z > 0 ? 1 : z == 0 ? atZero : below;
  }
}

/** out = max(0, z), mask = 1 where z > 0, derivAtZero where z = 0, else 0. NaN gives 0 and 0. out may be z. */
export function relu(out: usize, mask: usize, z: usize, n: usize, derivAtZero: real): void {
  const atZero = v128.splat<real>(derivAtZero);
  const below = v128.splat<real>(0);
  const end = z + n * REAL;
  for (; z + 16 <= end; z += 16, out += 16, mask += 16) {
    const value = v128.load(z);
    v128.store(mask, Derivative.lanes(value, atZero, below));
    v128.store(out, Lanes.relu(value));
  }
  for (; z < end; z += REAL, out += REAL, mask += REAL) {
    const value = load<real>(z);
    store<real>(mask, Derivative.of(value, derivAtZero, 0));
    store<real>(out, value > 0 ? value : 0);
  }
}

/** out = z where z > 0, slope·z elsewhere; mask = 1, derivAtZero or slope. NaN gives 0 and slope. out may be z. */
export function leakyRelu(out: usize, mask: usize, z: usize, n: usize, slope: real, derivAtZero: real): void {
  const atZero = v128.splat<real>(derivAtZero);
  const below = v128.splat<real>(slope);
  const zero = v128.splat<real>(0);
  const end = z + n * REAL;
  for (; z + 16 <= end; z += 16, out += 16, mask += 16) {
    const value = v128.load(z);
    v128.store(mask, Derivative.lanes(value, atZero, below));
    const negative = v128.mul<real>(below, v128.and(value, v128.lt<real>(value, zero)));
    v128.store(out, v128.bitselect(value, negative, v128.gt<real>(value, zero)));
  }
  for (; z < end; z += REAL, out += REAL, mask += REAL) {
    const value = load<real>(z);
    store<real>(mask, Derivative.of(value, derivAtZero, slope));
    store<real>(out, value > 0 ? value : value < 0 ? slope * value : slope * 0);
  }
}

/** loss[i] = max(0, 1 − margin[i]); returns their sum, added in f64 in order. A NaN margin gives loss 0: check margins first. */
export function hinge(loss: usize, margin: usize, n: usize): f64 {
  const one = v128.splat<real>(1);
  const end = margin + n * REAL;
  const first = loss;
  for (; margin + 16 <= end; margin += 16, loss += 16) v128.store(loss, Lanes.relu(v128.sub<real>(one, v128.load(margin))));
  for (; margin < end; margin += REAL, loss += REAL) {
    const value: real = 1 - load<real>(margin);
    store<real>(loss, value > 0 ? value : 0);
  }
  let sum: f64 = 0;
  for (let at = first; at < loss; at += REAL) sum += <f64>load<real>(at);
  return sum;
}
