import type { BinaryData } from "./data/dataset.js";
import { basis, separable, separableBytes, type SeparableOptions } from "./data/separable.js";
import { RelulabError } from "./errors.js";
import { checkCallback, checkSignal, drive, type DriveOptions, driveSync } from "./train/drive.js";
import { checkFlag, checkNumber, readOptions, readPrecision } from "./train/check.js";
import { PreparedData } from "./train/prepared.js";
import { checkTwoLayerOptions, MAX_HIDDEN, readTwoLayerOptions, type TwoLayerOptions } from "./train/twoLayerOptions.js";
import { type TwoLayerResult, TwoLayerRun } from "./train/twoLayerRun.js";
import { loadModule, type Precision } from "./wasm/binary.js";
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
  };
  /** A snapshot of data that many runs can share: X, y and G are then made once. Throws `DATA_*`. */
  prepare(data: BinaryData, options?: PrepareOptions): PreparedData;
  /** Trains f(x) = vᵀσ(Wx) on the hinge loss by plain SGD or Algorithm 1 (S0). Throws `ARG_*`, `DATA_*`, `OUT_OF_MEMORY`. */
  trainTwoLayer(data: BinaryData | PreparedData, options: TwoLayerOptions & DriveOptions): Promise<TwoLayerResult>;
  readonly sync: {
    /** The same run without yielding, for workers. */
    trainTwoLayer(data: BinaryData | PreparedData, options: TwoLayerOptions): TwoLayerResult;
  };
  readonly start: {
    /** The same run to be advanced by hand; call `dispose()` at the end. */
    twoLayer(data: BinaryData | PreparedData, options: TwoLayerOptions): TwoLayerRun;
  };
  /** Bytes of wasm memory that wait for the next run. */
  readonly idleBytes: number;
  /** Frees all memory; later calls throw `DISPOSED`. */
  dispose(): void;
}

/** Compiles the kernels of one precision and returns a lab. Throws `NO_SIMD`. */
export async function load(options: LabOptions = {}): Promise<Lab> {
  const precision = readPrecision("load()", options);
  return createLab(await loadModule(precision), precision);
}

export function createLab(module: WebAssembly.Module, precision: Precision): Lab {
  const pool = new InstancePool(module, precision);
  const start = (where: string, data: BinaryData | PreparedData, options: TwoLayerOptions): TwoLayerRun => {
    const read = readTwoLayerOptions(where, options);
    const prepared = prepareFor(where, data, read, precision);
    return new TwoLayerRun(pool, prepared, checkTwoLayerOptions(where, prepared, read));
  };
  return {
    precision,
    data: {
      separable: (options) => {
        const read = readSeparable(options);
        return withInstance(pool, separableBytes(read, precision === "f32" ? 4 : 8), (instance) => separable(instance, read));
      },
      basis,
    },
    prepare: (data, options = {}) => PreparedData.of(data, precision, readPrepare(options)),
    trainTwoLayer: async (data, options) => {
      const where = "trainTwoLayer()";
      const { signal, onProgress, ...rest } = readTwoLayerOptions(where, options, true);
      checkSignal(where, signal);
      checkCallback(where, "onProgress", onProgress);
      return drive(start(where, data, rest), { signal, onProgress } as DriveOptions);
    },
    sync: { trainTwoLayer: (data, options) => driveSync(start("sync.trainTwoLayer()", data, options)) },
    start: { twoLayer: (data, options) => start("start.twoLayer()", data, options) },
    get idleBytes() {
      return pool.idleBytes;
    },
    dispose: () => pool.dispose(),
  };
}

function readSeparable(options: SeparableOptions): SeparableOptions {
  const where = "data.separable()";
  const { samples, features, seed = 1, trial = 0 } = readOptions(where, options, ["samples", "features", "seed", "trial"]);
  return { samples, features, seed, trial: checkNumber(where, "trial", trial, { min: 0, max: 2 ** 32 - 1, integer: true, example: 0 }) };
}

function readPrepare(options: PrepareOptions): Required<PrepareOptions> {
  const { bias = false, reserveHidden = 0 } = readOptions("prepare()", options, ["bias", "reserveHidden"]);
  return {
    bias: checkFlag("prepare()", "bias", bias),
    reserveHidden: checkNumber("prepare()", "reserveHidden", reserveHidden, { min: 0, max: MAX_HIDDEN, integer: true, example: 10 }),
  };
}

function prepareFor(where: string, data: BinaryData | PreparedData, options: TwoLayerOptions, precision: Precision): PreparedData {
  const bias = options.bias === undefined ? undefined : checkFlag(where, "bias", options.bias);
  if (!PreparedData.is(data)) return PreparedData.of(data, precision, { bias: bias ?? false, shared: false }, where);
  if (data.precision !== precision)
    throw new RelulabError(
      "ARG_RANGE",
      `${where}: these data were prepared for ${data.precision}, this lab has ${precision}.`,
      "Prepare them with the same lab.",
    );
  if (bias !== undefined && bias !== data.bias)
    throw new RelulabError(
      "ARG_RANGE",
      `${where}: bias is ${bias}, but these data were prepared with bias ${data.bias}.`,
      "Give bias to prepare() only.",
    );
  return data;
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
