import type { Constraint } from "../../data/constraint.js";
import type { RegressionData } from "../../data/dataset.js";
import { ROLE, seedWords } from "../../data/streams.js";
import { reading, RelulabError, show } from "../../errors.js";
import type { Steps } from "../../numerics/steps.js";
import { checkNumber, readOptions } from "../../train/check.js";
import { readRegressionData } from "../../train/preparedRegression.js";
import { readConstraint } from "../../train/projection/check.js";
import type { InstancePool } from "../../wasm/pool.js";
import { type SampledDeviations, sampleDeviationsInSteps } from "./deviations.js";
import { estimateWidthInSteps, type NormalSource, type WidthEstimate } from "./width.js";

export interface EstimateOptions {
  /** Default 1,000. */
  readonly draws?: number;
  /** Default 1. */
  readonly seed?: number;
}

/** `estimateWidth` with normals of the kernels. Throws `ARG_*`. */
export function* gaussianWidth(
  pool: InstancePool,
  constraint: Constraint,
  truth: Float64Array,
  options: EstimateOptions,
): Steps<WidthEstimate> {
  const { draws, seed, K, own } = check("gaussianWidth()", constraint, truth, options);
  return yield* withNormals(pool, own.length, seed, (normals) => estimateWidthInSteps(K, own, draws, normals));
}

/** `sampleDeviations` with normals of the kernels. Throws `ARG_*`, `DATA_*`. */
export function* deviationsOf(
  pool: InstancePool,
  data: RegressionData,
  constraint: Constraint,
  truth: Float64Array,
  options: EstimateOptions,
): Steps<SampledDeviations> {
  const read = readRegressionData(data, "sampleDeviations()");
  const { draws, seed, K, own } = check("sampleDeviations()", constraint, truth, options, read.features);
  return yield* withNormals(pool, own.length, seed, (normals) => sampleDeviationsInSteps(read, K, own, draws, normals));
}

function check(
  where: string,
  constraint: Constraint,
  truth: Float64Array,
  options: EstimateOptions,
  features?: number,
): Required<EstimateOptions> & { readonly K: Constraint; readonly own: Float64Array } {
  const { draws = 1000, seed = 1 } = readOptions(where, options, ["draws", "seed"]);
  const isVector = (): boolean => truth instanceof Float64Array && truth.length > 0 && truth.every((w) => w - w === 0);
  if (!reading(where, isVector) || truth.length !== (features ?? truth.length))
    throw new RelulabError(
      "ARG_SHAPE",
      `${where}: truth must be a Float64Array with one finite number per feature, got ${show(truth)}.`,
      "Pass w*, for example data.truth.weights.",
    );
  return {
    K: readConstraint(where, constraint, truth.length),
    own: truth.slice(),
    draws: checkNumber(where, "draws", draws, { min: 2, max: 2 ** 32 - 1, integer: true, example: 1000 }),
    seed: checkNumber(where, "seed", seed, { min: 0, max: Number.MAX_SAFE_INTEGER, integer: true, example: 1 }),
  };
}

/** Draw t of the vectors is stream (trial t, estimate, part 0). */
function* withNormals<T>(pool: InstancePool, length: number, seed: number, work: (normals: NormalSource) => Steps<T>): Steps<T> {
  const [low, high] = seedWords(seed);
  const key = {};
  const { instance } = pool.acquire(length * 8, key, "these vectors", "Use fewer features.");
  pool.settle(instance, key);
  try {
    return yield* work((draw) => {
      instance.call((k) => k.gaussianFill(instance.base, length, 0, draw, ROLE.estimate, 0, low, high));
      return Float64Array.from(instance.reals(instance.base, length));
    });
  } finally {
    pool.release(instance);
  }
}
