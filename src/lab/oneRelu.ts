import type { Constraint } from "../data/constraint.js";
import type { RegressionData } from "../data/dataset.js";
import { reading, RelulabError, show } from "../errors.js";
import type { Certificate } from "../theory/certificate.js";
import { certifyRelu, membership } from "../theory/certifyRelu.js";
import { gaussianWidth } from "../theory/oneRelu/estimates.js";
import { minimalSamples } from "../theory/oneRelu/minimalSamples.js";
import { type OneStepNumbers, oneStepNumbers } from "../theory/oneRelu/oneStep.js";
import { checkNumber, readOptions } from "../train/check.js";
import { runSteps } from "../numerics/steps.js";
import { checkCallback, checkSignal, drive, type DriveOptions, driveSync } from "../train/drive.js";
import { bestCandidate, type HoldOutOptions, type HoldOutResult, planHoldOut } from "../train/holdOut.js";
import { PreparedRegression } from "../train/preparedRegression.js";
import type { Projection } from "../train/projection/project.js";
import { checkReluOptions, readReluOptions, type ReluOptions } from "../train/reluOptions.js";
import type { ReluProgress, ReluResult } from "../train/reluResult.js";
import { ReluRun } from "../train/reluRun.js";
import type { InstancePool } from "../wasm/pool.js";
import { samePrecision } from "./shared.js";

export interface CertifyReluOptions {
  /** n₀ = ω²(C ∩ B), where it is known already; else by formula or by 500 Monte-Carlo draws. */
  readonly minimalSamples?: number;
}

const WIDTH_DRAWS = 500;

/** A run of projected gradient descent, ready to be driven. */
export function startRelu(where: string, pool: InstancePool, data: RegressionData | PreparedRegression, options: ReluOptions): ReluRun {
  const read = readReluOptions(where, options);
  const prepared = PreparedRegression.is(data) ? prepareFor(where, data, pool) : PreparedRegression.borrow(data, pool.precision, where);
  return new ReluRun(pool, prepared, checkReluOptions(where, prepared, read), where);
}

function prepareFor(where: string, data: RegressionData | PreparedRegression, { precision }: InstancePool): PreparedRegression {
  if (PreparedRegression.is(data)) return samePrecision(where, data, precision);
  return PreparedRegression.of(data, precision, where);
}

export async function chooseByHoldOut(
  pool: InstancePool,
  data: RegressionData,
  given: HoldOutOptions & DriveOptions<ReluProgress>,
): Promise<HoldOutResult> {
  const { signal, onProgress, ...all } = reading("chooseByHoldOut()", () => ({ ...given }));
  checkSignal("chooseByHoldOut()", signal);
  checkCallback("chooseByHoldOut()", "onProgress", onProgress);
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
  const { minimalSamples: known } = readOptions(where, options, ["minimalSamples"]);
  if (known !== undefined) checkNumber(where, "minimalSamples", known, { min: 0, example: 100 });
  const prepared = prepareFor(where, data, pool);
  return reading(where, () => certifyPrepared(where, pool, readFit(where, run, prepared), prepared, known));
}

/** A result of `fitRelu` with the options that it must have had, checked again: they are run once more. */
function readFit(where: string, run: ReluResult, prepared: PreparedRegression): ReluResult {
  const { errorTarget, residualTarget, ...rest } = run.options;
  if (run.features !== prepared.features)
    throw new RelulabError(
      "ARG_SHAPE",
      `${where}: the run had ${show(run.features)} features, these data have ${prepared.features}.`,
      "Pass the data that the run was fitted to.",
    );
  if (!Array.isArray(run.trace) || run.trace.some((point) => typeof point?.error !== "number" && point?.error !== null))
    throw new RelulabError(
      "ARG_TYPE",
      `${where}: the run is not a result of fitRelu(), its trace is ${show(run.trace)}.`,
      "Pass what fitRelu() gave.",
    );
  const iterations = checkNumber(where, "run.iterations", run.iterations, { min: 0, max: run.trace.length, integer: true, example: 20 });
  const options = { ...checkReluOptions(where, prepared, rest), errorTarget, residualTarget };
  return { ...run, model: options.model, iterations, options };
}

function certifyPrepared(
  where: string,
  pool: InstancePool,
  run: ReluResult,
  prepared: PreparedRegression,
  known: number | undefined,
): readonly Certificate[] {
  const { projection } = run.options;
  const { truth } = prepared;
  if (truth === undefined || typeof projection === "function" || !membership(projection, truth.weights).member)
    return certifyRelu({ run, data: prepared, steps: [], minimalSamples: known ?? null });
  // The formulas are those of w* on the boundary of K; Monte-Carlo measures any cone.
  const onBoundary = sameConstraint(projection, truth.constraint);
  const needed = (): number =>
    (onBoundary ? minimalSamples(projection, truth.weights)?.value : undefined) ??
    runSteps(gaussianWidth(pool, projection, truth.weights, { draws: WIDTH_DRAWS })).samples;
  return certifyRelu({ run, data: prepared, steps: replay(where, pool, run, prepared), minimalSamples: known ?? needed() });
}

const sameConstraint = (a: Constraint, b: Constraint | undefined): boolean => JSON.stringify(a) === JSON.stringify(b);

function replay(where: string, pool: InstancePool, { options, iterations }: ReluResult, data: PreparedRegression): OneStepNumbers[] {
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
    where,
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
