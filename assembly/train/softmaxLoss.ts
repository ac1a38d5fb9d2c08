// Cross-entropy of softmax (S3 eq. of §3) with its gradient by the logits, one sample after the other; f64 inside.
import { REAL } from "../lanes";
import { Exp, exp } from "../math/exp";
import { Log } from "../math/log";

/**
 * P = scale·(softmax(Z) − onehot(label)), totals (2 f64) += loss −log p_label and number of right predictions. The element of sample i
 * and class c lies at i·sampleStride + c·classStride reals in Z and P; P may be Z. labels u32. Predicted is the first class with the
 * largest logit. A sample with a logit that is not finite has P = 0, loss Infinity and is not right: NaN is never stored.
 */
export function softmaxLoss(P: usize, totals: usize, Z: usize, labels: usize, samples: usize, classes: usize, sampleStride: usize, classStride: usize, scale: f64): void {
  const step = classStride * REAL;
  let loss = load<f64>(totals);
  let right = load<f64>(totals, 8);
  for (let i: usize = 0; i < samples; i++, labels += 4, Z += sampleStride * REAL, P += sampleStride * REAL) {
    const label = <usize>load<u32>(labels);
    const best = largest(Z, classes, step);
    if (best == classes) {
      loss = Infinity;
      for (let c: usize = 0; c < classes; c++) store<real>(P + c * step, 0);
      continue;
    }
    const top = <f64>load<real>(Z + best * step);
    const own = <f64>load<real>(Z + label * step) - top;
    loss += gradient(P, Z, classes, step, top, label, scale) - own;
    right += best == label ? 1 : 0;
  }
  store<f64>(totals, loss);
  store<f64>(totals, right, 8);
}

/** The first class with the largest logit; `classes` where a logit is not finite. */
function largest(z: usize, classes: usize, step: usize): usize {
  let best: usize = 0;
  let top: real = -Infinity;
  for (let c: usize = 0; c < classes; c++, z += step) {
    const value = load<real>(z);
    if (!(abs<real>(value) < Infinity)) return classes;
    if (value > top) {
      top = value;
      best = c;
    }
  }
  return best;
}

/**
 * P of one sample; returns log Σ e^{z_c − top}. p_label − 1 is made as −Σ_{c ≠ label} p_c, which keeps its digits when it is small. Z is
 * read before P is written, class by class.
 */
function gradient(p: usize, z: usize, classes: usize, step: usize, top: f64, label: usize, scale: f64): f64 {
  const own = exp(<f64>load<real>(z + label * step) - top);
  let others: f64 = 0;
  for (let c: usize = 0; c < classes; c += 2, z += 2 * step) {
    const paired = c + 1 < classes;
    const first = f64x2.splat(<f64>load<real>(z) - top);
    const pair = Exp.pair(paired ? f64x2.replace_lane(first, 1, <f64>load<real>(z + step) - top) : first);
    others += put(p + c * step, c == label, f64x2.extract_lane(pair, 0));
    if (paired) others += put(p + (c + 1) * step, c + 1 == label, f64x2.extract_lane(pair, 1));
  }
  const sum = others + own;
  const factor = scale / sum;
  for (let c: usize = 0; c < classes; c++) store<real>(p + c * step, <real>(factor * (c == label ? -others : <f64>load<real>(p + c * step))));
  return f64x2.extract_lane(Log.f64(f64x2.splat(sum)), 0);
}

/** e^{z_c − top} into P; its share in the sum over the other classes. */
function put(p: usize, isLabel: bool, value: f64): f64 {
  store<real>(p, <real>value);
  return isLabel ? 0 : value;
}
