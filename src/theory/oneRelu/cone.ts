import type { Constraint } from "../../data/constraint.js";
import { spanProjection } from "../../data/orthonormal.js";
import { RelulabError } from "../../errors.js";
import { euclideanNorm } from "../../numerics/norm.js";
import { groupSquares } from "../../train/projection/groups.js";
import { markLargest } from "../../train/projection/largest.js";

// The descent cone C of K at w* (S1 Def. 2.1) and P_C(z). For every row of the table
// sup{⟨u, z⟩ : u ∈ C, ‖u‖ ≤ 1} = ‖P_C(z)‖, because C is a closed cone (for ℓ0 a union of subspaces).

/** w* counts as being on the boundary of K when R(w*) misses the radius by at most this part of it. */
const BOUNDARY = 1e-9;

const outsideOf = (size: number, radius: number): RelulabError =>
  new RelulabError(
    "ARG_RANGE",
    `the truth lies outside of the constraint: its R(w*) is ${size}, the constraint has ${radius}.`,
    "Use oracleConstraint() or a larger constraint.",
  );

function onBoundary(size: number, radius: number): boolean {
  if (size > radius * (1 + BOUNDARY)) throw outsideOf(size, radius);
  return size >= radius * (1 - BOUNDARY);
}

const sum = (v: Float64Array): number => v.reduce((total, x) => total + x, 0);
const outside = (z: Float64Array, truth: Float64Array): Float64Array => z.map((x, j) => (truth[j] === 0 ? x : 0));

/**
 * The nearest point to z of a closed cone that contains every w − w* with w ∈ K. ℓ0: the support of w* and any s entries besides it, a cone
 * larger than needed. Convex K: the tangent cone. All of R^d where w* is inside of K. Throws `ARG_RANGE` where w* is outside.
 */
export function projectOntoCone(constraint: Constraint, truth: Float64Array, z: Float64Array): Float64Array {
  switch (constraint.kind) {
    case "l0":
      return beside(z, truth, outside(z, truth), constraint.sparsity);
    case "non-negative-l0":
      return beside(z, truth, outside(z, truth).map(positive), constraint.sparsity);
    case "group-l0":
      return besideGroups(z, truth, constraint.groups, constraint.groupSize);
    case "subspace":
      return spanProjection(z, constraint.basis, constraint.dimension);
    case "non-negative":
      return z.map((x, j) => (truth[j] > 0 ? x : positive(x)));
    case "box":
      return z.map((x, j) =>
        Math.min(truth[j] >= constraint.upper ? 0 : Infinity, Math.max(truth[j] <= constraint.lower ? 0 : -Infinity, x)),
      );
    case "l2":
      return ballCone(z, truth, constraint.radius);
    case "l1":
      return l1Cone(z, truth, constraint.radius);
    case "simplex":
      return simplexCone(z, truth, constraint.total);
  }
}

/** sup of ⟨u, z⟩ over u ∈ C ∩ B (S1 eq. 6.1, 6.11). */
export function coneSupremum(constraint: Constraint, truth: Float64Array, z: Float64Array): number {
  return euclideanNorm(projectOntoCone(constraint, truth, z));
}

const positive = (x: number): number => (x > 0 ? x : 0);

function beside(z: Float64Array, truth: Float64Array, others: Float64Array, sparsity: number): Float64Array {
  onBoundary(truth.filter((w) => w !== 0).length, sparsity);
  const marks = markLargest(
    others.map((x) => Math.abs(x)),
    sparsity,
  );
  return z.map((x, j) => (truth[j] === 0 ? (marks[j] === 1 ? others[j] : 0) : x));
}

function besideGroups(z: Float64Array, truth: Float64Array, groups: number, groupSize: number): Float64Array {
  const own = groupSquares(truth, groupSize);
  onBoundary(own.filter((square) => square !== 0).length, groups);
  const marks = markLargest(
    groupSquares(z, groupSize).map((square, g) => (own[g] === 0 ? square : 0)),
    groups,
  );
  return z.map((x, j) => {
    const g = Math.floor(j / groupSize);
    return own[g] !== 0 || marks[g] === 1 ? x : 0;
  });
}

/** u·w* ≤ 0. */
function ballCone(z: Float64Array, truth: Float64Array, radius: number): Float64Array {
  const norm = euclideanNorm(truth);
  if (!onBoundary(norm, radius)) return z.slice();
  if (norm === 0) return new Float64Array(z.length);
  const along = positive(sum(z.map((x, j) => (x * truth[j]) / norm)));
  return z.map((x, j) => x - (along * truth[j]) / norm);
}

/** ‖u off S‖₁ ≤ −sgn(w*)·u_S; its polar cone is {t·subgradients, t ≥ 0}, and P_C(z) = z − the nearest of them. */
function l1Cone(z: Float64Array, truth: Float64Array, radius: number): Float64Array {
  if (!onBoundary(sum(truth.map((w) => Math.abs(w))), radius)) return z.slice();
  const signed = z.map((x, j) => Math.sign(truth[j]) * x);
  const t = Math.max(
    0,
    level(
      signed,
      truth,
      z.map((x) => Math.abs(x)),
    ),
  );
  return z.map((x, j) => (truth[j] === 0 ? Math.sign(x) * positive(Math.abs(x) - t) : x - Math.sign(truth[j]) * t));
}

/** Σu = 0 and u ≥ 0 off S. */
function simplexCone(z: Float64Array, truth: Float64Array, total: number): Float64Array {
  const size = sum(truth);
  if (!onBoundary(size, total)) throw outsideOf(size, total);
  const t = level(z, truth, z);
  return z.map((x, j) => (truth[j] === 0 ? positive(x - t) : x - t));
}

/** t with Σ_S (inside_j − t) + Σ off S (others_j − t)₊ = 0: the minimiser of the squares; S empty: the largest of others. */
function level(inside: Float64Array, truth: Float64Array, others: Float64Array): number {
  const off = others.filter((_, j) => truth[j] === 0).sort();
  let count = inside.length - off.length;
  let total = 0;
  inside.forEach((x, j) => (total += truth[j] === 0 ? 0 : x));
  let t = count === 0 ? -Infinity : total / count;
  for (let k = off.length - 1; k >= 0 && off[k] > t; k--) {
    total += off[k];
    t = total / ++count;
  }
  return t;
}
