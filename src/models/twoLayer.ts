import { RelulabError } from "../errors.js";
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

/** W⁰: entries N(0, 1), all 0, rows uniform in the ball of a radius, or given as (hidden, features) row-major. */
export type InitialWeights = "gaussian" | "zero" | { readonly ball: number } | ArrayLike<number>;

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
    instance.call((k) => k.gaussianFill(pointer, weights.length, 0, address.trial, ROLE.init, 0, low, high));
    if (init !== "gaussian") scaleIntoBall(weights, features, init.ball, address);
  }
}

/** Gaussian rows become uniform in the ball: direction kept, length = radius·max of d uniforms (which has the law of u^{1/d}). */
function scaleIntoBall(weights: Float32Array | Float64Array, features: number, radius: number, address: WeightAddress): void {
  for (let start = 0; start < weights.length; start += features) {
    const row = weights.subarray(start, start + features);
    let square = 0;
    for (const w of row) square += w * w;
    if (square === 0) continue; // one feature may draw exactly 0: the centre is in the ball, 0/0 is not
    const scale = (radius * largestUniform(features, start / features, address)) / Math.sqrt(square);
    for (let i = 0; i < features; i++) row[i] *= scale;
  }
}

function largestUniform(draws: number, unit: number, { seed, trial }: WeightAddress): number {
  const stream = new WordStream({ seed, trial, role: ROLE.init, part: 1 + unit });
  let largest = 0;
  for (let i = 0; i < draws; i++) largest = Math.max(largest, stream.uniform());
  return largest;
}

/** Greatest Euclidean norm of a row of W, (hidden, features) row-major; f64 sums. */
export function largestRow(weights: ArrayLike<number>, features: number): number {
  let largest = 0;
  for (let start = 0; start < weights.length; start += features) {
    let square = 0;
    for (let c = start; c < start + features; c++) square += weights[c] * weights[c];
    largest = Math.max(largest, square);
  }
  return Math.sqrt(largest);
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
