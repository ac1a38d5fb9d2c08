import { reading, RelulabError, show } from "../errors.js";
import { seedWords } from "../data/streams.js";
import { checkOutputWeights, defaultOutputWeights, type InitialWeights, paddedHidden } from "../models/twoLayer.js";
import { checkChoice, checkNumber, checkReal, readNumbers, readOptions } from "./check.js";
import type { Engine, PreparedData } from "./prepared.js";

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
  /** v, one entry per hidden unit, both signs, none 0. Default: +1 for the first ⌊k/2⌋ units, −1 for the others. */
  readonly outputWeights?: ArrayLike<number>;
  /** W⁰. Default `gaussian`. */
  readonly initialWeights?: InitialWeights;
  /** Default `cycle`. */
  readonly sampling?: Sampling;
  /** Gate of a unit whose pre-activation is exactly 0 and that gets no noise. Default 1, the convention of S0. */
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
   * Check the three inequalities of the proof of Theorem 1 at every non-zero update (S0-T2) and report the least slack: `result.proof`.
   * Slow, for tests and teaching; needs separable data. Default false.
   */
  readonly checkProof?: boolean;
  /** Steps at which loss and training error are recorded. */
  readonly trace?: readonly number[];
}

export interface CheckedOptions extends Required<Omit<TwoLayerOptions, "bias" | "engine" | "outputWeights">> {
  readonly outputWeights: Float64Array;
  readonly engine: Engine;
  readonly maxSteps: number;
}

const KNOWN = [
  "hidden",
  "learningRate",
  "method",
  "noiseStd",
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
  const { precision } = data;
  const hidden = checkNumber(where, "hidden", options.hidden, { min: 2, max: MAX_HIDDEN, integer: true, example: 10 });
  const method = checkChoice(where, "method", options.method ?? "noisy", ["plain", "noisy", "noisy-all"] as const);
  if (method !== "plain" && options.noiseStd === undefined)
    throw new RelulabError(
      "ARG_TYPE",
      `${where}: method ${show(method)} needs noiseStd (γ), got none.`,
      "Use for example noiseStd: 10, about the size of the pre-activations.",
    );
  const outputWeights = readNumbers(where, "outputWeights", options.outputWeights ?? defaultOutputWeights(hidden), {
    length: hidden,
    precision,
    hint: "Pass one number per hidden unit, or leave outputWeights out.",
  });
  checkOutputWeights(outputWeights, where);
  outputWeights.forEach((v) => checkReal(where, "an output weight", v, precision));
  const maxEpochs = checkNumber(where, "maxEpochs", options.maxEpochs ?? 10_000, { min: 1, integer: true, example: 10_000 });
  const seed = checkNumber(where, "seed", options.seed ?? 1, { min: 0, max: Number.MAX_SAFE_INTEGER, integer: true, example: 1 });
  seedWords(seed);
  const checkProof = checkChoice(where, "checkProof", options.checkProof ?? false, [true, false] as const);
  return {
    hidden,
    method,
    outputWeights,
    learningRate: checkReal(
      where,
      "learningRate",
      checkNumber(where, "learningRate", options.learningRate, { above: 0, example: 0.01 }),
      precision,
    ),
    noiseStd: checkNumber(where, "noiseStd", options.noiseStd ?? 0, { min: 0, example: 10 }),
    initialWeights: checkInitialWeights(where, options.initialWeights ?? "gaussian", hidden, data),
    sampling: checkChoice(where, "sampling", options.sampling ?? "cycle", ["cycle", "shuffle", "uniform"] as const),
    derivAtZero: checkChoice(where, "derivAtZero", options.derivAtZero ?? 1, [0, 0.5, 1] as const),
    maxEpochs,
    maxSteps: checkSteps(where, maxEpochs, data.samples),
    idlePasses: checkNumber(where, "idlePasses", options.idlePasses ?? 0, { min: 0, integer: true, example: 10 }),
    seed,
    trial: checkNumber(where, "trial", options.trial ?? 0, { min: 0, max: MAX_STEPS, integer: true, example: 0 }),
    // Every update is looked at: the engine that keeps W itself is then the cheap one.
    engine: chooseEngine(where, checkProof && (options.engine ?? "auto") === "auto" ? "primal" : (options.engine ?? "auto"), data, hidden),
    checkProof,
    trace: checkTrace(where, options.trace ?? []),
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

function checkInitialWeights(where: string, init: unknown, hidden: number, { features, precision }: PreparedData): InitialWeights {
  if (init === "gaussian" || init === "zero") return init;
  if (typeof init === "object" && init !== null && "ball" in init) {
    const ball = checkNumber(where, "initialWeights.ball", init.ball, { min: 0, example: 1 });
    return { ball: checkReal(where, "initialWeights.ball", ball, precision) };
  }
  if (typeof init === "object" && init !== null && "length" in init)
    return readNumbers(where, "initialWeights", init, {
      length: hidden * features,
      precision,
      hint: `Pass (hidden, features) = (${hidden}, ${features}) row-major, one row per hidden unit; with bias the last column is the bias.`,
    });
  throw new RelulabError(
    "ARG_TYPE",
    `${where}: initialWeights must be "gaussian", "zero", { ball: radius } or numbers, got ${show(init)}.`,
    'Use for example "gaussian".',
  );
}

/** G may take this much of an instance's memory before `auto` prefers the primal engine. */
const GRAM_BYTES = 2 ** 28;
/** What `auto` assumes of an unknown run: this many passes, and this many updates a sample. */
const EXPECTED_PASSES = 50;
const EXPECTED_UPDATES = 3;

/**
 * The cost model behind `auto`, in multiply-adds: the primal engine reads its sample's non-zeros for all k units at every step; the
 * Gram engine pays k·n·(non-zeros a sample) for the start, then k a step and k·n/2 an update. Making G, n²·(non-zeros a sample), counts
 * only where the data are not shared by many runs. A pure function of sizes.
 */
export function chooseEngine(
  where: string,
  engine: unknown,
  data: { samples: number; nonZeros: number; precision: "f32" | "f64"; shared: boolean },
  hidden: number,
): Engine {
  const asked = checkChoice(where, "engine", engine, ["auto", "primal", "gram"] as const);
  if (asked !== "auto") return asked;
  const { samples: n, nonZeros, precision, shared } = data;
  if (n * n * (precision === "f32" ? 4 : 8) > GRAM_BYTES) return "primal";
  const k = paddedHidden(hidden, precision);
  const perSample = nonZeros / n;
  const primal = EXPECTED_PASSES * n * perSample * k;
  const gram = (shared ? 0 : n * n * perSample) + n * perSample * k + EXPECTED_PASSES * n * k + (EXPECTED_UPDATES * n * k * n) / 2;
  return gram < primal ? "gram" : "primal";
}
