import type { BinaryData } from "../../data/dataset.js";
import { RelulabError, show } from "../../errors.js";
import { euclideanNorm } from "../../numerics/norm.js";
import { readingInSteps, runSteps, type Steps } from "../../numerics/steps.js";
import { checkNumber, readNumbers, readOptions } from "../../train/check.js";
import { readBinaryData } from "../../train/prepared.js";
import { bumpNetwork } from "./bump.js";
import { dependent, type MemorizerTask } from "./memorizerTask.js";
import { checkPairs, checkSlope, type ConstructedNetwork, networkOutputs } from "./network.js";
import { rotatingGates } from "./rotatingGates.js";
import { rowRank } from "./rowSystem.js";

export interface MemorizerOptions {
  /** α, 0 ≤ α < 1. */
  readonly slope: number;
  /** `rotating-gates` (8.6) needs k ≥ max(2, ⌈n/d⌉); `bump` is the construction behind the paper's Theorem 7. Default rotating-gates. */
  readonly method?: "rotating-gates" | "bump";
  /** k for rotating gates; default the least, max(2, ⌈n/d⌉) with d the rank of the data. Bumps take what they need. */
  readonly pairs?: number;
  /** v > 0 of the output weights ±v. Default 1. */
  readonly outputWeight?: number;
  /** t_i, any numbers for rotating gates, of the sign of y_i for bumps. Default y; 2y makes the hinge loss exactly 0. */
  readonly targets?: ArrayLike<number>;
  /** Planes tried by rotating gates; the best conditioned one is taken. Default 20. */
  readonly planes?: number;
  /** Of the directions. Default 1. */
  readonly seed?: number;
}

export interface MemorizerProof {
  /** max |N(x_i) − t_i|, from the network itself, f64. */
  readonly largestError: number;
  /** Units used, 2k. */
  readonly hidden: number;
  /** What Theorem 7 of S2 asks for, k ≥ 2⌈n/(2d − 2)⌉, with d the number of features. */
  readonly theoremPairs: number;
  /** max(2, ⌈n/d⌉), d the rank of the data. */
  readonly fewestPairs: number;
  readonly rank: number;
  /** Largest row norm: about how much larger than the targets the terms of N are, and with it the rounding. */
  readonly largestRow: number;
}

export interface MemorizingNetwork extends ConstructedNetwork {
  readonly pairs: number;
  readonly outputWeight: number;
  readonly targets: Float64Array;
  readonly proof: MemorizerProof;
}

const WHERE = "memorizingNetwork()";
/** Worse than this share of the largest target is no interpolation. */
const ACCURATE = 1e-6;
const KEYS = ["slope", "method", "pairs", "outputWeight", "targets", "planes", "seed"] as const;

/**
 * A network with output weights ±v that takes given values on given samples (S2 Theorem 7, S2-C1): a global minimum that says nothing
 * about other samples. For data in general position; f64. Throws `ARG_*`, `DATA_*`, `DATA_DEPENDENT` with the samples that are not in
 * general position.
 */
export function memorizingNetwork(given: BinaryData, options: MemorizerOptions): MemorizingNetwork {
  return runSteps(memorizingNetworkInSteps(given, options));
}

/** The same in steps, one for each plane. */
export function memorizingNetworkInSteps(given: BinaryData, options: MemorizerOptions): Steps<MemorizingNetwork> {
  const read = readOptions(WHERE, options, KEYS);
  return readingInSteps(WHERE, build(given, read));
}

function* build(given: BinaryData, options: MemorizerOptions): Steps<MemorizingNetwork> {
  const data = readBinaryData(given, WHERE);
  const { samples: n, features } = data;
  const method = options.method ?? "rotating-gates";
  if (method !== "rotating-gates" && method !== "bump")
    throw new RelulabError("ARG_RANGE", `${WHERE}: method must be one of rotating-gates, bump.`, "Leave it out.");
  checkNumber(WHERE, "features", features, { min: 2, integer: true, example: 2 });
  const task = readTask(data, options);
  const fewestPairs = Math.max(2, Math.ceil(n / task.rank));
  const { weights, outputWeights } = method === "bump" ? bumpNetwork(task) : yield* gates(task, options, fewestPairs);
  const outputs = networkOutputs({ weights, outputWeights }, data, task.slope);
  const largestError = outputs.reduce((most, f, i) => Math.max(most, Math.abs(f - task.targets[i])), 0);
  if (!(largestError <= ACCURATE * task.targets.reduce((most, t) => Math.max(most, Math.abs(t)), 0)))
    throw dependent(WHERE, `rounding leaves an error of ${show(largestError)}`, []);
  const rows = Array.from(outputWeights, (_, j) => euclideanNorm(weights.subarray(j * features, (j + 1) * features)));
  return {
    weights,
    outputWeights,
    pairs: outputWeights.length / 2,
    outputWeight: task.outputWeight,
    targets: task.targets,
    proof: {
      largestError,
      hidden: outputWeights.length,
      theoremPairs: 2 * Math.ceil(n / (2 * features - 2)),
      fewestPairs,
      rank: task.rank,
      largestRow: rows.reduce((a, b) => Math.max(a, b), 0),
    },
  };
}

function gates(task: MemorizerTask, options: MemorizerOptions, fewest: number): Steps<ConstructedNetwork> {
  const pairs = options.pairs === undefined ? fewest : checkPairs(WHERE, options.pairs);
  checkNumber(WHERE, "pairs", pairs, { min: fewest, integer: true, example: fewest });
  const planes = checkNumber(WHERE, "planes", options.planes ?? 20, { min: 1, max: 10_000, integer: true, example: 20 });
  return rotatingGates(task, pairs, planes);
}

function readTask(data: BinaryData, options: MemorizerOptions): MemorizerTask {
  const { samples: n, features, X, y } = data;
  const rows = Array.from({ length: n }, (_, i) => Float64Array.from(X.subarray(i * features, (i + 1) * features)));
  const zero = rows.findIndex((row) => euclideanNorm(row) === 0);
  if (zero >= 0) throw dependent(WHERE, `sample ${zero} is 0`, [zero]);
  const targets =
    options.targets === undefined
      ? Float64Array.from(y)
      : readNumbers(WHERE, "targets", options.targets, { length: n, precision: "f64", hint: "Pass one number per sample." });
  const rank = rowRank(rows, features);
  return {
    where: WHERE,
    rows,
    features,
    targets,
    rank,
    slope: checkSlope(WHERE, options.slope, "allowed"),
    outputWeight: checkNumber(WHERE, "outputWeight", options.outputWeight ?? 1, { above: 0, example: 1 }),
    seed: checkNumber(WHERE, "seed", options.seed ?? 1, { min: 0, max: Number.MAX_SAFE_INTEGER, integer: true, example: 1 }),
  };
}
