import { count, RelulabError, show } from "../errors.js";
import { inPieces, type Steps } from "../numerics/steps.js";
import type { Instance, Reals } from "../wasm/instance.js";
import { type ComponentLaw, readReals, type Shape, shapeOf } from "./componentLaw.js";
import type { LabelledData, MixtureTruth } from "./labelled.js";
import { drawNormals } from "./normals.js";
import { ROLE, WordStream } from "./streams.js";

export interface MixtureOptions {
  readonly samples: number;
  readonly features: number;
  /** k. */
  readonly classes: number;
  /** ℓ, components in each class. Default 1. */
  readonly components?: number;
  /** (k·ℓ, features) row-major, those of class 0 first; or drawn: N(0, std²·I). Default { std: 1 }. */
  readonly means?: ArrayLike<number> | { readonly std: number };
  /** p, one number ≥ 0 for each of the k·ℓ components, divided by their sum. Default: equal. */
  readonly weights?: ArrayLike<number>;
  /** How samples lie round the mean: one law for all components, or one for each of the k·ℓ. Default: points. */
  readonly spread?: ComponentLaw | readonly ComponentLaw[];
  /** Divide every sample by its norm, (A2). Default false. */
  readonly unitNorm?: boolean;
  /** Default 1. */
  readonly seed?: number;
  /** Default 0. */
  readonly trial?: number;
}

/** Bytes of the largest fill below, for the memory plan. */
export function mixtureBytes({ samples, features, classes, components = 1 }: MixtureOptions, bytesPerReal: number): number {
  return features * Math.max(samples, classes * components) * bytesPerReal;
}

/**
 * S3-D1: sample i belongs to component z, drawn with the weights p, has the label of its class and lies round its mean as `spread` says.
 * The component comes from uniform number i of stream (components, part 0), a ball's radius from that of part 1, normal i·d + c of stream
 * (data, part 0) is feature c before it is shaped; drawn means are stream (truth, part 0). The first n samples do not depend on how many
 * there are, so `sliceData` splits one mixture into training and test samples. Throws `ARG_*`, and `DATA_NOT_FINITE` where a sample of
 * norm 0 has no direction.
 */
export function* mixture(instance: Instance, options: MixtureOptions, where: string): Steps<LabelledData> {
  const { samples, features, classes, components = 1, spread = { kind: "point" }, unitNorm = false, seed = 1, trial = 0 } = options;
  const total = classes * components;
  const weights = readWeights(where, options.weights, total);
  const draw = (): Steps<Reals> => drawNormals(instance, total * features, { seed, trial, role: ROLE.truth, part: 0 });
  const means = yield* readMeans(where, options.means ?? { std: 1 }, total * features, draw);
  const shapes = readShapes(where, spread, total, features);
  yield;
  const drawn = drawComponents(weights, samples, { seed, trial });
  const X = new Float64Array(yield* drawNormals(instance, samples * features, { seed, trial, role: ROLE.data, part: 0 }));
  yield;
  yield* place(X, drawn, means, shapes, new WordStream({ seed, trial, role: ROLE.components, part: 1 }));
  if (unitNorm) yield* normalise(where, X, features);
  return {
    samples,
    features,
    classes,
    X: instance.precision === "f32" ? new Float32Array(X) : X,
    labels: Int32Array.from(drawn, (z) => Math.floor(z / components)),
    components: drawn.map((z) => z % components),
    name: `${count(samples)} samples of ${count(features)} features, ${classes} classes of ${components} ${components === 1 ? "component" : "components"}`,
    truth: { components, means, weights } satisfies MixtureTruth,
  };
}

/** The component 0…k·ℓ−1 of every sample. */
function drawComponents(weights: Float64Array, samples: number, address: { seed: number; trial: number }): Int32Array {
  const stream = new WordStream({ ...address, role: ROLE.components, part: 0 });
  // Rounding of the sum must not give the last component a sample that its weight 0 forbids.
  const last = weights.reduce((found, weight, z) => (weight > 0 ? z : found), 0);
  return Int32Array.from({ length: samples }, () => {
    let left = stream.uniform();
    let z = 0;
    while (z < last && left >= weights[z]) left -= weights[z++];
    return z;
  });
}

function* place(X: Float64Array, drawn: Int32Array, means: Float64Array, shapes: readonly Shape[], radii: WordStream): Steps<void> {
  const features = X.length / drawn.length;
  for (const [from, count] of inPieces(drawn.length, features)) {
    for (let i = from; i < from + count; i++) {
      const z = drawn[i];
      const sample = X.subarray(i * features, (i + 1) * features);
      shapes[z](sample, 1 - radii.uniform());
      for (let c = 0; c < features; c++) sample[c] += means[z * features + c];
    }
    yield;
  }
}

function* normalise(where: string, X: Float64Array, features: number): Steps<void> {
  for (let start = 0; start < X.length; start += features) {
    let square = 0;
    for (let c = start; c < start + features; c++) square += X[c] * X[c];
    if (square === 0)
      throw new RelulabError(
        "DATA_NOT_FINITE",
        `${where}: sample ${count(start / features)} is 0 and has no direction for unitNorm.`,
        "Move the means away from 0, or leave unitNorm out.",
      );
    const norm = Math.sqrt(square);
    for (let c = start; c < start + features; c++) X[c] /= norm;
    yield;
  }
}

function readWeights(where: string, weights: ArrayLike<number> | undefined, total: number): Float64Array {
  if (weights === undefined) return new Float64Array(total).fill(1 / total);
  const read = readReals(where, "weights", weights, total);
  const wrong = read.findIndex((weight) => weight < 0);
  const sum = read.reduce((a, b) => a + b, 0);
  if (wrong >= 0 || !(sum > 0 && sum < Infinity))
    throw new RelulabError(
      "ARG_RANGE",
      `${where}: weights must be ≥ 0 with a finite sum above 0, ${wrong >= 0 ? `entry ${wrong} is ${show(read[wrong])}` : `their sum is ${show(sum)}`}.`,
      "Leave them out for equal weights.",
    );
  return read.map((weight) => weight / sum);
}

function* readMeans(
  where: string,
  means: NonNullable<MixtureOptions["means"]>,
  length: number,
  draw: () => Steps<Reals>,
): Steps<Float64Array> {
  if (Object(means) !== means || !("std" in means)) return readReals(where, "means", means as ArrayLike<number>, length);
  const { std } = means;
  if (typeof std === "number" && std >= 0 && std < Infinity) return Float64Array.from(yield* draw(), (mean) => std * mean);
  throw new RelulabError("ARG_RANGE", `${where}: means.std must be a finite number ≥ 0, got ${show(std)}.`, "Use for example { std: 1 }.");
}

function readShapes(where: string, spread: NonNullable<MixtureOptions["spread"]>, total: number, features: number): Shape[] {
  if (!Array.isArray(spread)) {
    const shape = shapeOf(where, spread as ComponentLaw, features);
    return Array.from({ length: total }, () => shape);
  }
  if (spread.length === total) return spread.map((law: ComponentLaw) => shapeOf(where, law, features));
  throw new RelulabError(
    "ARG_SHAPE",
    `${where}: spread must be one law or ${count(total)}, one for each component, got ${count(spread.length)}.`,
    'Use for example { kind: "gaussian", std: 0.1 }.',
  );
}
