import type { Constraint } from "../data/constraint.js";
import type { RegressionData } from "../data/dataset.js";
import { RelulabError } from "../errors.js";
import type { Certificate } from "../theory/certificate.js";
import { certifyRelu, membership } from "../theory/certifyRelu.js";
import { gaussianWidth } from "../theory/oneRelu/estimates.js";
import { minimalSamples } from "../theory/oneRelu/minimalSamples.js";
import { type OneStepNumbers, oneStepNumbers } from "../theory/oneRelu/oneStep.js";
import { checkKeys } from "../train/check.js";
import { drive, type DriveOptions, driveSync } from "../train/drive.js";
import { bestCandidate, type HoldOutOptions, type HoldOutResult, planHoldOut } from "../train/holdOut.js";
import { PreparedRegression } from "../train/preparedRegression.js";
import type { Projection } from "../train/projection/project.js";
import { checkReluKeys, checkReluOptions, type ReluOptions } from "../train/reluOptions.js";
import { type ReluProgress, type ReluResult, ReluRun } from "../train/reluRun.js";
import type { InstancePool } from "../wasm/pool.js";
import { samePrecision } from "./shared.js";

export interface CertifyReluOptions {
  /** n₀ = ω²(C ∩ B), where it is known already; else by formula or by 500 Monte-Carlo draws. */
  readonly minimalSamples?: number;
}

const WIDTH_DRAWS = 500;

/** A run of projected gradient descent, ready to be driven. */
export function startRelu(where: string, pool: InstancePool, data: RegressionData | PreparedRegression, options: ReluOptions): ReluRun {
  checkReluKeys(where, options);
  const prepared =
    data instanceof PreparedRegression ? prepareFor(where, data, pool) : PreparedRegression.borrow(data, pool.precision, where);
  return new ReluRun(pool, prepared, checkReluOptions(where, prepared, options), where);
}

function prepareFor(where: string, data: RegressionData | PreparedRegression, { precision }: InstancePool): PreparedRegression {
  if (data instanceof PreparedRegression) return samePrecision(where, data, precision);
  return PreparedRegression.of(data, precision, where);
}

export async function chooseByHoldOut(
  pool: InstancePool,
  data: RegressionData,
  given: HoldOutOptions & DriveOptions<ReluProgress>,
): Promise<HoldOutResult> {
  const { signal, onProgress, ...all } = given ?? {};
  const { training, candidates, options, score } = planHoldOut("chooseByHoldOut()", data, all);
  const handles = { ...(signal && { signal }), ...(onProgress && { onProgress }) };
  const residuals: number[] = [];
  for (const projection of candidates) {
    const { status, weights } = await drive(startRelu("chooseByHoldOut()", pool, training, { ...options, projection }), handles);
    if (status === "cancelled") throw new RelulabError("CANCELLED", "chooseByHoldOut() was cancelled.", "Start it again.");
    residuals.push(score(weights));
  }
  return bestCandidate(candidates, residuals);
}

export function chooseByHoldOutSync(pool: InstancePool, data: RegressionData, all: HoldOutOptions): HoldOutResult {
  const where = "sync.chooseByHoldOut()";
  const { training, candidates, options, score } = planHoldOut(where, data, all);
  const fit = (projection: Projection): number => score(driveSync(startRelu(where, pool, training, { ...options, projection })).weights);
  return bestCandidate(candidates, candidates.map(fit));
}

/** Certificates of a fit. The run is taken once more, step by step, for its gradients. */
export function certifyFit(
  where: string,
  pool: InstancePool,
  run: ReluResult,
  data: RegressionData | PreparedRegression,
  options: CertifyReluOptions,
): readonly Certificate[] {
  checkKeys(where, options, ["minimalSamples"]);
  const prepared = prepareFor(where, data, pool);
  if (run.features !== prepared.features)
    throw new RelulabError(
      "ARG_SHAPE",
      `${where}: the run had ${run.features} features, these data have ${prepared.features}.`,
      "Pass the data that the run was fitted to.",
    );
  const { projection } = run.options;
  const { truth } = prepared;
  if (truth === undefined || typeof projection === "function" || !membership(projection, truth.weights).member)
    return certifyRelu({ run, data: prepared, steps: [], minimalSamples: options.minimalSamples ?? null });
  // The formulas are those of w* on the boundary of K; Monte-Carlo measures any cone.
  const onBoundary = sameConstraint(projection, truth.constraint);
  const needed = (): number =>
    (onBoundary ? minimalSamples(projection, truth.weights)?.value : undefined) ??
    gaussianWidth(pool, projection, truth.weights, { draws: WIDTH_DRAWS }).samples;
  return certifyRelu({ run, data: prepared, steps: replay(pool, run, prepared), minimalSamples: options.minimalSamples ?? needed() });
}

const sameConstraint = (a: Constraint, b: Constraint | undefined): boolean => JSON.stringify(a) === JSON.stringify(b);

function replay(pool: InstancePool, { options, iterations }: ReluResult, data: PreparedRegression): OneStepNumbers[] {
  const { projection, stepSizes, derivAtZero, model, initialWeights } = options;
  const { truth } = data;
  if (typeof projection === "function" || truth === undefined) return [];
  const again = new ReluRun(
    pool,
    data,
    {
      ...options,
      model,
      derivAtZero,
      initialWeights,
      errorTarget: null,
      residualTarget: null,
      maxIterations: iterations,
    },
    "certify()",
  );
  try {
    return Array.from({ length: iterations }, (_, tau) => {
      const before = again.weights();
      const gradient = again.gradient();
      again.advance(1);
      const stepSize = stepSizes[Math.min(tau, stepSizes.length - 1)];
      return oneStepNumbers({ constraint: projection, truth: truth.weights, before, gradient, stepSize, after: again.weights() });
    });
  } finally {
    again.dispose();
  }
}
