import { RelulabError } from "../../errors.js";
import { plusMinus } from "../../models/twoLayer.js";
import { checkNumber, readNumbers } from "../../train/check.js";
import type { TwoLayerNetwork } from "../criticalPoint.js";
import { type ConstructedNetwork } from "./network.js";

const WHERE = "plusMinusForm()";

/**
 * Footnote 5 of S2: the same function with output weights (v…v, −v…−v) and twice the units, for any activation with
 * σ(az) = aσ(z), a > 0. Unit i becomes row i of the positive half, |v_i|·w_i/v, or of the negative half; the other row is 0. Exact in
 * f64 where |v_i|/v is a power of two. Throws `ARG_*`.
 */
export function plusMinusForm({ weights, outputWeights }: TwoLayerNetwork, outputWeight = 1): ConstructedNetwork {
  const v = checkNumber(WHERE, "outputWeight", outputWeight, { above: 0, example: 1 });
  const hidden = checkNumber(WHERE, "the number of outputWeights", outputWeights?.length, { min: 1, integer: true, example: 10 });
  const a = readNumbers(WHERE, "outputWeights", outputWeights, { length: hidden, precision: "f64", hint: "Pass one number per unit." });
  const W = readNumbers(WHERE, "weights", weights, { length: weights?.length, precision: "f64", hint: "Pass (hidden, features) numbers." });
  const features = W.length / hidden;
  if (!Number.isInteger(features) || features < 1)
    throw new RelulabError(
      "ARG_SHAPE",
      `${WHERE}: ${hidden} units need a multiple of ${hidden} weights, got ${W.length}.`,
      "Pass weights (hidden, features) row-major.",
    );
  const form = new Float64Array(2 * W.length);
  for (let i = 0; i < hidden; i++) {
    const start = (a[i] < 0 ? hidden + i : i) * features;
    const scale = Math.abs(a[i]) / v;
    for (let c = 0; c < features; c++) form[start + c] = scale * W[i * features + c];
  }
  return { weights: form, outputWeights: plusMinus(2 * hidden, v) };
}
