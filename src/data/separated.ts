import { RelulabError } from "../errors.js";
import { euclideanNorm } from "../numerics/norm.js";
import type { Steps } from "../numerics/steps.js";
import type { Instance } from "../wasm/instance.js";
import type { BinaryData } from "./dataset.js";
import { ROLE, seedWords } from "./streams.js";
import { DEFAULT_MU } from "./unitSphere.js";

export interface SeparatedOptions {
  readonly samples: number;
  /** d ≥ 3, the constant last one among them. */
  readonly features: number;
  /** φ: no two samples of different labels are nearer than this. At most 2√(1 − μ²). */
  readonly separation: number;
  /** μ, the last feature of every sample. Default 0.5. */
  readonly mu?: number;
  /** Pairs of samples with different labels at the distance φ itself; without one, samples in many dimensions are about √2 apart. Default 1. */
  readonly closePairs?: number;
  /** Default 1. */
  readonly seed?: number;
  /** Default 0. */
  readonly trial?: number;
}

export const separatedBytes = ({ features }: SeparatedOptions, bytesPerReal: number): number => 2 * features * bytesPerReal;

/** Candidates drawn for each sample, on average, before it is said that there is no room. */
const MOST_TRIES = 500;

/**
 * S4-D2: samples (√(1 − μ²)·u, μ) with u uniform on the unit sphere, labels +1 and −1 in turn; a candidate nearer than φ to a sample of the other
 * label is thrown away. The first samples are pairs at distance φ. Candidate number t is stream (data, part t): u and the direction in which its
 * partner lies. Throws `ARG_RANGE` where so many samples at that distance were not found.
 */
export function* separated(instance: Instance, options: SeparatedOptions): Steps<BinaryData> {
  const { samples, features, separation, mu = DEFAULT_MU, closePairs = 1 } = options;
  const radius = Math.sqrt((1 - mu) * (1 + mu));
  const draw = candidates(instance, options);
  const accepted: Float64Array[] = [];
  // |u − u'|² = 2 − 2⟨u, u'⟩ must be at least this.
  const least = (separation / radius) * (separation / radius);
  for (let tries = 0; accepted.length < samples; tries++) {
    if (tries > MOST_TRIES * samples) throw noRoom(options, accepted.length);
    const { u, direction } = draw(tries);
    const pair = accepted.length < 2 * closePairs;
    const group = pair ? [u, partner(u, direction, least)] : [u];
    if (group.every((point, t) => isFar(point, accepted, accepted.length + t, least))) accepted.push(...group);
    yield;
  }
  const X = instance.precision === "f32" ? new Float32Array(samples * features) : new Float64Array(samples * features);
  accepted.forEach((u, i) => {
    X.set(
      u.map((x) => radius * x),
      i * features,
    );
    X[(i + 1) * features - 1] = mu;
  });
  const y = Int8Array.from({ length: samples }, (_, i) => (i % 2 === 0 ? 1 : -1));
  return { samples, features, X, y, name: `${samples} unit vectors of ${features} features, classes ${separation} apart` };
}

function candidates(
  instance: Instance,
  { features, seed = 1, trial = 0 }: SeparatedOptions,
): (part: number) => { u: Float64Array; direction: Float64Array } {
  const [low, high] = seedWords(seed);
  const d = features - 1;
  return (part) => {
    instance.call((k) => k.gaussianFill(instance.base, 2 * d, 0, trial, ROLE.data, part, low, high));
    const normals = Float64Array.from(instance.reals(instance.base, 2 * d));
    return { u: unit(normals.slice(0, d)), direction: normals.slice(d) };
  };
}

const unit = (v: Float64Array): Float64Array => {
  const norm = euclideanNorm(v);
  return v.map((x) => x / norm);
};

/** The unit vector at squared distance `square` from u, on the side of a direction. */
function partner(u: Float64Array, direction: Float64Array, square: number): Float64Array {
  const along = u.reduce((sum, x, c) => sum + x * direction[c], 0);
  const across = unit(direction.map((x, c) => x - along * u[c]));
  const cosine = 1 - square / 2;
  const sine = Math.sqrt(Math.max(0, 1 - cosine * cosine));
  return u.map((x, c) => cosine * x + sine * across[c]);
}

/** Is it at least √least from every accepted sample whose number has the other parity, that is the other label? */
function isFar(point: Float64Array, accepted: readonly Float64Array[], number: number, least: number): boolean {
  return accepted.every((other, i) => {
    if (i % 2 === number % 2) return true;
    let product = 0;
    for (let c = 0; c < point.length; c++) product += point[c] * other[c];
    return 2 - 2 * product >= least;
  });
}

function noRoom({ samples, features, separation }: SeparatedOptions, found: number): RelulabError {
  return new RelulabError(
    "ARG_RANGE",
    `data.separated(): found room for ${found} of ${samples} samples at separation ${separation} in ${features} features.`,
    "Use a smaller separation, fewer samples or closePairs, or more features.",
  );
}
