import type { OneReluModel } from "../data/dataset.js";
import { reading, RelulabError, show } from "../errors.js";
import { checkChoice, checkKeys, checkNumber, readOptions } from "./check.js";
import type { PreparedRegression } from "./preparedRegression.js";
import { readConstraint } from "./projection/check.js";
import type { Projection } from "./projection/project.js";

/** μ: one number for all steps, one per step (the last one repeats), or the first and all others. */
export type StepSizes = number | readonly number[] | { readonly first: number; readonly rest: number };

export interface ReluOptions {
  /** What is fitted. Default: the model of the data. */
  readonly model?: OneReluModel;
  /** K, or a projection of your own. Default: the oracle constraint of planted data (S1 Theorem 3.1). */
  readonly projection?: Projection;
  /** Default: μ₀ = 2, then 1 (S1 Theorem 3.1); for the linear model 1 (S1 §4). */
  readonly stepSizes?: StepSizes;
  /** w₀, one number per feature, used as it is. Default 0. */
  readonly initialWeights?: ArrayLike<number>;
  /** ½(1 + sgn 0) at ⟨w, x⟩ = 0. Default ½: the paper's sgn(0) = 0, without which w₀ = 0 does not move as (6.1) says. */
  readonly derivAtZero?: 0 | 0.5 | 1;
  /** Default 500. */
  readonly maxIterations?: number;
  /** Stop as soon as ‖w − w*‖ is at most this; needs planted data. */
  readonly errorTarget?: number;
  /** Stop as soon as the root mean square of f(x_i) − y_i is at most this. */
  readonly residualTarget?: number;
  /** Stop once a step leaves the support alone and moves w by at most this part of ‖w‖. Default 0: only at an exact fixed point. */
  readonly stallTolerance?: number;
}

export interface CheckedReluOptions {
  readonly model: OneReluModel;
  readonly projection: Projection;
  /** μ of step τ; the last one repeats. */
  readonly stepSizes: readonly number[];
  readonly initialWeights: Float64Array;
  readonly derivAtZero: 0 | 0.5 | 1;
  readonly maxIterations: number;
  readonly errorTarget: number | null;
  readonly residualTarget: number | null;
  readonly stallTolerance: number;
}

const KNOWN = [
  "model",
  "projection",
  "stepSizes",
  "initialWeights",
  "derivAtZero",
  "maxIterations",
  "errorTarget",
  "residualTarget",
  "stallTolerance",
] as const;

/** Before data are prepared: an options object with known keys, each read once. `more` belong to the caller. */
export function readReluOptions<T extends object>(where: string, options: T, more: readonly (keyof T & string)[] = []): T {
  return readOptions(where, options, [...KNOWN, ...more] as (keyof T & string)[]);
}

/** Every option, read before, checked and filled in. Throws `ARG_*`. */
export function checkReluOptions(where: string, data: PreparedRegression, options: ReluOptions): CheckedReluOptions {
  return reading(where, () => checkEach(where, data, options));
}

function checkEach(where: string, data: PreparedRegression, options: ReluOptions): CheckedReluOptions {
  const model = checkChoice(where, "model", options.model ?? data.model, ["relu", "linear"] as const);
  const limit = (name: "errorTarget" | "residualTarget"): number | null =>
    options[name] === undefined ? null : checkNumber(where, name, options[name], { min: 0, example: 1e-6 });
  if (options.errorTarget !== undefined && data.truth === undefined)
    throw new RelulabError(
      "ARG_RANGE",
      `${where}: errorTarget needs data with a truth, these have none.`,
      "Use residualTarget, or data of lab.data.planted().",
    );
  return {
    model,
    projection: checkProjection(where, data, options.projection),
    stepSizes: checkStepSizes(where, options.stepSizes ?? (model === "relu" ? { first: 2, rest: 1 } : 1)),
    initialWeights: checkWeights(where, options.initialWeights, data.features),
    derivAtZero: checkChoice(where, "derivAtZero", options.derivAtZero ?? 0.5, [0.5, 0, 1] as const),
    maxIterations: checkNumber(where, "maxIterations", options.maxIterations ?? 500, {
      min: 0,
      max: 2 ** 32 - 1,
      integer: true,
      example: 500,
    }),
    errorTarget: limit("errorTarget"),
    residualTarget: limit("residualTarget"),
    stallTolerance: checkNumber(where, "stallTolerance", options.stallTolerance ?? 0, { min: 0, example: 1e-12 }),
  };
}

function checkProjection(where: string, data: PreparedRegression, given: Projection | undefined): Projection {
  const projection = given ?? data.truth?.constraint;
  if (projection === undefined)
    throw new RelulabError(
      "ARG_TYPE",
      `${where}: data without a truth need a projection, got none.`,
      'Use for example { kind: "l0", sparsity: 20 }, or choose one by chooseByHoldOut().',
    );
  return typeof projection === "function" ? projection : readConstraint(where, projection, data.features);
}

function checkStepSizes(where: string, given: StepSizes): readonly number[] {
  const isPair = typeof given === "object" && given !== null && !Array.isArray(given);
  if (isPair) checkKeys(where, given, ["first", "rest"]);
  const pair = given as { first: number; rest: number };
  const list: readonly unknown[] = isPair ? [pair.first, pair.rest] : Array.isArray(given) ? given : [given];
  if (list.length === 0) throw new RelulabError("ARG_SHAPE", `${where}: stepSizes must not be empty, got [].`, "Use for example 1.");
  return list.map((mu) => checkNumber(where, "stepSizes", mu, { above: 0, example: 1 }));
}

function checkWeights(where: string, given: ArrayLike<number> | undefined, features: number): Float64Array {
  if (given === undefined) return new Float64Array(features);
  if (typeof given !== "object" || given === null || given.length !== features)
    throw new RelulabError(
      "ARG_SHAPE",
      `${where}: initialWeights must be ${features} numbers, one per feature, got ${show(given)}.`,
      "Leave it out to start at 0.",
    );
  const weights = Float64Array.from(given);
  const bad = weights.findIndex((w) => !(w - w === 0));
  if (bad < 0) return weights;
  throw new RelulabError(
    "ARG_RANGE",
    `${where}: initialWeights must be finite numbers, entry ${bad} is ${show(given[bad])}.`,
    "Pass finite numbers.",
  );
}
