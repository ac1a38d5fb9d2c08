import type { Constraint } from "./data/constraint.js";
import type { BinaryData, RegressionData } from "./data/dataset.js";
import type { LabelledData } from "./data/labelled.js";
import type { MixtureOptions } from "./data/mixture.js";
import type { GaussianMixtureOptions, XorBallsOptions } from "./data/mixtures.js";
import { planted, plantedBytes, type PlantedOptions, readPlantedOptions } from "./data/planted.js";
import { randomLabels, type RandomLabelOptions } from "./data/randomLabels.js";
import { basis, separable, separableBytes, type SeparableOptions } from "./data/separable.js";
import { separated, separatedBytes, type SeparatedOptions } from "./data/separated.js";
import { reading } from "./errors.js";
import { runSteps, type Steps } from "./numerics/steps.js";
import { certifySoftmaxRun, type CertifySoftmaxOptions } from "./lab/certifySoftmax.js";
import { dataGaussianMixture, dataMixture, dataXorBalls } from "./lab/labelled.js";
import { certifyFit, type CertifyReluOptions, chooseByHoldOut, chooseByHoldOutSync, startRelu } from "./lab/oneRelu.js";
import { certifyingDeep, type CertifyDeepOptions, measureDeep, type MeasureDeepOptions, readSeparated, startDeep } from "./lab/deep.js";
import { withInstance } from "./lab/shared.js";
import { startSoftmax } from "./lab/softmax.js";
import { spectrumMethods, type SpectrumOptions, startSingularValues, startSpectralNorm } from "./lab/spectrum.js";
import { certification, type CertifyOptions, type MarginOptions, readMarginOptions, startMargin, startTwoLayer } from "./lab/twoLayer.js";
import type { Certificate } from "./theory/certificate.js";
import type { DeepMeasurement } from "./theory/deep/measure.js";
import { classifyCriticalPoint, type CriticalPoint, type TwoLayerNetwork } from "./theory/criticalPoint.js";
import type { MarginProgress } from "./theory/margin.js";
import type { MarginResult } from "./theory/marginResult.js";
import type { SpectrumProgress } from "./theory/matrix.js";
import type { SampledDeviations } from "./theory/oneRelu/deviations.js";
import { deviationsOf, type EstimateOptions, gaussianWidth } from "./theory/oneRelu/estimates.js";
import type { WidthEstimate } from "./theory/oneRelu/width.js";
import { checkFlag, checkNumber, readOptions, readPrecision } from "./train/check.js";
import { type DeepOptions, readDeepOptions } from "./train/deepOptions.js";
import type { DeepProgress, DeepResult } from "./train/deepResult.js";
import type { DeepRun } from "./train/deepRun.js";
import { drive, type DriveOptions, driveSync, type Run, takeHandles } from "./train/drive.js";
import type { HoldOutOptions, HoldOutResult } from "./train/holdOut.js";
import { PreparedData } from "./train/prepared.js";
import { PreparedLabelled } from "./train/preparedLabelled.js";
import { PreparedRegression } from "./train/preparedRegression.js";
import { readReluOptions, type ReluOptions } from "./train/reluOptions.js";
import type { ReluProgress, ReluResult } from "./train/reluResult.js";
import type { ReluRun } from "./train/reluRun.js";
import { readSoftmaxOptions, type SoftmaxOptions } from "./train/softmaxOptions.js";
import type { SoftmaxProgress, SoftmaxResult } from "./train/softmaxResult.js";
import type { SoftmaxRun } from "./train/softmaxRun.js";
import { MAX_HIDDEN, readTwoLayerOptions, type TwoLayerOptions } from "./train/twoLayerOptions.js";
import type { TwoLayerProgress, TwoLayerResult } from "./train/twoLayerResult.js";
import type { TwoLayerRun } from "./train/twoLayerRun.js";
import { loadModule, type Precision } from "./wasm/binary.js";
import { elementBytes } from "./wasm/plan.js";
import { InstancePool } from "./wasm/pool.js";

export type { CertifyDeepOptions, MeasureDeepOptions } from "./lab/deep.js";
export type { CertifySoftmaxOptions } from "./lab/certifySoftmax.js";
export type { CertifyReluOptions } from "./lab/oneRelu.js";
export type { SpectrumOptions } from "./lab/spectrum.js";
export type { CertifyOptions, MarginOptions } from "./lab/twoLayer.js";

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
    /** S4-D2: unit vectors with last coordinate μ, no two of different labels nearer than φ. */
    separated(options: SeparatedOptions): BinaryData;
    /** S1-M1, S1-M2: Gaussian samples whose targets a planted ReLU or linear model made. */
    planted(options: PlantedOptions): RegressionData;
    /** S3-D1: k classes of ℓ components each, with any weights, means and laws round them. */
    mixture(options: MixtureOptions): LabelledData;
    /** S3-D2: the synthetic data of the paper; every option but `samples` has its number. */
    gaussianMixture(options: GaussianMixtureOptions): LabelledData;
    /** S3-D3: two classes of two balls each, XOR in the plane or lifted to the unit sphere. */
    xorBalls(options: XorBallsOptions): LabelledData;
    /** S3-D5: the same samples with labels drawn at random. */
    randomLabels(data: LabelledData, options?: RandomLabelOptions): LabelledData;
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
  /** One certificate per theorem that says something of this run on these data (S0 to S4). Throws `ARG_*`, `DATA_*`. */
  certify(run: TwoLayerResult, data: BinaryData | PreparedData, options?: CertifyOptions): Promise<readonly Certificate[]>;
  certify(run: ReluResult, data: RegressionData | PreparedRegression, options?: CertifyReluOptions): Promise<readonly Certificate[]>;
  certify(run: DeepResult, data: BinaryData | PreparedData, options?: CertifyDeepOptions): Promise<readonly Certificate[]>;
  certify(run: SoftmaxResult, data: LabelledData, options?: CertifySoftmaxOptions): Promise<readonly Certificate[]>;
  /** What a network is for the hinge loss: global, sub-optimal critical with its exact radius, tie, or not critical (S0-T9). */
  classifyCriticalPoint(network: TwoLayerNetwork, data: BinaryData): CriticalPoint;
  /** A snapshot of regression data that many runs can share. Throws `DATA_*`. */
  prepareRegression(data: RegressionData): PreparedRegression;
  /** Fits one ReLU, or a linear model, by projected gradient descent (S1). Throws `ARG_*`, `DATA_*`, `OUT_OF_MEMORY`. */
  fitRelu(data: RegressionData | PreparedRegression, options?: ReluOptions & DriveOptions<ReluProgress>): Promise<ReluResult>;
  /**
   * Trains all layers of f(x) = vᵀσ(W_L…σ(W_1 x)) on any loss of y·f(x) by gradient descent or SGD without replacement (S4). Throws `ARG_*`,
   * `DATA_*`, `OUT_OF_MEMORY`.
   */
  trainDeep(data: BinaryData | PreparedData, options: DeepOptions & DriveOptions<DeepProgress>): Promise<DeepResult>;
  /** What Theorem 5.1 of S4 speaks of, measured for the network that such a run starts from. Throws `ARG_*`, `DATA_*`, `OUT_OF_MEMORY`. */
  measureDeep(data: BinaryData | PreparedData, options: MeasureDeepOptions): DeepMeasurement;
  /** Fits every candidate projection to a part of the samples and returns the one that predicts the others best. Throws as `fitRelu`. */
  chooseByHoldOut(data: RegressionData, options: HoldOutOptions & DriveOptions<ReluProgress>): Promise<HoldOutResult>;
  /** Monte-Carlo Gaussian width of the cone of K at w* and n₀ = ω² with standard errors (S1-T1), for every kind of K. Throws `ARG_*`. */
  gaussianWidth(constraint: Constraint, truth: Float64Array, options?: EstimateOptions): WidthEstimate;
  /** Restricted-isometry style deviations of X over the cone of K at w*, sampled (S1-T6). Throws `ARG_*`, `DATA_*`. */
  sampleDeviations(data: RegressionData, constraint: Constraint, truth: Float64Array, options?: EstimateOptions): SampledDeviations;
  /** A snapshot of labelled data that many runs can share. Throws `DATA_*`. */
  prepareLabelled(data: LabelledData): PreparedLabelled;
  /** Trains the first layer of a softmax network on the cross-entropy (S3). Throws `ARG_*`, `DATA_*`, `OUT_OF_MEMORY`. */
  trainSoftmax(data: LabelledData | PreparedLabelled, options: SoftmaxOptions & DriveOptions<SoftmaxProgress>): Promise<SoftmaxResult>;
  /**
   * All min(rows, columns) singular values of a row-major matrix of finite numbers, the largest first, f64 in every lab; errors of some
   * 1e-15·σ₁. Throws `ARG_*`, `OUT_OF_MEMORY`, `CANCELLED`.
   */
  singularValues(matrix: ArrayLike<number>, rows: number, columns: number, options?: SpectrumOptions): Promise<Float64Array>;
  /**
   * ‖A‖₂ of a row-major matrix by Lanczos steps, f64 in every lab: never above it but for rounding, usually within 1e-12 of it. Throws as
   * `singularValues`, whose first value is the same by a direct method.
   */
  spectralNorm(matrix: ArrayLike<number>, rows: number, columns: number, options?: SpectrumOptions): Promise<number>;
  readonly sync: {
    singularValues(matrix: ArrayLike<number>, rows: number, columns: number): Float64Array;
    spectralNorm(matrix: ArrayLike<number>, rows: number, columns: number): number;
    certify(run: TwoLayerResult, data: BinaryData | PreparedData, options?: CertifyOptions): readonly Certificate[];
    certify(run: ReluResult, data: RegressionData | PreparedRegression, options?: CertifyReluOptions): readonly Certificate[];
    certify(run: DeepResult, data: BinaryData | PreparedData, options?: CertifyDeepOptions): readonly Certificate[];
    certify(run: SoftmaxResult, data: LabelledData, options?: CertifySoftmaxOptions): readonly Certificate[];
    margin(data: BinaryData | PreparedData, options?: MarginOptions): MarginResult;
    /** The same run without yielding, for workers. */
    trainTwoLayer(data: BinaryData | PreparedData, options: TwoLayerOptions): TwoLayerResult;
    trainDeep(data: BinaryData | PreparedData, options: DeepOptions): DeepResult;
    fitRelu(data: RegressionData | PreparedRegression, options?: ReluOptions): ReluResult;
    chooseByHoldOut(data: RegressionData, options: HoldOutOptions): HoldOutResult;
    trainSoftmax(data: LabelledData | PreparedLabelled, options: SoftmaxOptions): SoftmaxResult;
  };
  /** Work that is no run, in steps of about 1 ms: a thread that drives it by `next()` can do other things between them. */
  readonly steps: LabSteps;
  readonly start: {
    /** The same run to be advanced by hand; call `dispose()` at the end. */
    twoLayer(data: BinaryData | PreparedData, options: TwoLayerOptions): TwoLayerRun;
    deep(data: BinaryData | PreparedData, options: DeepOptions): DeepRun;
    relu(data: RegressionData | PreparedRegression, options?: ReluOptions): ReluRun;
    softmax(data: LabelledData | PreparedLabelled, options: SoftmaxOptions): SoftmaxRun;
    singularValues(matrix: ArrayLike<number>, rows: number, columns: number): Run<SpectrumProgress, Float64Array>;
    spectralNorm(matrix: ArrayLike<number>, rows: number, columns: number): Run<SpectrumProgress, number>;
    /** The search of `margin()`. */
    margin(data: BinaryData | PreparedData, options?: MarginOptions): Run<MarginProgress, MarginResult>;
  };
  /** Bytes of wasm memory that wait for the next run. */
  readonly idleBytes: number;
  /** Frees all memory; later calls throw `DISPOSED`. */
  dispose(): void;
}

type InSteps<Methods> = {
  readonly [Name in keyof Methods]: Methods[Name] extends (...given: infer Given) => infer Result
    ? (...given: Given) => Steps<Result>
    : never;
};

/** What `lab.data` and the lab do at once, in steps; the same arguments, errors and bits. */
export type LabSteps = InSteps<
  Pick<Lab["data"], "separable" | "separated" | "planted" | "mixture" | "gaussianMixture" | "xorBalls"> &
    Pick<Lab, "prepare" | "prepareLabelled" | "measureDeep" | "gaussianWidth">
>;

/** The form without pauses of work in steps. */
const atOnce =
  <Given extends unknown[], Result>(work: (...given: Given) => Steps<Result>) =>
  (...given: Given): Result =>
    runSteps(work(...given));

/** Compiles the kernels of one precision and returns a lab. Throws `NO_SIMD`. */
export async function load(options: LabOptions = {}): Promise<Lab> {
  const precision = readPrecision("load()", options);
  return createLab(await loadModule(precision), precision);
}

export function createLab(module: WebAssembly.Module, precision: Precision): Lab {
  const pool = new InstancePool(module, precision);
  const steps = labSteps(pool);
  const singularValues = spectrumMethods("singularValues", pool, startSingularValues);
  const spectralNorm = spectrumMethods("spectralNorm", pool, startSpectralNorm);
  return {
    precision,
    data: {
      separable: atOnce(steps.separable),
      basis,
      planted: atOnce(steps.planted),
      mixture: atOnce(steps.mixture),
      gaussianMixture: atOnce(steps.gaussianMixture),
      xorBalls: atOnce(steps.xorBalls),
      separated: atOnce(steps.separated),
      randomLabels,
    },
    steps,
    prepare: atOnce(steps.prepare),
    trainTwoLayer: async (data, options) => {
      const where = "trainTwoLayer()";
      const { handles, rest } = takeHandles<TwoLayerProgress, TwoLayerOptions & DriveOptions<TwoLayerProgress>>(
        where,
        readTwoLayerOptions(where, options, true),
      );
      return drive(startTwoLayer(where, pool, data, rest), handles);
    },
    margin: async (data, options = {}) => {
      const { handles, rest } = takeHandles<MarginProgress, MarginOptions>("margin()", readMarginOptions("margin()", options));
      return drive(startMargin("margin()", pool, data, rest), handles);
    },
    classifyCriticalPoint,
    singularValues: singularValues.later,
    spectralNorm: spectralNorm.later,
    prepareRegression: (data) => PreparedRegression.of(data, precision),
    fitRelu: async (data, options = {}) => {
      const { handles, rest } = takeHandles<ReluProgress, ReluOptions & DriveOptions<ReluProgress>>(
        "fitRelu()",
        readReluOptions("fitRelu()", options, ["signal", "onProgress"]),
      );
      return drive(startRelu("fitRelu()", pool, data, rest), handles);
    },
    trainDeep: async (data, options) => {
      const where = "trainDeep()";
      const { handles, rest } = takeHandles<DeepProgress, DeepOptions & DriveOptions<DeepProgress>>(
        where,
        readDeepOptions(where, options, ["signal", "onProgress"]),
      );
      return drive(startDeep(where, pool, data, rest), handles);
    },
    measureDeep: atOnce(steps.measureDeep),
    chooseByHoldOut: async (data, options) => chooseByHoldOut(pool, data, options),
    gaussianWidth: atOnce(steps.gaussianWidth),
    sampleDeviations: (data, constraint, truth, options = {}) => runSteps(deviationsOf(pool, data, constraint, truth, options)),
    certify: async (run: AnyRun, data: never, options: AnyCertifyOptions = {}) => {
      if (isDeep("certify()", run)) return drive(certifyingDeep("certify()", pool, run, data, options), {});
      if (isSoftmax("certify()", run)) return certifySoftmaxRun("certify()", precision, run, data, options);
      if (isFit("certify()", run)) return certifyFit("certify()", pool, run, data, options);
      const { known, search, finish } = certification("certify()", pool, run, data, options);
      return finish(known ?? (await drive(search(), {})));
    },
    prepareLabelled: atOnce(steps.prepareLabelled),
    trainSoftmax: async (data, options) => {
      const { handles, rest } = takeHandles<SoftmaxProgress, SoftmaxOptions & DriveOptions<SoftmaxProgress>>(
        "trainSoftmax()",
        readSoftmaxOptions("trainSoftmax()", options, ["signal", "onProgress"]),
      );
      return drive(startSoftmax("trainSoftmax()", pool, data, rest), handles);
    },
    sync: {
      singularValues: singularValues.now,
      spectralNorm: spectralNorm.now,
      trainTwoLayer: (data, options) => driveSync(startTwoLayer("sync.trainTwoLayer()", pool, data, options)),
      margin: (data, options = {}) => driveSync(startMargin("sync.margin()", pool, data, readMarginOptions("sync.margin()", options))),
      trainDeep: (data, options) => driveSync(startDeep("sync.trainDeep()", pool, data, options)),
      fitRelu: (data, options = {}) => driveSync(startRelu("sync.fitRelu()", pool, data, options)),
      chooseByHoldOut: (data, options) => chooseByHoldOutSync(pool, data, options),
      trainSoftmax: (data, options) => driveSync(startSoftmax("sync.trainSoftmax()", pool, data, options)),
      certify: (run: AnyRun, data: never, options: AnyCertifyOptions = {}) => {
        if (isDeep("sync.certify()", run)) return driveSync(certifyingDeep("sync.certify()", pool, run, data, options));
        if (isSoftmax("sync.certify()", run)) return certifySoftmaxRun("sync.certify()", precision, run, data, options);
        if (isFit("sync.certify()", run)) return certifyFit("sync.certify()", pool, run, data, options);
        const { known, search, finish } = certification("sync.certify()", pool, run, data, options);
        return finish(known ?? driveSync(search()));
      },
    },
    start: {
      twoLayer: (data, options) => startTwoLayer("start.twoLayer()", pool, data, options),
      deep: (data, options) => startDeep("start.deep()", pool, data, options),
      relu: (data, options = {}) => startRelu("start.relu()", pool, data, options),
      softmax: (data, options) => startSoftmax("start.softmax()", pool, data, options),
      singularValues: (matrix, rows, columns) => startSingularValues("start.singularValues()", pool, matrix, rows, columns),
      spectralNorm: (matrix, rows, columns) => startSpectralNorm("start.spectralNorm()", pool, matrix, rows, columns),
      margin: (data, options = {}) => startMargin("start.margin()", pool, data, readMarginOptions("start.margin()", options)),
    },
    get idleBytes() {
      return pool.idleBytes;
    },
    dispose: () => pool.dispose(),
  };
}

function labSteps(pool: InstancePool): LabSteps {
  const { precision } = pool;
  const bytesPerReal = elementBytes("real", precision);
  return {
    separable: (options) => {
      const read = readSeparable(options);
      return withInstance(pool, separableBytes(read, bytesPerReal), (instance) => separable(instance, read));
    },
    separated: (options) => {
      const read = readSeparated(options);
      return withInstance(pool, separatedBytes(read, bytesPerReal), (instance) => separated(instance, read));
    },
    planted: (options) => {
      const read = readPlantedOptions(options);
      return withInstance(pool, plantedBytes(read, bytesPerReal), (instance) => planted(instance, read));
    },
    mixture: (options) => dataMixture(pool, options),
    gaussianMixture: (options) => dataGaussianMixture(pool, options),
    xorBalls: (options) => dataXorBalls(pool, options),
    prepare: (data, options = {}) => PreparedData.inSteps(data, precision, readPrepare(options), "prepare()"),
    prepareLabelled: (data) => PreparedLabelled.inSteps(data, precision, "prepareLabelled()"),
    measureDeep: (data, options) => measureDeep(pool, data, options),
    gaussianWidth: (constraint, truth, options = {}) => gaussianWidth(pool, constraint, truth, options),
  };
}

type AnyRun = TwoLayerResult | ReluResult | SoftmaxResult | DeepResult;
type AnyCertifyOptions = CertifyOptions & CertifyReluOptions & CertifySoftmaxOptions & CertifyDeepOptions;

const isDeep = (where: string, run: AnyRun): run is DeepResult => reading(where, () => "divergedAt" in run && !("classes" in run));
const isSoftmax = (where: string, run: AnyRun): run is SoftmaxResult => reading(where, () => "classes" in run);
const isFit = (where: string, run: TwoLayerResult | ReluResult): run is ReluResult => reading(where, () => !("outputWeights" in run));

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
