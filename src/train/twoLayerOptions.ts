import { reading, RelulabError, show } from "../errors.js";
import { seedWords } from "../data/streams.js";
import type { BinaryData } from "../data/dataset.js";
import type { InitialWeights } from "../models/twoLayer.js";
import { checkChoice, checkNumber, checkReal, readOptions } from "./check.js";
import { chooseEngine } from "./chooseEngine.js";
import type { Engine, PreparedData } from "./prepared.js";
import type { Precision } from "../wasm/binary.js";
import { checkInitialWeights, type OutputWeights, readOutputWeights } from "./weightOptions.js";

/** `plain` = SGD (S0-A1), `noisy` = Algorithm 1 (S0-A2), `noisy-all` = noise into every unit's gate (S0-A3, no guarantee). */
export type Method = "plain" | "noisy" | "noisy-all";
/** S0-A4: deterministic cycle, a new random order each pass, or independent uniform draws. */
export type Sampling = "cycle" | "shuffle" | "uniform";

export interface TwoLayerOptions {
  /** k ≥ 2 hidden units. */
  readonly hidden: number;
  /** η > 0. */
  readonly learningRate: number;
  /** Default `noisy`. */
  readonly method?: Method;
  /** γ ≥ 0, standard deviation of the gate noise; needed unless method is `plain`. */
  readonly noiseStd?: number;
  /** α in [0, 1): the activation is max(αz, z), its gate 1 or α. Default 0, ReLU; with more, plain SGD is the leaky SGD of S2. */
  readonly slope?: number;
  /** `both` trains v too (S2-A2, §5.3), by plain SGD only. Default `first`. */
  readonly layers?: Layers;
  /**
   * v, one entry per hidden unit, both signs, none 0, or `{ plusMinus: v }` (S2 §2). Default: +1 for the first ⌊k/2⌋ units, −1 for the
   * others. With `layers: "both"` where v starts.
   */
  readonly outputWeights?: OutputWeights;
  /** W⁰. Default `gaussian`. */
  readonly initialWeights?: InitialWeights;
  /** Default `cycle`. */
  readonly sampling?: Sampling;
  /**
   * Gate of a unit whose pre-activation is exactly 0 and that gets no noise: 0 is the derivative on the left (α), 1 that on the right (1),
   * ½ their mean, so that the gate is α + (1 − α)·derivAtZero, always a subgradient. Default 1, the convention of S0 and S2.
   */
  readonly derivAtZero?: 0 | 0.5 | 1;
  /** Stop after this many passes of n steps. Default 10,000. */
  readonly maxEpochs?: number;
  /** The paper's p (S0-A6): stop with status `idle` after n·p steps without a non-zero update. Default: never. */
  readonly idlePasses?: number;
  /** Appends 1 to every sample (S0-M3). Not with prepared data, which have it or not. */
  readonly bias?: boolean;
  /** Default `auto`: see `chooseEngine`. */
  readonly engine?: Engine | "auto";
  /** Integer 0…2⁵³−1. Default 1. */
  readonly seed?: number;
  /** Which repetition: streams of different trials are independent. Default 0. */
  readonly trial?: number;
  /**
   * Check the three inequalities of the proof of S0 Theorem 1 (S0-T2), or with a slope of S2 Theorem 2 (S2-T4), at every non-zero update and report the least slack: `result.proof`.
   * Slow, for tests and teaching; needs separable data. Default false.
   */
  readonly checkProof?: boolean;
  /** Steps at which loss and training error are recorded. */
  readonly trace?: readonly number[];
  /** Held-out data of as many features: their 0/1 error, at the end and in `epochTrace`. Prepare them where many runs share them. */
  readonly test?: BinaryData | PreparedData;
  /**
   * Record loss, training and test error after every epoch, epoch 0 included: `result.epochTrace`. `"full"` goes on to `maxEpochs` after
   * a clean pass or a fixed point, where nothing changes any more. Default false.
   */
  readonly epochTrace?: EpochTrace;
}

/** What is trained: the first layer W, or v too. */
export type Layers = "first" | "both";
export type EpochTrace = boolean | "full";

export interface CheckedOptions extends Required<Omit<TwoLayerOptions, "bias" | "engine" | "outputWeights" | "test">> {
  readonly outputWeights: Float64Array;
  /** Name and size of the held-out data. */
  readonly test: { readonly name: string; readonly samples: number } | null;
  readonly engine: Engine;
  readonly maxSteps: number;
}

const KNOWN = [
  "hidden",
  "learningRate",
  "method",
  "noiseStd",
  "slope",
  "layers",
  "outputWeights",
  "initialWeights",
  "sampling",
  "derivAtZero",
  "maxEpochs",
  "idlePasses",
  "bias",
  "engine",
  "seed",
  "trial",
  "checkProof",
  "trace",
  "test",
  "epochTrace",
] as const;

/** Steps have 32-bit addresses in the noise streams. */
const MAX_STEPS = 2 ** 32 - 1;
export const MAX_HIDDEN: number = 2 ** 20;

/** Before data are prepared: an options object with known keys, each read once. `driven` allows those of `DriveOptions`. */
export function readTwoLayerOptions<T extends TwoLayerOptions>(where: string, options: T, driven = false): T {
  return readOptions(where, options, driven ? [...KNOWN, "signal" as never, "onProgress" as never] : KNOWN);
}

/** Every option, read before, checked and filled in. Throws `ARG_*`. */
export function checkTwoLayerOptions(where: string, data: PreparedData, options: TwoLayerOptions): CheckedOptions {
  return reading(where, () => checkEach(where, data, options));
}

function checkEach(where: string, data: PreparedData, options: TwoLayerOptions): CheckedOptions {
  const checked = checkAlgorithm(where, data, options, checkNetwork(where, data, options));
  const { hidden, slope, layers, method } = checked;
  if (layers === "both" && method !== "plain")
    throw new RelulabError(
      "ARG_RANGE",
      `${where}: layers "both" needs method "plain", got ${show(method)}: noisy gates are defined for the first layer only.`,
      'Use method: "plain", or layers: "first".',
    );
  const maxEpochs = checkNumber(where, "maxEpochs", options.maxEpochs ?? 10_000, { min: 1, integer: true, example: 10_000 });
  const checkProof = checkChoice(where, "checkProof", options.checkProof ?? false, [true, false] as const);
  // With checkProof every update is looked at: the engine that keeps W itself is then the cheap one.
  const engine = checkProof ? (options.engine ?? "primal") : (options.engine ?? "auto");
  return {
    ...checked,
    maxEpochs,
    maxSteps: checkSteps(where, maxEpochs, data.samples),
    engine: chooseEngine(where, checkProof && engine === "auto" ? "primal" : engine, data, { hidden, slope, layers }),
    checkProof,
    trace: checkTrace(where, options.trace ?? []),
    test: data.heldOut,
    epochTrace: checkChoice(where, "epochTrace", options.epochTrace ?? false, [true, false, "full"] as const),
  };
}

type Network = Pick<CheckedOptions, "hidden" | "slope" | "layers" | "outputWeights" | "initialWeights" | "derivAtZero">;

function checkNetwork(where: string, data: PreparedData, options: TwoLayerOptions): Network {
  const { precision } = data;
  const hidden = checkNumber(where, "hidden", options.hidden, { min: 2, max: MAX_HIDDEN, integer: true, example: 10 });
  return {
    hidden,
    slope: checkSlope(where, options.slope ?? 0, precision),
    layers: checkChoice(where, "layers", options.layers ?? "first", ["first", "both"] as const),
    outputWeights: readOutputWeights(where, options.outputWeights, hidden, precision),
    initialWeights: checkInitialWeights(where, options.initialWeights ?? "gaussian", hidden, data),
    derivAtZero: checkChoice(where, "derivAtZero", options.derivAtZero ?? 1, [0, 0.5, 1] as const),
  };
}

/** α in [0, 1), as a number and as a real. */
function checkSlope(where: string, given: unknown, precision: Precision): number {
  const slope = checkReal(where, "slope", checkNumber(where, "slope", given, { min: 0, below: 1, example: 0.1 }), precision);
  if (precision === "f64" || Math.fround(slope) < 1) return slope;
  throw new RelulabError("ARG_RANGE", `${where}: slope is ${slope}, which f32 takes for 1.`, 'Use precision "f64", or a smaller slope.');
}

type Algorithm = Network & Pick<CheckedOptions, "method" | "noiseStd" | "learningRate" | "sampling" | "idlePasses" | "seed" | "trial">;

/** One spread, and first: each further one costs a microsecond, and a small run has but 300. */
function checkAlgorithm(where: string, { precision }: PreparedData, options: TwoLayerOptions, network: Network): Algorithm {
  const method = checkChoice(where, "method", options.method ?? "noisy", ["plain", "noisy", "noisy-all"] as const);
  if (method !== "plain" && options.noiseStd === undefined)
    throw new RelulabError(
      "ARG_TYPE",
      `${where}: method ${show(method)} needs noiseStd (γ), got none.`,
      "Use for example noiseStd: 10, about the size of the pre-activations.",
    );
  const learningRate = checkNumber(where, "learningRate", options.learningRate, { above: 0, example: 0.01 });
  const seed = checkNumber(where, "seed", options.seed ?? 1, { min: 0, max: Number.MAX_SAFE_INTEGER, integer: true, example: 1 });
  seedWords(seed);
  return {
    ...network,
    method,
    learningRate: checkReal(where, "learningRate", learningRate, precision),
    noiseStd: checkNumber(where, "noiseStd", options.noiseStd ?? 0, { min: 0, example: 10 }),
    sampling: checkChoice(where, "sampling", options.sampling ?? "cycle", ["cycle", "shuffle", "uniform"] as const),
    idlePasses: checkNumber(where, "idlePasses", options.idlePasses ?? 0, { min: 0, integer: true, example: 10 }),
    seed,
    trial: checkNumber(where, "trial", options.trial ?? 0, { min: 0, max: MAX_STEPS, integer: true, example: 0 }),
  };
}

function checkSteps(where: string, maxEpochs: number, samples: number): number {
  const steps = maxEpochs * samples;
  if (steps <= MAX_STEPS) return steps;
  throw new RelulabError(
    "ARG_RANGE",
    `${where}: maxEpochs · samples must be at most ${MAX_STEPS}, got ${maxEpochs} · ${samples}.`,
    `Use at most ${Math.floor(MAX_STEPS / samples)} epochs.`,
  );
}

function checkTrace(where: string, trace: readonly number[]): readonly number[] {
  if (!Array.isArray(trace))
    throw new RelulabError("ARG_TYPE", `${where}: trace must be an array of steps, got ${show(trace)}.`, "Use for example [0, 100, 1000].");
  const steps = Array.from(trace, (step) => checkNumber(where, "trace", step, { min: 0, max: MAX_STEPS, integer: true, example: 100 }));
  return Array.from(new Set(steps)).sort((a, b) => a - b);
}
