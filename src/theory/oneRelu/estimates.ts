import type { Constraint } from "../../data/constraint.js";
import type { RegressionData } from "../../data/dataset.js";
import { ROLE, seedWords } from "../../data/streams.js";
import { RelulabError, show } from "../../errors.js";
import { checkKeys, checkNumber } from "../../train/check.js";
import { checkRegressionData } from "../../train/preparedRegression.js";
import { checkConstraint } from "../../train/projection/check.js";
import type { InstancePool } from "../../wasm/pool.js";
import { type SampledDeviations, sampleDeviations } from "./deviations.js";
import { estimateWidth, type NormalSource, type WidthEstimate } from "./width.js";

export interface EstimateOptions {
  /** Default 1,000. */
  readonly draws?: number;
  /** Default 1. */
  readonly seed?: number;
}

/** `estimateWidth` with normals of the kernels. Throws `ARG_*`. */
export function gaussianWidth(pool: InstancePool, constraint: Constraint, truth: Float64Array, options: EstimateOptions): WidthEstimate {
  const { draws, seed } = check("gaussianWidth()", constraint, truth, options, truth?.length);
  return withNormals(pool, truth.length, seed, (normals) => estimateWidth(constraint, truth, draws, normals));
}

/** `sampleDeviations` with normals of the kernels. Throws `ARG_*`, `DATA_*`. */
export function deviationsOf(
  pool: InstancePool,
  data: RegressionData,
  constraint: Constraint,
  truth: Float64Array,
  options: EstimateOptions,
): SampledDeviations {
  checkRegressionData(data, "sampleDeviations()");
  const { draws, seed } = check("sampleDeviations()", constraint, truth, options, data.features);
  return withNormals(pool, truth.length, seed, (normals) => sampleDeviations(data, constraint, truth, draws, normals));
}

function check(
  where: string,
  constraint: Constraint,
  truth: Float64Array,
  options: EstimateOptions,
  features: number,
): Required<EstimateOptions> {
  checkKeys(where, options, ["draws", "seed"]);
  if (!(truth instanceof Float64Array) || truth.length === 0 || truth.length !== features)
    throw new RelulabError(
      "ARG_SHAPE",
      `${where}: truth must be a Float64Array with one number per feature, got ${show(truth)}.`,
      "Pass w*, for example data.truth.weights.",
    );
  checkConstraint(where, constraint, features);
  return {
    draws: checkNumber(where, "draws", options.draws ?? 1000, { min: 2, max: 2 ** 32 - 1, integer: true, example: 1000 }),
    seed: checkNumber(where, "seed", options.seed ?? 1, { min: 0, max: Number.MAX_SAFE_INTEGER, integer: true, example: 1 }),
  };
}

/** Draw t of the vectors is stream (trial t, estimate, part 0). */
function withNormals<T>(pool: InstancePool, length: number, seed: number, work: (normals: NormalSource) => T): T {
  const [low, high] = seedWords(seed);
  const key = {};
  const { instance } = pool.acquire(length * 8, key, "these vectors", "Use fewer features.");
  pool.settle(instance, key);
  try {
    return work((draw) => {
      instance.call((k) => k.gaussianFill(instance.base, length, 0, draw, ROLE.estimate, 0, low, high));
      return Float64Array.from(instance.reals(instance.base, length));
    });
  } finally {
    pool.release(instance);
  }
}
