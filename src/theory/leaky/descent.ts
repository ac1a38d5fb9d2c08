import type { BinaryData } from "../../data/dataset.js";
import { reading, RelulabError } from "../../errors.js";
import { dot } from "../../numerics/norm.js";
import { readNumbers } from "../../train/check.js";
import { readBinaryData } from "../../train/prepared.js";
import type { TwoLayerNetwork } from "../criticalPoint.js";
import { checkSlope, leaky } from "./network.js";
import { checkSeparator } from "./separator.js";

export interface LeakyDescent {
  /** Samples with positive loss, y·f < 1. */
  readonly violating: readonly number[];
  /** Mean hinge loss. */
  readonly loss: number;
  /** ⟨∂L, W̃*⟩ with W̃* = sgn(v) ⊗ w*: how fast the loss grows along W̃*. 0 without a violating sample. */
  readonly inner: number;
  /** What it is at most, −α‖v‖₁·|violating|/n: below 0 whenever a loss is positive. */
  readonly atMost: number;
  /** Global minimum, which for 0 < α < 1 is the same as critical point. */
  readonly global: boolean;
}

const WHERE = "leakyDescent()";

/**
 * S2 Proposition 1 at one network (S2-T5): for leaky ReLU on separable data a critical point is a global minimum, because every sample
 * with positive loss adds −Σ_j |v_j|σ'(z_j)·y⟨w*, x⟩ ≤ −α‖v‖₁ to n·⟨∂L, W̃*⟩, whatever derivative in [α, 1] is taken at 0 (here α).
 * Gradient with respect to the first layer; any v that is not 0. Throws `ARG_*`, `DATA_*`.
 */
export function leakyDescent(network: TwoLayerNetwork, slope: number, given: BinaryData, separator?: ArrayLike<number>): LeakyDescent {
  const alpha = checkSlope(WHERE, slope, "refused");
  return reading(WHERE, () => {
    const data = readBinaryData(given, WHERE);
    return measure(readNetwork(network, data.features), alpha, data, checkSeparator(WHERE, data, separator));
  });
}

type Read = { readonly weights: Float64Array; readonly outputWeights: Float64Array };

function readNetwork({ weights, outputWeights }: TwoLayerNetwork, features: number): Read {
  const hint = "Pass (hidden, features) row-major weights and one output weight per unit.";
  const v = readNumbers(WHERE, "outputWeights", outputWeights, { length: outputWeights?.length, precision: "f64", hint });
  return { weights: readNumbers(WHERE, "weights", weights, { length: v.length * features, precision: "f64", hint }), outputWeights: v };
}

function measure({ weights, outputWeights }: Read, alpha: number, data: BinaryData, separator: Float64Array): LeakyDescent {
  const { samples, features, X, y } = data;
  const violating: number[] = [];
  let loss = 0;
  let inner = 0;
  for (let i = 0; i < samples; i++) {
    const z = Array.from(outputWeights, (_, j) => dot(weights, X, features, j * features, i * features));
    const f = z.reduce((sum, zj, j) => sum + outputWeights[j] * leaky(zj, alpha), 0);
    if (!(f - f === 0))
      throw new RelulabError(
        "ARG_RANGE",
        `${WHERE}: f(x) of sample ${i} is not finite.`,
        "Pass the weights of a run that did not diverge.",
      );
    if (y[i] * f >= 1) continue;
    violating.push(i);
    loss += (1 - y[i] * f) / samples;
    const open = z.reduce((sum, zj, j) => sum + Math.abs(outputWeights[j]) * (zj > 0 ? 1 : alpha), 0);
    inner -= (open * y[i] * dot(separator, X, features, 0, i * features)) / samples;
  }
  const atMost =
    violating.length === 0 ? 0 : (-alpha * outputWeights.reduce((sum, v) => sum + Math.abs(v), 0) * violating.length) / samples;
  return { violating, loss, inner, atMost, global: violating.length === 0 };
}
