import { RelulabError, show } from "../errors.js";
import { inPieces, type Steps } from "../numerics/steps.js";
import type { Instance } from "../wasm/instance.js";
import { checkFits } from "../wasm/plan.js";
import type { BinaryData } from "./dataset.js";
import { drawNormals } from "./normals.js";
import { ROLE } from "./streams.js";

export interface SeparableOptions {
  readonly samples: number;
  readonly features: number;
  /** Default 1. */
  readonly seed?: number;
  /** Default 0. */
  readonly trial?: number;
}

function checkSize(name: string, value: number): void {
  if (!Number.isSafeInteger(value) || value < 1)
    throw new RelulabError(
      "ARG_RANGE",
      `data: ${name} must be an integer ≥ 1, got ${show(value)}.`,
      "Use for example { samples: 100, features: 128 }.",
    );
}

/** Bytes of the largest fill below, for the memory plan. */
export function separableBytes({ samples, features }: SeparableOptions, bytesPerReal: number): number {
  checkSize("samples", samples);
  checkSize("features", features);
  return samples * features * bytesPerReal;
}

/**
 * S0-D1: x ~ N(0, I), ω ~ N(0, I), y = sgn(ωᵀx), then ω divided by the least y·ωᵀx, so that y·ωᵀx ≥ 1 on all samples (up to one
 * rounding). Element i·d + c of stream (data, part 0) is x_i[c]; ω comes from stream (truth, part 0). A sample with ωᵀx = 0 gets +1.
 */
export function* separable(instance: Instance, { samples, features, seed = 1, trial = 0 }: SeparableOptions): Steps<BinaryData> {
  const separator = Float64Array.from(yield* drawNormals(instance, features, { seed, trial, role: ROLE.truth, part: 0 }));
  const X = yield* drawNormals(instance, samples * features, { seed, trial, role: ROLE.data, part: 0 });
  const y = new Int8Array(samples);
  let least = Infinity;
  for (const [from, count] of inPieces(samples, features)) {
    for (let i = from; i < from + count; i++) {
      let product = 0;
      for (let c = 0; c < features; c++) product += separator[c] * X[i * features + c];
      y[i] = product < 0 ? -1 : 1;
      least = Math.min(least, Math.abs(product));
    }
    yield;
  }
  const name = `${samples} Gaussian samples of ${features} features, separable`;
  return { samples, features, X, y, name, separator: separator.map((w) => w / least) };
}

/** S0-D3 (Appendix C): the d basis vectors, all labelled +1; ω* = 1 separates them with margin 1, ‖ω*‖² = d. */
export function basis(features: number): BinaryData {
  checkSize("features", features);
  checkFits(8 * features * features, "data.basis()", "Use fewer features.");
  const X = new Float64Array(features * features);
  for (let i = 0; i < features; i++) X[i * features + i] = 1;
  return {
    samples: features,
    features,
    X,
    y: new Int8Array(features).fill(1),
    name: `the ${features} basis vectors, all +1`,
    separator: new Float64Array(features).fill(1),
  };
}
