import { reading, RelulabError, show } from "../errors.js";
import { seedWords } from "../data/streams.js";
import { halfAndHalf } from "../models/deep.js";
import { checkFlag, checkNumber, checkReal, readNumbers, readOptions } from "./check.js";
import type { Loss } from "./loss/losses.js";
import { type LossChoice, readLoss } from "./loss/readLoss.js";
import type { PreparedData } from "./prepared.js";
import { readOutputWeights } from "./weightOptions.js";

export interface DeepOptions {
  /** m_1…m_L, or one width for all layers. */
  readonly hidden: number | readonly number[];
  /** L ≥ 1, where `hidden` is one number. Default 1. */
  readonly layers?: number;
  /** η > 0. */
  readonly learningRate: number;
  /** B samples a step, drawn without replacement (S4-A2). Left out: full gradient descent (S4-A1). */
  readonly batchSize?: number;
  /** ℓ of y·f(x). Default `logistic`. */
  readonly loss?: LossChoice;
  /** v, one number per unit of the last layer, not 0, both signs. Default ±1, half and half, which needs an even width. */
  readonly outputWeights?: ArrayLike<number>;
  /** W_l(0): N(0, 2/m_l) (S4-I1), or for each layer its (m_l, m_{l−1}) row-major numbers. Default `gaussian`. */
  readonly initialWeights?: "gaussian" | readonly ArrayLike<number>[];
  /** Steps after which the run ends with status `budget`. Default 10,000. */
  readonly maxSteps?: number;
  /** ε: end as soon as the training loss is at most this. */
  readonly lossTarget?: number;
  /** End as soon as every sample has y·f(x) > 0. Default: unless there is a lossTarget. */
  readonly stopAtZeroError?: boolean;
  /** Steps between two evaluations of the whole training loss. Default 1 for gradient descent, ⌈n/B⌉ for SGD. */
  readonly evaluateEvery?: number;
  /** Default 1. */
  readonly seed?: number;
  /** Default 0. */
  readonly trial?: number;
}

export interface CheckedDeepOptions {
  /** m_1…m_L. */
  readonly hidden: readonly number[];
  readonly learningRate: number;
  /** null: full gradient descent. */
  readonly batchSize: number | null;
  readonly loss: Loss;
  readonly outputWeights: Float64Array;
  readonly initialWeights: "gaussian" | readonly Float64Array[];
  readonly maxSteps: number;
  readonly lossTarget: number | null;
  readonly stopAtZeroError: boolean;
  readonly evaluateEvery: number;
  readonly seed: number;
  readonly trial: number;
}

const KNOWN = [
  "hidden",
  "layers",
  "learningRate",
  "batchSize",
  "loss",
  "outputWeights",
  "initialWeights",
  "maxSteps",
  "lossTarget",
  "stopAtZeroError",
  "evaluateEvery",
  "seed",
  "trial",
] as const;

export const MOST_LAYERS = 1000;
const MOST_UNITS = 2 ** 20;

/** Before data are prepared: an options object with known keys, each read once. `more` belong to the caller. */
export function readDeepOptions<T extends object>(where: string, options: T, more: readonly (keyof T & string)[] = []): T {
  return readOptions(where, options, [...KNOWN, ...more] as (keyof T & string)[]);
}

/** Every option, read before, checked and filled in. Throws `ARG_*`. */
export function checkDeepOptions(where: string, data: PreparedData, options: DeepOptions): CheckedDeepOptions {
  return reading(where, () => checkEach(where, data, options));
}

function checkEach(where: string, data: PreparedData, options: DeepOptions): CheckedDeepOptions {
  const { samples, features, precision } = data;
  const hidden = readWidths(where, options.hidden, options.layers);
  const learningRate = checkNumber(where, "learningRate", options.learningRate, { above: 0, example: 0.01 });
  const count = (name: keyof DeepOptions, value: unknown, max: number, example: number): number =>
    checkNumber(where, name, value, { min: 1, max, integer: true, example });
  const batchSize = options.batchSize === undefined ? null : count("batchSize", options.batchSize, samples, Math.min(10, samples));
  const { lossTarget, seed = 1, trial = 0, maxSteps = 10_000 } = options;
  seedWords(seed);
  return {
    hidden,
    learningRate: checkReal(where, "learningRate", learningRate, precision),
    batchSize,
    loss: readLoss(where, options.loss ?? "logistic"),
    outputWeights: readV(where, options.outputWeights, hidden[hidden.length - 1], precision),
    initialWeights: readInitial(where, options.initialWeights, [features, ...hidden], precision),
    maxSteps: checkNumber(where, "maxSteps", maxSteps, { min: 0, max: 2 ** 32 - 1, integer: true, example: 10_000 }),
    lossTarget: lossTarget === undefined ? null : checkNumber(where, "lossTarget", lossTarget, { min: 0, example: 0.01 }),
    stopAtZeroError: checkFlag(where, "stopAtZeroError", options.stopAtZeroError ?? lossTarget === undefined),
    evaluateEvery: count(
      "evaluateEvery",
      options.evaluateEvery ?? (batchSize === null ? 1 : Math.ceil(samples / batchSize)),
      2 ** 32 - 1,
      10,
    ),
    seed,
    trial: checkNumber(where, "trial", trial, { min: 0, max: 2 ** 32 - 1, integer: true, example: 0 }),
  };
}

/** m_1…m_L. Throws `ARG_*`. */
export function readWidths(where: string, hidden: unknown, layers: unknown): readonly number[] {
  const rule = { min: 1, max: MOST_UNITS, integer: true, example: 64 } as const;
  const depth =
    layers === undefined ? undefined : checkNumber(where, "layers", layers, { min: 1, max: MOST_LAYERS, integer: true, example: 3 });
  if (!Array.isArray(hidden)) {
    const width = checkNumber(where, "hidden", hidden, rule);
    return Array.from({ length: depth ?? 1 }, () => width);
  }
  if (hidden.length === 0 || hidden.length > MOST_LAYERS)
    throw new RelulabError(
      "ARG_SHAPE",
      `${where}: hidden must have one width for each of 1 to ${MOST_LAYERS} layers, got ${show(hidden)}.`,
      "Use for example [64, 64], or one number and layers.",
    );
  if (depth !== undefined && depth !== hidden.length)
    throw new RelulabError("ARG_SHAPE", `${where}: hidden has ${hidden.length} widths, layers is ${depth}.`, "Leave layers out.");
  return hidden.map((width, l) => checkNumber(where, `hidden of layer ${l + 1}`, width, rule));
}

function readV(where: string, given: unknown, width: number, precision: PreparedData["precision"]): Float64Array {
  return given === undefined ? halfAndHalf(width, where) : readOutputWeights(where, given, width, precision);
}

function readInitial(
  where: string,
  given: unknown,
  sizes: readonly number[],
  precision: PreparedData["precision"],
): "gaussian" | readonly Float64Array[] {
  if (given === undefined || given === "gaussian") return "gaussian";
  const layers = sizes.length - 1;
  if (!Array.isArray(given) || given.length !== layers)
    throw new RelulabError(
      "ARG_SHAPE",
      `${where}: initialWeights must be "gaussian" or an array for each of ${layers} layers, got ${show(given)}.`,
      "Pass (m_l, m_{l−1}) row-major numbers for each layer.",
    );
  return given.map((layer: unknown, l) =>
    readNumbers(where, `initialWeights of layer ${l + 1}`, layer, {
      length: sizes[l] * sizes[l + 1],
      precision,
      hint: `Pass (${sizes[l + 1]}, ${sizes[l]}) row-major numbers, one row per unit.`,
    }),
  );
}
