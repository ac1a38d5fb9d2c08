import { RelulabError } from "../../errors.js";
import { ROLE, WordStream } from "../../data/streams.js";
import { binomialLowerTail, binomialUpperTail } from "../../numerics/binomialTest.js";
import { exp } from "../../numerics/exp.js";
import { log } from "../../numerics/log.js";
import { log1m } from "../../numerics/log1m.js";
import { checkNumber } from "../../train/check.js";
import { checkPairs } from "./network.js";

// Plain SGD with ReLU on the basis data, all labelled +1 (S2 §7.2). Coordinate j is dead when no row of the positive half has
// w[j] > 0; by Lemma 12 the dead set never changes, so W⁰ alone decides: SGD succeeds if and only if no coordinate is dead.

const LN2 = 0.6931471805599453;

/** d coordinates, k positive rows. */
export interface BasisSize {
  readonly features: number;
  readonly pairs: number;
}

const checkFeatures = (where: string, features: unknown): number =>
  checkNumber(where, "features", features, { min: 1, integer: true, example: 64 });

/** 2^{−k}, exactly. */
const powerOfHalf = (k: number): number => Array.from({ length: Math.min(k, 1100) }).reduce<number>((x) => x / 2, 1);

/**
 * P(success) = (1 − 2^{−k})^d exactly, for every law of W⁰ under which the signs of the positive half are fair independent coins
 * (S2-T8). Throws `ARG_*`.
 */
export function basisSuccess({ features, pairs }: BasisSize): number {
  const d = checkFeatures("basisSuccess()", features);
  return exp(d * log1m(powerOfHalf(checkPairs("basisSuccess()", pairs))));
}

/**
 * The thresholds of S2 Theorem 9: with probability at least 1 − δ, SGD fails if k ≤ `failsUpTo` = log₂(−d/ln δ) and succeeds if
 * k ≥ `succeedsFrom` = log₂(d/δ) (errata 30: as in the proof). Throws `ARG_*`.
 */
export function basisThresholds(features: number, delta: number): { readonly failsUpTo: number; readonly succeedsFrom: number } {
  const where = "basisThresholds()";
  const d = checkFeatures(where, features);
  const small = checkNumber(where, "delta", delta, { above: 0, max: 0.999, example: 0.1 });
  return { failsUpTo: log(-d / log(small)) / LN2, succeedsFrom: log(d / small) / LN2 };
}

export interface BasisUpdatesInput {
  readonly features: number;
  /** C ≥ every |W⁰_ij|. */
  readonly largestWeight: number;
  /** η. */
  readonly learningRate: number;
  /** v of the output weights ±v. Default 1, the paper's. */
  readonly outputWeight?: number;
}

/** The most non-zero updates on basis data, d·⌈max(C, 1/v)/(ηv)⌉ (S2 Theorem 9; errata 30). Throws `ARG_*`. */
export function basisUpdates({ features, largestWeight, learningRate, outputWeight = 1 }: BasisUpdatesInput): number {
  const where = "basisUpdates()";
  const d = checkFeatures(where, features);
  const C = checkNumber(where, "largestWeight", largestWeight, { min: 0, example: 1 });
  const eta = checkNumber(where, "learningRate", learningRate, { above: 0, example: 0.1 });
  const v = checkNumber(where, "outputWeight", outputWeight, { above: 0, example: 1 });
  return d * Math.ceil(Math.max(C, 1 / v) / (eta * v));
}

/**
 * K of Lemma 12: the coordinates at which no row with positive output weight is above 0. `weights` is (hidden, features) row-major.
 * It is the same at every step of plain SGD with ReLU on basis data (S2-T9). Throws `ARG_SHAPE`.
 */
export function deadCoordinates(weights: ArrayLike<number>, outputWeights: ArrayLike<number>, features: number): number[] {
  if (weights.length !== outputWeights.length * features)
    throw new RelulabError(
      "ARG_SHAPE",
      `deadCoordinates(): ${outputWeights.length} units of ${features} features need ${outputWeights.length * features} weights, got ${weights.length}.`,
      "Pass weights (hidden, features) row-major.",
    );
  const alive = new Uint8Array(features);
  for (let j = 0; j < outputWeights.length; j++)
    if (outputWeights[j] > 0) for (let c = 0; c < features; c++) if (weights[j * features + c] > 0) alive[c] = 1;
  return Array.from(alive, (lives, c) => (lives === 0 ? c : -1)).filter((c) => c >= 0);
}

/**
 * Would SGD succeed from a random start? Draws the signs of the positive half, one word of stream (construction, part 0) for 32 of a
 * coordinate's k coins, and decides by Lemma 12 without training. A pure function of its arguments. Throws `ARG_*`.
 */
export function simulateBasis({ features, pairs, seed, trial }: BasisSize & { readonly seed: number; readonly trial: number }): boolean {
  const where = "simulateBasis()";
  const d = checkFeatures(where, features);
  const k = checkPairs(where, pairs);
  const stream = new WordStream({ seed, trial, role: ROLE.construction, part: 0 });
  let allAlive = true;
  for (let c = 0; c < d; c++) {
    let alive = false;
    for (let left = k; left > 0; left -= 32) alive = stream.word() >>> Math.max(0, 32 - left) !== 0 || alive;
    allAlive &&= alive;
  }
  return allAlive;
}

export interface BasisLawTest {
  /** (1 − 2^{−k})^d. */
  readonly probability: number;
  /** P(at most, at least so many successes) under the law. */
  readonly lowerTail: number;
  readonly upperTail: number;
  /** Neither tail below `level`. */
  readonly passed: boolean;
}

/** A two-sided binomial test of successes against the exact law, each tail at `level`. Throws `ARG_*`. */
export function testBasisLaw(successes: number, trials: number, size: BasisSize, level = 1e-6): BasisLawTest {
  const where = "testBasisLaw()";
  const n = checkNumber(where, "trials", trials, { min: 1, integer: true, example: 1000 });
  const s = checkNumber(where, "successes", successes, { min: 0, max: n, integer: true, example: 370 });
  const limit = checkNumber(where, "level", level, { above: 0, max: 0.5, example: 1e-6 });
  const probability = basisSuccess(size);
  const lowerTail = binomialLowerTail(s, n, probability);
  const upperTail = binomialUpperTail(s, n, probability);
  return { probability, lowerTail, upperTail, passed: lowerTail >= limit && upperTail >= limit };
}
