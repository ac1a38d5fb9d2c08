import { RelulabError, show } from "../errors.js";
import { euclideanNorm } from "../numerics/norm.js";
import { ROLE, seedWords, WordStream } from "../data/streams.js";
import type { Instance } from "../wasm/instance.js";
import type { Precision } from "../wasm/binary.js";

/** Hidden units rounded up to whole vectors: the width of a feature-major weight row. */
export function paddedHidden(hidden: number, precision: Precision): number {
  const lanes = precision === "f32" ? 4 : 2;
  return Math.ceil(hidden / lanes) * lanes;
}

/** The second layer of S0 §6: +1 for the first ⌊k/2⌋ units, −1 for the others. */
export function defaultOutputWeights(hidden: number): Float64Array {
  return Float64Array.from({ length: hidden }, (_, j) => (j < Math.floor(hidden / 2) ? 1 : -1));
}

/** The second layer of S2 §2: +v for the first half of the units, −v for the others. Throws `ARG_RANGE` for an odd number of units. */
export function plusMinus(hidden: number, v: number, where = "plusMinus()"): Float64Array {
  if (hidden % 2 === 0) return Float64Array.from({ length: hidden }, (_, j) => (j < hidden / 2 ? v : -v));
  throw new RelulabError(
    "ARG_RANGE",
    `${where}: output weights ±v need an even number of hidden units, got ${show(hidden)}.`,
    `Use ${hidden + 1} units, or give outputWeights one by one.`,
  );
}

/** Laws of W⁰ with one number: rows uniform in the ball or on the sphere of a radius (S2-I1), or entries uniform in [−C, C] (S2-I2). */
export type DrawnWeights = { readonly ball: number } | { readonly sphere: number } | { readonly box: number };

/** W⁰: entries N(0, 1), all 0, drawn with a size, or given as (hidden, features) row-major. */
export type InitialWeights = "gaussian" | "zero" | DrawnWeights | ArrayLike<number>;

export interface WeightAddress {
  readonly seed: number;
  readonly trial: number;
}

/**
 * Writes W⁰ as (hidden, features) row-major reals at `pointer`. Element e = j·d + i of the stream (trial, init, part 0) is W⁰[j][i],
 * so a wider net starts with the rows of a narrower one of the same seed.
 */
export function writeInitialWeights(
  instance: Instance,
  pointer: number,
  hidden: number,
  features: number,
  init: InitialWeights,
  address: WeightAddress,
): void {
  const weights = instance.reals(pointer, hidden * features);
  if (init === "zero") weights.fill(0);
  else if (typeof init === "object" && "length" in init) weights.set(init);
  else {
    const [low, high] = seedWords(address.seed);
    const box = typeof init === "object" && "box" in init;
    const fill = box ? "uniformFill" : "gaussianFill";
    instance.call((k) => k[fill](pointer, weights.length, 0, address.trial, ROLE.init, 0, low, high));
    if (init === "gaussian") return;
    if ("box" in init) spreadOverBox(weights, init.box);
    else if ("sphere" in init) scaleRows(weights, features, () => init.sphere);
    else scaleRows(weights, features, (unit) => init.ball * largestUniform(features, unit, address));
  }
}

/**
 * Gaussian rows become uniform on spheres: direction kept, length given by the unit. In the ball, the length is radius·max of d uniforms
 * (which has the law of u^{1/d}).
 */
function scaleRows(weights: Float32Array | Float64Array, features: number, length: (unit: number) => number): void {
  for (let start = 0; start < weights.length; start += features) {
    const row = weights.subarray(start, start + features);
    const norm = euclideanNorm(row);
    if (norm === 0) continue; // one feature may draw exactly 0: 0/0 is no weight
    const scale = length(start / features) / norm;
    for (let i = 0; i < features; i++) row[i] *= scale;
  }
}

/** The middle of each of the 2²⁴ (f64: 2⁵³) cells of [0, 1) goes to [−C, C]: never 0, and both signs are exactly as likely. */
function spreadOverBox(weights: Float32Array | Float64Array, bound: number): void {
  const cell = weights instanceof Float32Array ? 2 ** -24 : 2 ** -53;
  for (let e = 0; e < weights.length; e++) weights[e] = bound * (2 * weights[e] - 1 + cell);
}

function largestUniform(draws: number, unit: number, { seed, trial }: WeightAddress): number {
  const stream = new WordStream({ seed, trial, role: ROLE.init, part: 1 + unit });
  let largest = 0;
  for (let i = 0; i < draws; i++) largest = Math.max(largest, stream.uniform());
  return largest;
}

/** Greatest Euclidean norm of a row of W, (hidden, features) row-major; f64 sums. */
export function largestRow(weights: ArrayLike<number>, features: number): number {
  const own = weights instanceof Float32Array || weights instanceof Float64Array ? weights : Float64Array.from(weights);
  let largest = 0;
  for (let start = 0; start < own.length; start += features)
    largest = Math.max(largest, euclideanNorm(own.subarray(start, start + features)));
  return largest;
}

/** Throws `ARG_*` unless v, finite numbers, has no 0 and both signs (S0-M1). */
export function checkOutputWeights(v: Float64Array, where: string): void {
  const hidden = v.length;
  const zero = v.indexOf(0);
  if (zero >= 0)
    throw new RelulabError(
      "ARG_RANGE",
      `${where}: outputWeights must not be 0, entry ${zero} is.`,
      "Drop units with output weight 0: they never matter.",
    );
  const positive = v.filter((x) => x > 0).length;
  if (positive === 0 || positive === hidden)
    throw new RelulabError(
      "ARG_RANGE",
      `${where}: outputWeights needs at least one positive and one negative entry, got ${positive} positive of ${hidden}.`,
      "Use for example +1 for the first half and -1 for the rest.",
    );
}
