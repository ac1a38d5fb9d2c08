import { count, RelulabError, show } from "../errors.js";
import { cholesky } from "../numerics/cholesky.js";
import { exp } from "../numerics/exp.js";
import { log } from "../numerics/log.js";

/** How samples of a component lie round its mean. */
export type ComponentLaw =
  /** No variance: every sample is the mean, assumption (S) of S3. */
  | { readonly kind: "point" }
  /** N(0, std²·I). */
  | { readonly kind: "gaussian"; readonly std: number }
  /** N(0, diag(variances)), one variance per feature. */
  | { readonly kind: "diagonal"; readonly variances: ArrayLike<number> }
  /** N(0, covariance), (features, features) row-major, symmetric and positive semi-definite. */
  | { readonly kind: "covariance"; readonly covariance: ArrayLike<number> }
  /** Uniform in a ball: bounded support, as (A1) of S3 wants it. */
  | { readonly kind: "ball"; readonly radius: number };

/** Turns standard normals, one per feature, into a sample round 0, in place; `uniform` in (0, 1] is the sample's own. */
export type Shape = (normals: Float64Array, uniform: number) => void;

const KEYS = {
  point: [],
  gaussian: ["std"],
  diagonal: ["variances"],
  covariance: ["covariance"],
  ball: ["radius"],
} as const;
const EXAMPLE = 'Use for example { kind: "gaussian", std: 0.1 }.';

/** Everything that can be wrong with a law is found here. Throws `ARG_*`; `where` starts the message. */
export function shapeOf(where: string, law: ComponentLaw, features: number): Shape {
  const keys: readonly string[] | undefined = Object.hasOwn(KEYS, law?.kind) ? KEYS[law.kind] : undefined;
  if (keys === undefined)
    throw refuse(where, "ARG_RANGE", `spread.kind must be one of ${Object.keys(KEYS).join(", ")}, got ${show(law?.kind)}`);
  const unknown = Object.keys(law).find((key) => key !== "kind" && !keys.includes(key));
  if (unknown !== undefined) throw refuse(where, "ARG_UNKNOWN", `a spread of kind ${law.kind} has no option ${show(unknown)}`);
  switch (law.kind) {
    case "point":
      return (normals) => void normals.fill(0);
    case "gaussian":
      return scaled(checkSize(where, "spread.std", law.std));
    case "ball":
      return inBall(checkSize(where, "spread.radius", law.radius), features);
    case "diagonal":
      return byFeature(where, law.variances, features);
    case "covariance":
      return correlated(where, law.covariance, features);
  }
}

const scaled =
  (std: number): Shape =>
  (normals) => {
    for (let c = 0; c < normals.length; c++) normals[c] *= std;
  };

/** Uniform in a ball: a direction from the normals, a radius with P(radius ≤ t) = t^d. */
const inBall =
  (radius: number, features: number): Shape =>
  (normals, uniform) => {
    let square = 0;
    for (let c = 0; c < normals.length; c++) square += normals[c] * normals[c];
    const scale = square === 0 ? 0 : (radius * exp(log(uniform) / features)) / Math.sqrt(square);
    for (let c = 0; c < normals.length; c++) normals[c] *= scale;
  };

function byFeature(where: string, variances: ArrayLike<number>, features: number): Shape {
  const deviations = readReals(where, "spread.variances", variances, features).map((variance, c) => {
    if (variance < 0) throw refuse(where, "ARG_RANGE", `spread.variances must be ≥ 0, entry ${count(c)} is ${show(variance)}`);
    return Math.sqrt(variance);
  });
  return (normals) => {
    for (let c = 0; c < features; c++) normals[c] *= deviations[c];
  };
}

function correlated(where: string, covariance: ArrayLike<number>, features: number): Shape {
  const matrix = readReals(where, "spread.covariance", covariance, features * features);
  for (let i = 0; i < features; i++)
    for (let j = 0; j < i; j++) {
      const [below, above] = [matrix[i * features + j], matrix[j * features + i]];
      if (Math.abs(below - above) > 1e-9 * Math.max(Math.abs(below), Math.abs(above)))
        throw refuse(
          where,
          "ARG_RANGE",
          `spread.covariance is not symmetric: entries (${i}, ${j}) and (${j}, ${i}) are ${below} and ${above}`,
        );
    }
  const L = cholesky(matrix, features);
  if (L === null) throw refuse(where, "ARG_RANGE", "spread.covariance is not positive semi-definite");
  // From the last feature to the first: row i needs the normals 0…i only.
  return (normals) => {
    for (let i = features - 1; i >= 0; i--) {
      let sum = 0;
      for (let j = 0; j <= i; j++) sum += L[i * features + j] * normals[j];
      normals[i] = sum;
    }
  };
}

function checkSize(where: string, name: string, value: number): number {
  if (typeof value === "number" && value >= 0 && value < Infinity) return value;
  throw refuse(where, "ARG_RANGE", `${name} must be a finite number ≥ 0, got ${show(value)}`);
}

/** A copy of `length` finite numbers. Throws `ARG_*`. */
export function readReals(where: string, name: string, value: ArrayLike<number>, length: number): Float64Array {
  if (Object(value) !== value || value.length !== length)
    throw refuse(where, "ARG_SHAPE", `${name} must have ${count(length)} numbers, got ${show(value)}`);
  const copy = Float64Array.from(value);
  const wrong = copy.findIndex((number) => !(number - number === 0));
  if (wrong >= 0) throw refuse(where, "ARG_RANGE", `${name} must be finite numbers, entry ${count(wrong)} is ${show(value[wrong])}`);
  return copy;
}

const refuse = (where: string, code: "ARG_RANGE" | "ARG_SHAPE" | "ARG_UNKNOWN", what: string): RelulabError =>
  new RelulabError(code, `${where}: ${what}.`, EXAMPLE);
