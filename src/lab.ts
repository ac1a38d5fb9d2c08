import type { BinaryData, RegressionData } from "./data/dataset.js";
import { planted, plantedBytes, type PlantedOptions } from "./data/planted.js";
import { basis, separable, separableBytes, type SeparableOptions } from "./data/separable.js";
import { RelulabError } from "./errors.js";
import { drive, type DriveOptions, driveSync } from "./train/drive.js";
import { bestCandidate, type HoldOutOptions, type HoldOutResult, planHoldOut } from "./train/holdOut.js";
import { PreparedData } from "./train/prepared.js";
import { PreparedRegression } from "./train/preparedRegression.js";
import type { Projection } from "./train/projection/project.js";
import { checkReluKeys, checkReluOptions, type ReluOptions } from "./train/reluOptions.js";
import { type ReluProgress, type ReluResult, ReluRun } from "./train/reluRun.js";
import { checkOptionKeys, checkTwoLayerOptions, type TwoLayerOptions } from "./train/twoLayerOptions.js";
import { type TwoLayerResult, TwoLayerRun } from "./train/twoLayerRun.js";
import { loadModule, type Precision, requirePrecision } from "./wasm/binary.js";
import { InstancePool } from "./wasm/pool.js";

export interface LabOptions {
  /** Default `f32`. */
  readonly precision?: Precision;
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
  trainTwoLayer(data: BinaryData | PreparedData, options: TwoLayerOptions & DriveOptions): Promise<TwoLayerResult>;
  /** A snapshot of regression data that many runs can share. Throws `DATA_*`. */
  prepareRegression(data: RegressionData): PreparedRegression;
  /** Fits one ReLU, or a linear model, by projected gradient descent (S1). Throws `ARG_*`, `DATA_*`, `OUT_OF_MEMORY`. */
  fitRelu(data: RegressionData | PreparedRegression, options?: ReluOptions & DriveOptions<ReluProgress>): Promise<ReluResult>;
  /** Fits every candidate projection to a part of the samples and returns the one that predicts the others best. Throws as `fitRelu`. */
  chooseByHoldOut(data: RegressionData, options: HoldOutOptions & DriveOptions<ReluProgress>): Promise<HoldOutResult>;
  readonly sync: {
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
    const prepared = prepareFor(where, data, options, precision);
    return new TwoLayerRun(pool, prepared, checkTwoLayerOptions(where, prepared, options));
  };
  const startRelu = (where: string, data: RegressionData | PreparedRegression, options: ReluOptions): ReluRun => {
    checkReluKeys(where, options);
    const prepared =
      data instanceof PreparedRegression ? samePrecision(where, data, precision) : PreparedRegression.of(data, precision, where);
    return new ReluRun(pool, prepared, checkReluOptions(where, prepared, options));
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
    sync: {
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

function prepareFor(where: string, data: BinaryData | PreparedData, options: TwoLayerOptions, precision: Precision): PreparedData {
  if (!(data instanceof PreparedData)) return PreparedData.of(data, precision, { bias: options.bias ?? false, shared: false }, where);
  samePrecision(where, data, precision);
  if (options.bias !== undefined && options.bias !== data.bias)
    throw new RelulabError(
      "ARG_RANGE",
      `${where}: bias is ${options.bias}, but these data were prepared with bias ${data.bias}.`,
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
