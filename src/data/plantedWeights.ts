import { reading, RelulabError, show } from "../errors.js";
import { euclideanNorm } from "../numerics/norm.js";
import type { Steps } from "../numerics/steps.js";
import type { Constraint } from "./constraint.js";
import { orthonormalise } from "./orthonormal.js";
import { ROLE, WordStream } from "./streams.js";

/** Laws of w*. `sparsity`, `groups` and `dimension` are exact. */
export type PlantedWeights =
  /** Random support; entries N(0, 1) (errata 21) or ±1/√s. */
  | { readonly kind: "sparse"; readonly sparsity: number; readonly entries?: "normal" | "signs" }
  /** Random groups of `groupSize` neighbours, entries N(0, 1). */
  | { readonly kind: "group-sparse"; readonly groups: number; readonly groupSize: number }
  /** Entries |N(0, 1)|, on a random support where sparsity is given. */
  | { readonly kind: "non-negative"; readonly sparsity?: number }
  /** As non-negative, divided by their sum. */
  | { readonly kind: "simplex"; readonly sparsity?: number }
  /** Normal coordinates in the span of `dimension` Gaussian vectors, made orthonormal. */
  | { readonly kind: "subspace"; readonly dimension: number }
  /** Entries N(0, 1). */
  | { readonly kind: "dense" };

export type DrawNormals = (length: number, role: (typeof ROLE)[keyof typeof ROLE], part: number) => Steps<Float32Array | Float64Array>;

export interface DrawnWeights {
  readonly weights: Float64Array;
  /** The smallest set of its kind that holds them. */
  readonly constraint: Constraint;
  /** For names: "20-sparse". */
  readonly what: string;
}

interface Address {
  readonly seed: number;
  readonly trial: number;
}

const KEYS = {
  sparse: ["sparsity", "entries"],
  "group-sparse": ["groups", "groupSize"],
  "non-negative": ["sparsity"],
  simplex: ["sparsity"],
  subspace: ["dimension"],
  dense: [],
} as const;

/**
 * Element c of stream (truth, part 0) is feature c's normal, used where c is in the support, so that a sparser w* of the same seed has the
 * same values; the support is the start of one random order of features or groups, words of stream (truth, part 1). The basis of a
 * subspace comes from stream (truth, part 2), its coordinates from part 0. Throws `ARG_*`.
 */
export function* drawWeights(law: PlantedWeights, features: number, address: Address, normals: DrawNormals): Steps<DrawnWeights> {
  reading("data.planted()", () => checkLaw(law));
  const chosen = (count: number, of: number): Set<number> => randomSubset(count, of, address);
  if (law.kind === "subspace") return yield* inSubspace(size("dimension", law.dimension, features), features, normals);
  const values = Float64Array.from(yield* normals(features, ROLE.truth, 0));
  switch (law.kind) {
    case "sparse": {
      const sparsity = size("sparsity", law.sparsity, features);
      const support = chosen(sparsity, features);
      const entries = law.entries === "signs" ? values.map((x) => (x < 0 ? -1 : 1)) : values;
      return { weights: unit(keep(entries, support)), constraint: { kind: "l0", sparsity }, what: `${sparsity}-sparse` };
    }
    case "group-sparse": {
      const groupSize = size("groupSize", law.groupSize, features);
      const groups = size("groups", law.groups, Math.ceil(features / groupSize));
      const on = chosen(groups, Math.ceil(features / groupSize));
      const weights = unit(values.map((x, c) => (on.has(Math.floor(c / groupSize)) ? x : 0)));
      return { weights, constraint: { kind: "group-l0", groups, groupSize }, what: `${groups}-group-sparse` };
    }
    case "non-negative":
    case "simplex":
      return positive(law, features, chosen, values);
    case "dense":
      return { weights: unit(values), constraint: { kind: "l2", radius: 1 }, what: "dense" };
  }
}

function positive(
  { kind, sparsity }: { kind: "non-negative" | "simplex"; sparsity?: number },
  features: number,
  chosen: (count: number, of: number) => Set<number>,
  values: Float64Array,
): DrawnWeights {
  const all = values.map((x) => Math.abs(x));
  const count = sparsity === undefined ? features : size("sparsity", sparsity, features);
  const weights = sparsity === undefined ? all : keep(all, chosen(count, features));
  const what = sparsity === undefined ? kind : `${count}-sparse ${kind}`;
  if (kind === "simplex") {
    const sum = weights.reduce((total, x) => total + x, 0);
    return { weights: weights.map((x) => x / sum), constraint: { kind, total: 1 }, what };
  }
  const constraint: Constraint = sparsity === undefined ? { kind } : { kind: "non-negative-l0", sparsity: count };
  return { weights: unit(weights), constraint, what };
}

function* inSubspace(dimension: number, features: number, normals: DrawNormals): Steps<DrawnWeights> {
  const basis = orthonormalise(yield* normals(dimension * features, ROLE.truth, 2), dimension, features);
  const coordinates = yield* normals(dimension, ROLE.truth, 0);
  const weights = new Float64Array(features);
  for (let t = 0; t < dimension; t++) for (let c = 0; c < features; c++) weights[c] += coordinates[t] * basis[t * features + c];
  return { weights: unit(weights), constraint: { kind: "subspace", basis, dimension }, what: `${dimension}-dimensional` };
}

const keep = (values: Float64Array, support: ReadonlySet<number>): Float64Array => values.map((x, c) => (support.has(c) ? x : 0));

function unit(values: Float64Array): Float64Array {
  const norm = euclideanNorm(values);
  return values.map((x) => x / norm);
}

function randomSubset(count: number, of: number, { seed, trial }: Address): Set<number> {
  const stream = new WordStream({ seed, trial, role: ROLE.truth, part: 1 });
  const order = Uint32Array.from({ length: of }, (_, c) => c);
  for (let t = 0; t < count; t++) {
    const other = t + stream.integer(of - t);
    [order[t], order[other]] = [order[other], order[t]];
  }
  return new Set(order.subarray(0, count));
}

function checkLaw(law: PlantedWeights): void {
  const keys: readonly string[] | undefined = Object.hasOwn(KEYS, law?.kind) ? KEYS[law.kind] : undefined;
  const unknown = keys && Object.keys(law).find((key) => key !== "kind" && !keys.includes(key));
  if (keys === undefined || unknown !== undefined)
    throw new RelulabError(
      keys === undefined ? "ARG_RANGE" : "ARG_UNKNOWN",
      keys === undefined
        ? `data.planted(): weights.kind must be one of ${Object.keys(KEYS).join(", ")}, got ${show(law?.kind)}.`
        : `data.planted(): ${law.kind} weights have no option ${show(unknown)}.`,
      'Use for example weights: { kind: "sparse", sparsity: 20 }.',
    );
  if (law.kind === "sparse" && law.entries !== undefined && law.entries !== "normal" && law.entries !== "signs")
    throw new RelulabError(
      "ARG_RANGE",
      `data.planted(): weights.entries must be normal or signs, got ${show(law.entries)}.`,
      "Leave it out.",
    );
}

function size(name: string, value: number, most: number): number {
  if (Number.isSafeInteger(value) && value >= 1 && value <= most) return value;
  throw new RelulabError(
    "ARG_RANGE",
    `data.planted(): weights.${name} must be an integer from 1 to ${most}, got ${show(value)}.`,
    "Use for example a fiftieth of the features.",
  );
}
