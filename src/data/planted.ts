import { reading, RelulabError, show } from "../errors.js";
import { inPieces, type Steps } from "../numerics/steps.js";
import type { Instance } from "../wasm/instance.js";
import type { OneReluModel, RegressionData } from "./dataset.js";
import { type DrawNormals, drawWeights, type PlantedWeights } from "./plantedWeights.js";
import { drawNormals } from "./normals.js";
import { ROLE } from "./streams.js";

export interface PlantedOptions {
  readonly samples: number;
  readonly features: number;
  /** What w* looks like; norm 1, except on the simplex, where Σ w*_j = 1. */
  readonly weights: PlantedWeights;
  /** Default `relu`. With the same seed both models have the same X and w*. */
  readonly model?: OneReluModel;
  /** Standard deviation of normal noise added to y. Default 0, the realizable model of S1 Theorem 3.1. */
  readonly noiseStd?: number;
  /** Default 1. */
  readonly seed?: number;
  /** Default 0. */
  readonly trial?: number;
}

const EXAMPLE = 'Use for example { samples: 625, features: 1000, weights: { kind: "sparse", sparsity: 20 } }.';
const KNOWN = ["samples", "features", "weights", "model", "noiseStd", "seed", "trial"] as const;

function checkOptions(options: PlantedOptions): void {
  const { samples, features, model = "relu", noiseStd = 0, trial = 0 } = options;
  for (const [name, value, least] of [
    ["samples", samples, 1],
    ["features", features, 1],
    ["trial", trial, 0],
  ] as const)
    if (!Number.isSafeInteger(value) || value < least)
      throw new RelulabError("ARG_RANGE", `data.planted(): ${name} must be an integer ≥ ${least}, got ${show(value)}.`, EXAMPLE);
  if (model !== "relu" && model !== "linear")
    throw new RelulabError("ARG_RANGE", `data.planted(): model must be relu or linear, got ${show(model)}.`, EXAMPLE);
  if (typeof noiseStd !== "number" || !(noiseStd >= 0 && noiseStd < Infinity))
    throw new RelulabError("ARG_RANGE", `data.planted(): noiseStd must be a finite number ≥ 0, got ${show(noiseStd)}.`, EXAMPLE);
}

function pick(options: PlantedOptions): PlantedOptions {
  const unknown = Object.keys(options ?? {}).find((key) => !(KNOWN as readonly string[]).includes(key));
  if (unknown !== undefined)
    throw new RelulabError("ARG_UNKNOWN", `data.planted(): there is no option ${show(unknown)}.`, `Known options: ${KNOWN.join(", ")}.`);
  return Object.fromEntries(KNOWN.map((key) => [key, options[key]])) as unknown as PlantedOptions;
}

/** The options, each read once, the law of w* copied. Throws `ARG_*`. */
export function readPlantedOptions(options: PlantedOptions): PlantedOptions {
  return reading("data.planted()", () => {
    const read = pick(options);
    checkOptions(read);
    return { ...read, weights: Object(read.weights) === read.weights ? { ...read.weights } : read.weights };
  });
}

/** Bytes of the largest fill of `planted`, for the memory plan. */
export function plantedBytes(options: PlantedOptions, bytesPerReal: number): number {
  const { samples, features, weights } = options;
  const basis = weights?.kind === "subspace" && Number.isSafeInteger(weights.dimension) ? Math.min(weights.dimension, features) : 0;
  return features * Math.max(samples, basis, 1) * bytesPerReal;
}

/**
 * S1-M1 and S1-M2: x ~ N(0, I), y = max(0, ⟨x, w*⟩) or ⟨x, w*⟩, plus noise where asked for. Element i·d + c of stream (data, part 0) is
 * x_i[c]; element i of stream (targetNoise, part 0) is the noise of y_i; w* is drawn as `drawWeights` says. Products are f64 sums.
 */
export function* planted(instance: Instance, options: PlantedOptions): Steps<RegressionData> {
  const { samples, features, weights, model = "relu", noiseStd = 0, seed = 1, trial = 0 } = options;
  const normals: DrawNormals = (length, role, part) => drawNormals(instance, length, { seed, trial, role, part });
  const { weights: truth, constraint, what } = yield* drawWeights(weights, features, { seed, trial }, normals);
  const X = yield* normals(samples * features, ROLE.data, 0);
  const y = yield* targets(X, truth, samples, model);
  if (noiseStd > 0) (yield* normals(samples, ROLE.targetNoise, 0)).forEach((e, i) => (y[i] += noiseStd * e));
  const name = `${samples} Gaussian samples of ${features} features, planted ${model === "relu" ? "ReLU" : "linear model"}, ${what} weights`;
  return { samples, features, X, y, name, model, truth: { weights: truth, constraint, noiseStd } };
}

function* targets(X: Float32Array | Float64Array, truth: Float64Array, samples: number, model: OneReluModel): Steps<Float64Array> {
  const support = Array.from(truth.keys()).filter((c) => truth[c] !== 0);
  const y = new Float64Array(samples);
  for (const [from, count] of inPieces(samples, support.length)) {
    for (let i = from; i < from + count; i++) {
      let product = 0;
      for (const c of support) product += truth[c] * X[i * truth.length + c];
      y[i] = model === "relu" && product < 0 ? 0 : product;
    }
    yield;
  }
  return y;
}
