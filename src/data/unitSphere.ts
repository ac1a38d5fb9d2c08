import { reading, RelulabError, show } from "../errors.js";
import { euclideanNorm } from "../numerics/norm.js";
import type { BinaryData } from "./dataset.js";

/** μ of S4 Assumption 3.4 where nothing else is said. */
export const DEFAULT_MU = 0.5;

/** Throws `ARG_RANGE` unless 0 < μ < 1. */
export function checkMu(where: string, mu: unknown): number {
  if (typeof mu === "number" && mu > 0 && mu < 1) return mu;
  throw new RelulabError("ARG_RANGE", `${where}: mu must be a number > 0 and < 1, got ${show(mu)}.`, `Use for example ${DEFAULT_MU}.`);
}

/**
 * S4-D1, the map to Assumption 3.4: x ↦ (√(1 − μ²)·x/‖x‖, μ), so that ‖x‖ = 1 up to rounding and the last of the features, one more than before,
 * is the bias μ. Throws `ARG_RANGE`, and `DATA_SHAPE` for a sample 0, which has no direction.
 */
export function toUnitSphere(data: BinaryData, options: { readonly mu?: number } = {}): BinaryData {
  const where = "toUnitSphere()";
  return reading(where, () => mapAll(where, data, checkMu(where, options.mu ?? DEFAULT_MU)));
}

function mapAll(where: string, { samples, features, X, y, name }: BinaryData, mu: number): BinaryData {
  const fits = (X instanceof Float32Array || X instanceof Float64Array) && y instanceof Int8Array && y.length === samples;
  if (!fits || X.length !== samples * features)
    throw new RelulabError(
      "DATA_SHAPE",
      `${where}: data must hold X with samples × features numbers and y with a label for each sample, got X = ${show(X)}, y = ${show(y)}.`,
      "Build data with lab.data.*, or pass { samples, features, X, y, name }.",
    );
  const wide = features + 1;
  const mapped = X instanceof Float32Array ? new Float32Array(samples * wide) : new Float64Array(samples * wide);
  for (let i = 0; i < samples; i++) {
    mapped.set(mapRow(where, X.subarray(i * features, (i + 1) * features), mu, i), i * wide);
    mapped[(i + 1) * wide - 1] = mu;
  }
  return { samples, features: wide, X: mapped, y: y.slice(), name: `${name}, on the unit sphere with bias ${mu}` };
}

function mapRow(where: string, row: Float32Array | Float64Array, mu: number, sample: number): Float64Array {
  const norm = euclideanNorm(row);
  if (norm > 0 && norm < Infinity) {
    const length = Math.sqrt((1 - mu) * (1 + mu));
    return Float64Array.from(row, (x) => (x / norm) * length);
  }
  throw new RelulabError(
    "DATA_SHAPE",
    `${where}: sample ${sample} has the norm ${norm}, it has no direction.`,
    "Remove samples that are 0 or not finite.",
  );
}
