import { reading, RelulabError, show } from "../errors.js";
import { dot, euclideanNorm } from "../numerics/norm.js";

// Orthonormal bases as the rows of a (dimension, features) row-major matrix.

const row = (basis: Float64Array, t: number, features: number): Float64Array => basis.subarray(t * features, (t + 1) * features);

/** The nearest point to v in the span of the first `dimension` rows: Σ_t ⟨b_t, v⟩ b_t. */
export function spanProjection(v: Float64Array, basis: Float64Array, dimension: number): Float64Array {
  const w = new Float64Array(v.length);
  for (let t = 0; t < dimension; t++) {
    const b = row(basis, t, v.length);
    const c = dot(b, v);
    for (let j = 0; j < w.length; j++) w[j] += c * b[j];
  }
  return w;
}

/** Largest |⟨b_t, b_u⟩ − 1{t = u}|. */
export function orthonormalityError(basis: Float64Array, dimension: number, features: number): number {
  let worst = 0;
  for (let t = 0; t < dimension; t++)
    for (let u = 0; u <= t; u++) {
      const product = dot(row(basis, t, features), row(basis, u, features));
      worst = Math.max(worst, Math.abs(product - (t === u ? 1 : 0)));
    }
  return worst;
}

/** What is left of a vector must be longer than this part of it to count as another dimension. */
const INDEPENDENT = 1e-10;

function readVectors(vectors: ArrayLike<number>, dimension: number, features: number): Float64Array {
  const isSize = (value: unknown): boolean => Number.isSafeInteger(value) && (value as number) >= 0;
  if (!isSize(dimension) || !isSize(features) || vectors.length !== dimension * features)
    throw new RelulabError(
      "ARG_SHAPE",
      `orthonormalise(): ${show(dimension)} vectors of ${show(features)} numbers must be as many numbers, got ${show(vectors.length)}.`,
      "Pass the vectors as the rows of one (dimension, features) matrix.",
    );
  const basis = Float64Array.from(vectors);
  const bad = basis.findIndex((x) => !(x - x === 0));
  if (bad < 0) return basis;
  throw new RelulabError(
    "ARG_RANGE",
    `orthonormalise(): the vectors must be finite, entry ${bad} is ${basis[bad]}.`,
    "Pass finite numbers.",
  );
}

/**
 * An orthonormal basis, (dimension, features) row-major, of the span of as many vectors, by Gram-Schmidt done twice ("twice is enough").
 * Throws `ARG_SHAPE` for a wrong length and `ARG_RANGE` where a vector depends on those before it.
 */
export function orthonormalise(vectors: ArrayLike<number>, dimension: number, features: number): Float64Array {
  const basis = reading("orthonormalise()", () => readVectors(vectors, dimension, features));
  for (let t = 0; t < dimension; t++) {
    const b = row(basis, t, features);
    const before = euclideanNorm(b);
    for (let again = 0; again < 2; again++) {
      const inside = spanProjection(b, basis, t);
      for (let j = 0; j < features; j++) b[j] -= inside[j];
    }
    const norm = euclideanNorm(b);
    if (!(norm > INDEPENDENT * before))
      throw new RelulabError("ARG_RANGE", `orthonormalise(): vector ${t} lies in the span of those before it.`, "Leave it out.");
    for (let j = 0; j < features; j++) b[j] /= norm;
  }
  return basis;
}
