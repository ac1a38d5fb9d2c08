import type { LabelledData } from "../data/labelled.js";
import { seedWords } from "../data/streams.js";
import { count, reading, RelulabError, show } from "../errors.js";
import { areNumbers, type NormalWeights } from "../models/softmax.js";
import { checkChoice, checkFlag, checkKeys, checkNumber, checkReal, readNumbers, readOptions } from "./check.js";
import type { PreparedLabelled } from "./preparedLabelled.js";
import { MAX_HIDDEN } from "./twoLayerOptions.js";

/**
 * `gradient`: S3 eq. (1). `pseudo-gradient`: the same with the masks of w⁰ in place of those of w (§5.1). `pseudo-network`: gradient
 * descent on g, the network whose masks are those of w⁰ (§5.1); as ReLU is homogeneous, g is the network linearised at w⁰.
 */
export type SoftmaxMethod = (typeof METHODS)[number];
const METHODS = ["gradient", "pseudo-gradient", "pseudo-network"] as const;

export interface SoftmaxOptions {
  /** m ≥ 1 hidden units. */
  readonly hidden: number;
  /** η > 0: w ← w − η times the mean gradient of the batch. The paper's is of the order 1/m. */
  readonly learningRate: number;
  /** Default `gradient`. */
  readonly method?: SoftmaxMethod;
  /** Other methods, trained alongside from the same w⁰ and a on the same batches. Default none. */
  readonly twins?: readonly SoftmaxMethod[];
  /** B ≤ n, or `full` for gradient descent. Default 16, or n if that is less. */
  readonly batchSize?: number | "full";
  /** Default `shuffle`: a new random partition into batches each epoch; `cycle`: always in the order of the data. */
  readonly sampling?: "shuffle" | "cycle";
  /** T, stop after this many steps. Default 400. */
  readonly maxSteps?: number;
  /** Stop after this many passes; 1 is the single pass of S3 §3. Default: none. */
  readonly maxEpochs?: number;
  /** w⁰: N(0, std²), or numbers, (hidden, features) row-major. Default std m^(−1/2), (A3). */
  readonly initialWeights?: NormalWeights;
  /** a: N(0, std²), or numbers, (classes, hidden) row-major. Default std 1, (A3). */
  readonly outputWeights?: NormalWeights;
  /** Derivative of the ReLU at 0, and the mask there. Default 1: 1{z ≥ 0}. */
  readonly derivAtZero?: 0 | 1;
  /** Held-out data of as many features and classes. */
  readonly test?: LabelledData | PreparedLabelled;
  /** Steps after which the network is evaluated, or `{ every: 1 }` for all of them; step 0 and the end always are. Default none. */
  readonly trace?: readonly number[] | { readonly every: number };
  /** Evaluate on the training samples too. Default: only where there are no held-out ones. */
  readonly traceTraining?: boolean;
  /** Measure how far a unit moves in a step (`largestGradient`). Default false: it takes a tenth more time, more for small batches. */
  readonly gradientNorms?: boolean;
  /** Stop at the first evaluated step with at least this accuracy on the held-out samples, without them on the training samples. */
  readonly targetAccuracy?: number;
  /** Integer 0…2⁵³−1. Default 1. */
  readonly seed?: number;
  /** Which repetition: streams of different trials are independent. Default 0. */
  readonly trial?: number;
}

type Plain =
  | "hidden"
  | "learningRate"
  | "method"
  | "sampling"
  | "maxSteps"
  | "derivAtZero"
  | "traceTraining"
  | "gradientNorms"
  | "seed"
  | "trial";

export interface CheckedSoftmaxOptions extends Required<Pick<SoftmaxOptions, Plain>> {
  readonly twins: readonly SoftmaxMethod[];
  readonly batchSize: number;
  readonly maxEpochs: number | null;
  /** Of w⁰ and of a; null where numbers were given. */
  readonly initialStd: number | null;
  readonly outputStd: number | null;
  /** Name and size of the held-out data. */
  readonly test: { readonly name: string; readonly samples: number } | null;
  readonly trace: readonly number[] | { readonly every: number };
  readonly targetAccuracy: number | null;
}

/** What a run needs beyond the options that its result repeats. */
export interface SoftmaxSettings {
  readonly options: CheckedSoftmaxOptions;
  readonly initialWeights: NormalWeights;
  readonly outputWeights: NormalWeights;
}

export const SOFTMAX_OPTIONS = [
  "hidden",
  "learningRate",
  "method",
  "twins",
  "batchSize",
  "sampling",
  "maxSteps",
  "maxEpochs",
  "initialWeights",
  "outputWeights",
  "derivAtZero",
  "test",
  "trace",
  "traceTraining",
  "gradientNorms",
  "targetAccuracy",
  "seed",
  "trial",
] as const;

const MOST = 2 ** 32 - 1;
const DEFAULT_BATCH = 16;

/** Before data are prepared: an options object with known keys, each read once. `more` belong to the caller. */
export function readSoftmaxOptions<T extends object>(where: string, options: T, more: readonly (keyof T & string)[] = []): T {
  return readOptions(where, options, [...SOFTMAX_OPTIONS, ...more] as (keyof T & string)[]);
}

/** Every option, read before, checked and filled in. `test` are the held-out data, prepared. Throws `ARG_*`. */
export function checkSoftmaxOptions(
  where: string,
  data: PreparedLabelled,
  test: PreparedLabelled | null,
  options: SoftmaxOptions,
): SoftmaxSettings {
  return reading(where, () => checkEach(where, data, test, options));
}

function checkEach(where: string, data: PreparedLabelled, test: PreparedLabelled | null, options: SoftmaxOptions): SoftmaxSettings {
  const { precision, features, classes } = data;
  const hidden = checkNumber(where, "hidden", options.hidden, { min: 1, max: MAX_HIDDEN, integer: true, example: 1000 });
  const weights = (
    name: "initialWeights" | "outputWeights",
    std: number,
    shape: readonly [string, number, string, number],
  ): NormalWeights => checkWeights(where, name, options[name] ?? { std }, { shape, precision });
  const initialWeights = weights("initialWeights", 1 / Math.sqrt(hidden), ["hidden", hidden, "features", features]);
  const outputWeights = weights("outputWeights", 1, ["classes", classes, "hidden", hidden]);
  const std = (given: NormalWeights): number | null => (areNumbers(given) ? null : given.std);
  const flag = (name: "traceTraining" | "gradientNorms", fallback: boolean): boolean => checkFlag(where, name, options[name] ?? fallback);
  return {
    initialWeights,
    outputWeights,
    options: {
      ...checkSteps(where, data, options),
      ...checkStops(where, options),
      hidden,
      method: checkChoice(where, "method", options.method ?? "gradient", METHODS),
      twins: checkTwins(where, options.twins ?? []),
      initialStd: std(initialWeights),
      outputStd: std(outputWeights),
      derivAtZero: checkChoice(where, "derivAtZero", options.derivAtZero ?? 1, [1, 0] as const),
      test: checkTest(where, data, test),
      trace: checkTrace(where, options.trace ?? []),
      traceTraining: flag("traceTraining", test === null),
      gradientNorms: flag("gradientNorms", false),
    },
  };
}

function checkSteps(
  where: string,
  { samples, precision }: PreparedLabelled,
  options: SoftmaxOptions,
): Pick<CheckedSoftmaxOptions, "learningRate" | "batchSize" | "sampling" | "seed" | "trial"> {
  const learningRate = checkNumber(where, "learningRate", options.learningRate, { above: 0, example: 0.01 });
  const batchSize = options.batchSize ?? Math.min(DEFAULT_BATCH, samples);
  const seed = checkNumber(where, "seed", options.seed ?? 1, { min: 0, max: Number.MAX_SAFE_INTEGER, integer: true, example: 1 });
  seedWords(seed);
  return {
    learningRate: checkReal(where, "learningRate", learningRate, precision),
    batchSize:
      batchSize === "full"
        ? samples
        : checkNumber(where, "batchSize", batchSize, { min: 1, max: samples, integer: true, example: Math.min(DEFAULT_BATCH, samples) }),
    sampling: checkChoice(where, "sampling", options.sampling ?? "shuffle", ["shuffle", "cycle"] as const),
    seed,
    trial: checkNumber(where, "trial", options.trial ?? 0, { min: 0, max: MOST, integer: true, example: 0 }),
  };
}

function checkStops(where: string, options: SoftmaxOptions): Pick<CheckedSoftmaxOptions, "maxSteps" | "maxEpochs" | "targetAccuracy"> {
  const { maxEpochs, targetAccuracy } = options;
  return {
    maxSteps: checkNumber(where, "maxSteps", options.maxSteps ?? (maxEpochs === undefined ? 400 : MOST), {
      min: 0,
      max: MOST,
      integer: true,
      example: 400,
    }),
    maxEpochs:
      maxEpochs === undefined ? null : checkNumber(where, "maxEpochs", maxEpochs, { min: 0, max: MOST, integer: true, example: 1 }),
    targetAccuracy:
      targetAccuracy === undefined ? null : checkNumber(where, "targetAccuracy", targetAccuracy, { min: 0, max: 1, example: 0.98 }),
  };
}

function checkTwins(where: string, twins: readonly SoftmaxMethod[]): readonly SoftmaxMethod[] {
  if (!Array.isArray(twins) || twins.length > METHODS.length)
    throw new RelulabError(
      "ARG_TYPE",
      `${where}: twins must be a list of at most ${METHODS.length} methods, got ${show(twins)}.`,
      'Use for example ["pseudo-gradient", "pseudo-network"].',
    );
  return Array.from(twins, (method: unknown) => checkChoice(where, "twins", method, METHODS));
}

interface WeightShape {
  readonly shape: readonly [string, number, string, number];
  readonly precision: PreparedLabelled["precision"];
}

function checkWeights(where: string, name: string, given: unknown, { shape, precision }: WeightShape): NormalWeights {
  const [rowName, rows, columnName, columns] = shape;
  if (typeof given === "object" && given !== null && "std" in given) {
    checkKeys(`${where}: ${name}`, given, ["std"]);
    const std = checkNumber(where, `${name}.std`, given.std, { min: 0, example: 1 });
    return { std: checkReal(where, `${name}.std`, std, precision) };
  }
  return readNumbers(where, name, given, {
    length: rows * columns,
    precision,
    hint: `Pass { std: 1 }, or (${rowName}, ${columnName}) = (${count(rows)}, ${count(columns)}) numbers row-major.`,
  });
}

function checkTest(where: string, data: PreparedLabelled, test: PreparedLabelled | null): CheckedSoftmaxOptions["test"] {
  if (test === null) return null;
  for (const size of ["features", "classes"] as const)
    if (test[size] !== data[size])
      throw new RelulabError(
        "DATA_SHAPE",
        `${where}: the held-out data must have ${count(data[size])} ${size} as the training data, got ${count(test[size])}.`,
        "Take both from one source, for example with sliceData().",
      );
  return { name: test.name, samples: test.samples };
}

function checkTrace(where: string, trace: NonNullable<SoftmaxOptions["trace"]>): CheckedSoftmaxOptions["trace"] {
  const step = (value: unknown, min: number, name: string): number =>
    checkNumber(where, name, value, { min, max: MOST, integer: true, example: 100 });
  if (Array.isArray(trace))
    return Array.from(new Set(Array.from(trace, (value: unknown) => step(value, 0, "trace")))).sort((a, b) => a - b);
  checkKeys(`${where}: trace`, trace, ["every"]);
  return { every: step((trace as { readonly every: number }).every, 1, "trace.every") };
}
