import type { BinaryData } from "../data/dataset.js";
import { reading, RelulabError } from "../errors.js";
import { checkOutputWeights } from "../models/twoLayer.js";
import { euclideanNorm } from "../numerics/norm.js";
import { readNumbers } from "../train/check.js";
import { readBinaryData } from "../train/prepared.js";
import { printedError } from "../train/measure.js";

/** A two-layer network f(x) = vᵀσ(Wx); `weights` is (hidden, features) row-major. Results of training are networks. */
export interface TwoLayerNetwork {
  readonly weights: ArrayLike<number>;
  readonly outputWeights: ArrayLike<number>;
}

/**
 * What a network is for the hinge loss (S0-T9). `global`: no sample has positive loss. `notCritical`: some sample with positive loss has
 * an active unit, and 0 is not in Clarke's set. `localMinimum`: every sample with positive loss is dead (all units negative), so the
 * gradient is exactly 0 and no small change helps. `tie`: some dead sample has a pre-activation of exactly 0: SGD with derivAtZero 1
 * leaves, with 0 it stays.
 */
export interface CriticalPoint {
  readonly kind: "global" | "localMinimum" | "tie" | "notCritical";
  /** Samples with positive loss, y·f < 1. */
  readonly violating: readonly number[];
  /** Those of them at which all pre-activations are negative. */
  readonly dead: readonly number[];
  /** Mean hinge loss. */
  readonly loss: number;
  /** Share of samples with y·f ≤ 0. */
  readonly trainingError: number;
  /** The same with sgn(0) = +1, as S0 §2 prints it. */
  readonly printedTrainingError: number;
  /**
   * For `global` and `localMinimum` the exact radius: every change with all ‖Δw_j‖ below it keeps gradient 0 and the loss, and it is
   * the largest such number (8.2); 0 otherwise. May be 0 for `global` when some margin is exactly 1.
   */
  readonly radius: number;
}

const WHERE = "classifyCriticalPoint()";

/** Classifies a network on data; f64 sums. Exact for dyadic numbers, else up to their rounding. Throws `ARG_*`, `DATA_*`. */
export function classifyCriticalPoint(network: TwoLayerNetwork, given: BinaryData): CriticalPoint {
  return reading(WHERE, () => classify(network, readBinaryData(given, WHERE)));
}

function classify(network: TwoLayerNetwork, data: BinaryData): CriticalPoint {
  const { samples, y } = data;
  const { weights, v } = readNetwork(network, data.features);
  const activations = Array.from({ length: samples }, (_, i) => preactivations(weights, v.length, data, i));
  const margins = activations.map((z, i) => y[i] * z.reduce((f, zj, j) => f + v[j] * Math.max(0, zj), 0));
  checkFinite(activations, margins);
  const violating = margins.flatMap((margin, i) => (margin < 1 ? [i] : []));
  const largest = (i: number): number => activations[i].reduce((a, b) => Math.max(a, b), -Infinity);
  const dead = violating.filter((i) => largest(i) < 0);
  const kind = kindOf(violating.map(largest));
  const exact = kind === "global" || kind === "localMinimum";
  const radii = exact ? activations.map((z, i) => sampleRadius(z, v, y[i], norm(data, i), margins[i] < 1)) : [0];
  return {
    kind,
    violating,
    dead,
    loss: margins.reduce((sum, margin) => sum + Math.max(0, 1 - margin), 0) / samples,
    trainingError: margins.filter((margin) => !(margin > 0)).length / samples,
    printedTrainingError: printedError(margins, y),
    radius: radii.reduce((a, b) => Math.min(a, b), Infinity),
  };
}

function readNetwork({ weights, outputWeights }: TwoLayerNetwork, features: number): { weights: Float64Array; v: Float64Array } {
  const v = readNumbers(WHERE, "outputWeights", outputWeights, {
    length: outputWeights?.length,
    precision: "f64",
    hint: "Pass one number per hidden unit.",
  });
  checkOutputWeights(v, WHERE);
  const read = readNumbers(WHERE, "weights", weights, {
    length: v.length * features,
    precision: "f64",
    hint: `Pass (hidden, features) = (${v.length}, ${features}) row-major; with a bias, append 1 to every sample first.`,
  });
  return { weights: read, v };
}

/** Without this a margin of NaN would count as kept. */
function checkFinite(activations: readonly (readonly number[])[], margins: readonly number[]): void {
  const bad = margins.findIndex((margin, i) => !(margin - margin === 0) || activations[i].some((z) => !(z - z === 0)));
  if (bad < 0) return;
  throw new RelulabError(
    "ARG_RANGE",
    `${WHERE}: the network's value at sample ${bad} is beyond the range of f64 numbers.`,
    "Use smaller weights or scale the data.",
  );
}

/** From the largest pre-activation of each sample with positive loss. */
function kindOf(largest: readonly number[]): CriticalPoint["kind"] {
  if (largest.length === 0) return "global";
  if (largest.some((z) => z > 0)) return "notCritical";
  return largest.every((z) => z < 0) ? "localMinimum" : "tie";
}

function preactivations(weights: Float64Array, hidden: number, { X, features }: BinaryData, i: number): number[] {
  return Array.from({ length: hidden }, (_, j) => {
    let z = 0;
    for (let c = 0; c < features; c++) z += weights[j * features + c] * X[i * features + c];
    return z;
  });
}

const norm = ({ X, features }: BinaryData, i: number): number => euclideanNorm(X.subarray(i * features, (i + 1) * features));

/** How far every unit may move before this sample changes sides: a dead one until a unit wakes, another until its margin falls to 1. */
function sampleRadius(z: readonly number[], v: Float64Array, y: number, length: number, dead: boolean): number {
  if (dead) return z.reduce((least, zj) => Math.min(least, -zj), Infinity) / length;
  if (length === 0) return Infinity;
  if (worstMargin(z, v, y, 0) === 1) return 0;
  let low = 0;
  let high = z.reduce((most, zj) => Math.max(most, Math.abs(zj)), 1) / length;
  for (;;) {
    const middle = (low + high) / 2;
    if (middle === low || middle === high) return low;
    if (worstMargin(z, v, y, middle * length) >= 1) low = middle;
    else high = middle;
  }
}

/** Least y·f when every pre-activation may move by `shift`: decreasing in it, and below 1 once all helpful units are off. */
function worstMargin(z: readonly number[], v: Float64Array, y: number, shift: number): number {
  return z.reduce((sum, zj, j) => {
    const helps = y * v[j] > 0;
    return sum + (helps ? 1 : -1) * Math.abs(v[j]) * Math.max(0, helps ? zj - shift : zj + shift);
  }, 0);
}
