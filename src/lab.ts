import type { BinaryData } from "./data/dataset.js";
import { basis, separable, separableBytes, type SeparableOptions } from "./data/separable.js";
import { RelulabError } from "./errors.js";
import { writeInitialWeights } from "./models/twoLayer.js";
import { checkChoice, checkKeys } from "./train/check.js";
import { drive, type DriveOptions, driveSync } from "./train/drive.js";
import { PreparedData } from "./train/prepared.js";
import { checkOptionKeys, checkTwoLayerOptions, type TwoLayerOptions } from "./train/twoLayerOptions.js";
import { type TwoLayerProgress, type TwoLayerResult, TwoLayerRun } from "./train/twoLayerRun.js";
import type { Certificate } from "./theory/certificate.js";
import { certifyTwoLayer } from "./theory/certifyTwoLayer.js";
import { classifyCriticalPoint, type CriticalPoint, type TwoLayerNetwork } from "./theory/criticalPoint.js";
import { type MarginProgress, MarginSearch } from "./theory/margin.js";
import { type MarginResult, requireSeparator } from "./theory/marginResult.js";
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
  readonly sync: {
    certify(run: TwoLayerResult, data: BinaryData | PreparedData, options?: CertifyOptions): readonly Certificate[];
    margin(data: BinaryData | PreparedData, options?: MarginOptions): MarginResult;
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
  return {
    precision,
    data: {
      separable: (options) =>
        withInstance(pool, separableBytes(options, precision === "f32" ? 4 : 8), (instance) => separable(instance, options)),
      basis,
    },
    prepare: (data, options = {}) => PreparedData.of(data, precision, options),
    trainTwoLayer: async (data, options) => drive(start("trainTwoLayer()", data, options), options),
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
    },
    start: { twoLayer: (data, options) => start("start.twoLayer()", data, options) },
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
