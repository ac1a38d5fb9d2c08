import { RelulabError, show } from "../errors.js";
import type { Constraint } from "./constraint.js";
import type { LabelledData } from "./labelled.js";

/** Samples with labels ±1, as every trainer of a binary classifier takes them. */
export interface BinaryData {
  readonly samples: number;
  readonly features: number;
  /** (samples, features) row-major. Rounded to f32 when a lab of precision f32 takes it. */
  readonly X: Float32Array | Float64Array;
  /** One label per sample, +1 or −1. */
  readonly y: Int8Array;
  /** What the data are, for results and captions. */
  readonly name: string;
  /** A separator ω with y·ωᵀx ≥ 1 for every sample, where the data were made with one. */
  readonly separator?: Float64Array;
}

/** Samples from…to−1 of a data set, copied: for a split into training and test samples. Throws `ARG_RANGE`. */
export function sliceData<Data extends BinaryData | LabelledData>(data: Data, from: number, to: number): Data {
  const { samples, features, X } = data;
  if (!Number.isInteger(from) || !Number.isInteger(to) || from < 0 || to > samples || from >= to)
    throw new RelulabError(
      "ARG_RANGE",
      `sliceData(): from and to must be integers with 0 ≤ from < to ≤ ${samples}, got ${show(from)} and ${show(to)}.`,
      "Use for example sliceData(data, 0, 100).",
    );
  const bySample = ["y", "labels", "components"] as const;
  const own = bySample.flatMap((key) => {
    const values = (data as Partial<Record<(typeof bySample)[number], Int8Array | Uint8Array | Int32Array>>)[key];
    return values === undefined ? [] : [[key, values.slice(from, to)]];
  });
  return { ...data, samples: to - from, X: X.slice(from * features, to * features), ...Object.fromEntries(own) };
}

/** `relu`: y = max(0, ⟨w, x⟩) (S1-M1); `linear`: y = ⟨w, x⟩ (S1-M2). */
export type OneReluModel = "relu" | "linear";

/** What regression data were made from. */
export interface PlantedTruth {
  /** w*, one number per feature. */
  readonly weights: Float64Array;
  /** K = {w : R(w) ≤ R(w*)}, the oracle constraint of S1 Theorem 3.1. */
  readonly constraint: Constraint;
  /** Standard deviation of the noise added to y; 0 for the realizable model of the paper. */
  readonly noiseStd: number;
}

/** Samples with real targets, as `fitRelu` takes them. */
export interface RegressionData {
  readonly samples: number;
  readonly features: number;
  /** (samples, features) row-major. Rounded to f32 when a lab of precision f32 takes it. */
  readonly X: Float32Array | Float64Array;
  /** One number per sample. */
  readonly y: Float32Array | Float64Array;
  /** What the data are, for results and captions. */
  readonly name: string;
  /** What y is a function of; `relu` where not given. */
  readonly model?: OneReluModel;
  readonly truth?: PlantedTruth;
}
