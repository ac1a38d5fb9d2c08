import type { Constraint } from "./data/constraint.js";
import type { BinaryData, RegressionData } from "./data/dataset.js";
import { planted, plantedBytes, type PlantedOptions } from "./data/planted.js";
import { basis, separable, separableBytes, type SeparableOptions } from "./data/separable.js";
import { RelulabError } from "./errors.js";
import { writeInitialWeights } from "./models/twoLayer.js";
import { checkChoice, checkKeys } from "./train/check.js";
import { drive, type DriveOptions, driveSync } from "./train/drive.js";
import { bestCandidate, type HoldOutOptions, type HoldOutResult, planHoldOut } from "./train/holdOut.js";
import { PreparedData } from "./train/prepared.js";
import { PreparedRegression } from "./train/preparedRegression.js";
import type { Projection } from "./train/projection/project.js";
import { checkReluKeys, checkReluOptions, type ReluOptions } from "./train/reluOptions.js";
import { type ReluProgress, type ReluResult, ReluRun } from "./train/reluRun.js";
import { checkOptionKeys, checkTwoLayerOptions, type TwoLayerOptions } from "./train/twoLayerOptions.js";
import { type TwoLayerProgress, type TwoLayerResult, TwoLayerRun } from "./train/twoLayerRun.js";
import type { Certificate } from "./theory/certificate.js";
import { certifyTwoLayer } from "./theory/certifyTwoLayer.js";
import { classifyCriticalPoint, type CriticalPoint, type TwoLayerNetwork } from "./theory/criticalPoint.js";
import { type MarginProgress, MarginSearch } from "./theory/margin.js";
import { type MarginResult, requireSeparator } from "./theory/marginResult.js";
import type { SampledDeviations } from "./theory/oneRelu/deviations.js";
import { deviationsOf, type EstimateOptions, gaussianWidth } from "./theory/oneRelu/estimates.js";
import type { WidthEstimate } from "./theory/oneRelu/width.js";
import { loadModule, type Precision, requirePrecision } from "./wasm/binary.js";
import { InstancePool } from "./wasm/pool.js";

export interface LabOptions {
  /** Default `f32`. */
  readonly precision?: Precision;
}

export interface MarginOptions {
  /** Append 1 to every sample; the bias is then part of ‖ω‖. Default false. Not with prepared data, which have it or not. */
  readonly bias?: boolean;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: MarginProgress) => void;
}

export interface CertifyOptions {
  /** The answer of `margin()` on the same data, where it is known already. */
  readonly margin?: MarginResult;
  /** δ of the compression bound. Default 0.05. */
  readonly delta?: number;
}

export interface PrepareOptions {
  /** Appends 1 to every sample (S0-M3). */
  readonly bias?: boolean;
  /** Keep room for runs of up to this many hidden units, so that memory does not grow between runs. */
  readonly reserveHidden?: number;
}

/** Everything that needs the kernels. One lab has one precision and one pool of instances. */
export interface Lab {
  readonly precision: Precision;
  readonly data: {
    /** S0-D1: Gaussian samples with a planted separator. */
    separable(options: SeparableOptions): BinaryData;
    /** S0-D3: the basis vectors, all +1. */
    basis(features: number): BinaryData;
    /** S1-M1, S1-M2: Gaussian samples whose targets a planted ReLU or linear model made. */
    planted(options: PlantedOptions): RegressionData;
  };
  /** A snapshot of data that many runs can share: X, y and G are then made once. Throws `DATA_*`. */
  prepare(data: BinaryData, options?: PrepareOptions): PreparedData;
  /** Trains f(x) = vᵀσ(Wx) on the hinge loss by plain SGD or Algorithm 1 (S0). Throws `ARG_*`, `DATA_*`, `OUT_OF_MEMORY`. */
  trainTwoLayer(data: BinaryData | PreparedData, options: TwoLayerOptions & DriveOptions<TwoLayerProgress>): Promise<TwoLayerResult>;
  /**
   * The separator of least norm with margins ≥ 1 and a bracket on its norm, or a proof that none exists (f64, Wolfe's minimum-norm
   * point). Throws `ARG_*`, `DATA_*`, `OUT_OF_MEMORY`, `CANCELLED`.
   */
  margin(data: BinaryData | PreparedData, options?: MarginOptions): Promise<MarginResult>;
  /** One certificate per theorem that says something of this run on these data (S0). Throws `ARG_*`, `DATA_*`. */
  certify(run: TwoLayerResult, data: BinaryData | PreparedData, options?: CertifyOptions): Promise<readonly Certificate[]>;
  /** What a network is for the hinge loss: global, sub-optimal critical with its exact radius, tie, or not critical (S0-T9). */
  classifyCriticalPoint(network: TwoLayerNetwork, data: BinaryData): CriticalPoint;
  /** A snapshot of regression data that many runs can share. Throws `DATA_*`. */
  prepareRegression(data: RegressionData): PreparedRegression;
  /** Fits one ReLU, or a linear model, by projected gradient descent (S1). Throws `ARG_*`, `DATA_*`, `OUT_OF_MEMORY`. */
  fitRelu(data: RegressionData | PreparedRegression, options?: ReluOptions & DriveOptions<ReluProgress>): Promise<ReluResult>;
  /** Fits every candidate projection to a part of the samples and returns the one that predicts the others best. Throws as `fitRelu`. */
  chooseByHoldOut(data: RegressionData, options: HoldOutOptions & DriveOptions<ReluProgress>): Promise<HoldOutResult>;
  /** Monte-Carlo Gaussian width of the cone of K at w* and n₀ = ω² with standard errors (S1-T1), for every kind of K. Throws `ARG_*`. */
  gaussianWidth(constraint: Constraint, truth: Float64Array, options?: EstimateOptions): WidthEstimate;
  /** Restricted-isometry style deviations of X over the cone of K at w*, sampled (S1-T6). Throws `ARG_*`, `DATA_*`. */
  sampleDeviations(data: RegressionData, constraint: Constraint, truth: Float64Array, options?: EstimateOptions): SampledDeviations;
  readonly sync: {
    certify(run: TwoLayerResult, data: BinaryData | PreparedData, options?: CertifyOptions): readonly Certificate[];
    margin(data: BinaryData | PreparedData, options?: MarginOptions): MarginResult;
    /** The same run without yielding, for workers. */
    trainTwoLayer(data: BinaryData | PreparedData, options: TwoLayerOptions): TwoLayerResult;
    fitRelu(data: RegressionData | PreparedRegression, options?: ReluOptions): ReluResult;
    chooseByHoldOut(data: RegressionData, options: HoldOutOptions): HoldOutResult;
  };
  readonly start: {
    /** The same run to be advanced by hand; call `dispose()` at the end. */
    twoLayer(data: BinaryData | PreparedData, options: TwoLayerOptions): TwoLayerRun;
    relu(data: RegressionData | PreparedRegression, options?: ReluOptions): ReluRun;
  };
  /** Bytes of wasm memory that wait for the next run. */
  readonly idleBytes: number;
  /** Frees all memory; later calls throw `DISPOSED`. */
  dispose(): void;
}

/** Compiles the kernels of one precision and returns a lab. Throws `NO_SIMD`. */
export async function load(options: LabOptions = {}): Promise<Lab> {
  const precision = requirePrecision("load()", options.precision ?? "f32");
  return createLab(await loadModule(precision), precision);
}

export function createLab(module: WebAssembly.Module, precision: Precision): Lab {
  const pool = new InstancePool(module, precision);
  const start = (where: string, data: BinaryData | PreparedData, options: TwoLayerOptions): TwoLayerRun => {
    checkOptionKeys(where, options);
    const prepared = prepareFor(where, data, options.bias, precision);
    const checked = checkTwoLayerOptions(where, prepared, options);
    if (!checked.checkProof) return new TwoLayerRun(pool, prepared, checked);
    const separator = prepared.separator ?? requireSeparator(driveSync(new MarginSearch(pool, prepared)), `${where} with checkProof`);
    return new TwoLayerRun(pool, prepared, checked, separator);
  };
  const search = (where: string, data: BinaryData | PreparedData, options: MarginOptions): MarginSearch => {
    checkKeys(where, options, ["bias", "signal", "onProgress"]);
    return new MarginSearch(pool, prepareFor(where, data, options.bias, precision));
  };
  const certified = (where: string, run: TwoLayerResult, data: BinaryData | PreparedData, options: CertifyOptions): Certified => {
    checkKeys(where, options, ["margin", "delta"]);
    const prepared = prepareFor(where, data, data instanceof PreparedData ? undefined : run.features === data.features + 1, precision);
    checkSameShape(where, run, prepared);
    const initialWeights = withInstance(pool, run.weights.length * 8, (instance) => {
      writeInitialWeights(instance, instance.base, run.hidden, run.features, run.options.initialWeights, run.options);
      return instance.reals(instance.base, run.weights.length).slice();
    });
    const finish = (margin: MarginResult): Certificate[] =>
      certifyTwoLayer({ run, data: prepared, margin, initialWeights, delta: options.delta ?? 0.05 });
    return { prepared, finish };
  };
  const startRelu = (where: string, data: RegressionData | PreparedRegression, options: ReluOptions): ReluRun => {
    checkReluKeys(where, options);
    const prepared =
      data instanceof PreparedRegression ? samePrecision(where, data, precision) : PreparedRegression.borrow(data, precision, where);
    return new ReluRun(pool, prepared, checkReluOptions(where, prepared, options), where);
  };
  return {
    precision,
    data: {
      separable: (options) =>
        withInstance(pool, separableBytes(options, precision === "f32" ? 4 : 8), (instance) => separable(instance, options)),
      basis,
      planted: (options) =>
        withInstance(pool, plantedBytes(options, precision === "f32" ? 4 : 8), (instance) => planted(instance, options)),
    },
    prepare: (data, options = {}) => PreparedData.of(data, precision, options),
    trainTwoLayer: async (data, options) => drive(start("trainTwoLayer()", data, options), options),
    gaussianWidth: (constraint, truth, options = {}) => gaussianWidth(pool, constraint, truth, options),
    sampleDeviations: (data, constraint, truth, options = {}) => deviationsOf(pool, data, constraint, truth, options),
    prepareRegression: (data) => PreparedRegression.of(data, precision),
    fitRelu: async (data, options = {}) => drive(startRelu("fitRelu()", data, options), options),
    chooseByHoldOut: async (data, given) => {
      const { signal, onProgress, ...all } = given ?? {};
      const { training, candidates, options, score } = planHoldOut("chooseByHoldOut()", data, all);
      const handles = { ...(signal && { signal }), ...(onProgress && { onProgress }) };
      const residuals: number[] = [];
      for (const projection of candidates) {
        const { status, weights } = await drive(startRelu("chooseByHoldOut()", training, { ...options, projection }), handles);
        if (status === "cancelled") throw new RelulabError("CANCELLED", "chooseByHoldOut() was cancelled.", "Start it again.");
        residuals.push(score(weights));
      }
      return bestCandidate(candidates, residuals);
    },
    certify: async (run, data, options = {}) => {
      const { prepared, finish } = certified("certify()", run, data, options);
      return finish(options.margin ?? (await drive(new MarginSearch(pool, prepared), {})));
    },
    classifyCriticalPoint,
    margin: async (data, options = {}) => drive(search("margin()", data, options), options),
    sync: {
      certify: (run, data, options = {}) => {
        const { prepared, finish } = certified("sync.certify()", run, data, options);
        return finish(options.margin ?? driveSync(new MarginSearch(pool, prepared)));
      },
      margin: (data, options = {}) => driveSync(search("sync.margin()", data, options)),
      trainTwoLayer: (data, options) => driveSync(start("sync.trainTwoLayer()", data, options)),
      fitRelu: (data, options = {}) => driveSync(startRelu("sync.fitRelu()", data, options)),
      chooseByHoldOut: (data, all) => {
        const where = "sync.chooseByHoldOut()";
        const { training, candidates, options, score } = planHoldOut(where, data, all);
        const fit = (projection: Projection): number => score(driveSync(startRelu(where, training, { ...options, projection })).weights);
        return bestCandidate(candidates, candidates.map(fit));
      },
    },
    start: {
      twoLayer: (data, options) => start("start.twoLayer()", data, options),
      relu: (data, options = {}) => startRelu("start.relu()", data, options),
    },
    get idleBytes() {
      return pool.idleBytes;
    },
    dispose: () => pool.dispose(),
  };
}

interface Certified {
  readonly prepared: PreparedData;
  readonly finish: (margin: MarginResult) => Certificate[];
}

function checkSameShape(where: string, run: TwoLayerResult, data: PreparedData): void {
  if (run.features === data.features && run.updatesOf.length === data.samples) return;
  throw new RelulabError(
    "ARG_SHAPE",
    `${where}: the run was on ${run.updatesOf.length} samples of ${run.features} features, these data have ${data.samples} of ${data.features}.`,
    "Pass the data that the run was trained on.",
  );
}

function prepareFor(where: string, data: BinaryData | PreparedData, bias: boolean | undefined, precision: Precision): PreparedData {
  if (bias !== undefined) checkChoice(where, "bias", bias, [true, false] as const);
  if (!(data instanceof PreparedData)) return PreparedData.of(data, precision, { bias: bias ?? false, shared: false }, where);
  samePrecision(where, data, precision);
  if (bias !== undefined && bias !== data.bias)
    throw new RelulabError(
      "ARG_RANGE",
      `${where}: bias is ${bias}, but these data were prepared with bias ${data.bias}.`,
      "Give bias to prepare() only.",
    );
  return data;
}

function samePrecision<T extends { readonly precision: Precision }>(where: string, data: T, precision: Precision): T {
  if (data.precision === precision) return data;
  throw new RelulabError(
    "ARG_RANGE",
    `${where}: these data were prepared for ${data.precision}, this lab has ${precision}.`,
    "Prepare them with the same lab.",
  );
}

function withInstance<T>(pool: InstancePool, bytes: number, work: (instance: ReturnType<InstancePool["acquire"]>["instance"]) => T): T {
  const key = {};
  const { instance } = pool.acquire(bytes, key, "these data", "Use fewer samples or features.");
  pool.settle(instance, key);
  try {
    return work(instance);
  } finally {
    pool.release(instance);
  }
}
