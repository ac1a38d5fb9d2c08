import type { Constraint } from "../../data/constraint.js";
import { spanProjection } from "../../data/orthonormal.js";
import { reading, RelulabError, show } from "../../errors.js";
import { readConstraint } from "./check.js";
import { projectBox, projectL1, projectL2 } from "./norms.js";
import { projectGroupL0, projectL0, projectNonNegative, projectNonNegativeL0 } from "./selection.js";
import { projectSimplex } from "./simplex.js";

/** A projection of the user's own; it gets a copy and must return as many finite numbers. */
export type OwnProjection = (w: Float64Array) => Float64Array;
export type Projection = Constraint | OwnProjection;

/**
 * P_K(v) = argmin ‖w − v‖₂ over w ∈ K (S1 eq. 3.2), exact up to rounding, f64; v is not changed. Where several w are nearest (ℓ0), the
 * lowest indices win. Throws `ARG_*` for a wrong constraint, a vector that is not finite, or a wrong result of an own projection.
 */
export function project(vector: ArrayLike<number>, projection: Projection): Float64Array {
  const v = reading("project()", () => finiteVector("project()", vector));
  if (typeof projection === "function") return applyOwn("project()", projection, v);
  return projectOnto(v, readConstraint("project()", projection, v.length));
}

function finiteVector(where: string, vector: ArrayLike<number>): Float64Array {
  if (typeof vector !== "object" || vector === null || !("length" in vector))
    throw new RelulabError("ARG_TYPE", `${where}: the vector must be numbers, got ${show(vector)}.`, "Pass a Float64Array.");
  const v = Float64Array.from(vector);
  const bad = v.findIndex((x) => !(x - x === 0));
  if (bad >= 0)
    throw new RelulabError("ARG_RANGE", `${where}: the vector must be finite, entry ${bad} is ${v[bad]}.`, "Pass finite numbers.");
  return v;
}

/** An own projection's result, checked: right length, finite. */
export function applyOwn(where: string, projection: OwnProjection, v: Float64Array): Float64Array {
  const w: unknown = projection(v.slice());
  return reading(where, () => readResult(where, w, v.length));
}

function readResult(where: string, w: unknown, length: number): Float64Array {
  if (typeof w !== "object" || w === null || (w as Float64Array).length !== length)
    throw new RelulabError(
      "ARG_SHAPE",
      `${where}: the projection must return ${length} numbers, got ${show(w)}.`,
      "Return a Float64Array as long as the argument.",
    );
  const result = Float64Array.from(w as Float64Array);
  const bad = result.findIndex((x) => !(x - x === 0));
  if (bad >= 0)
    throw new RelulabError(
      "ARG_RANGE",
      `${where}: the projection must return finite numbers, entry ${bad} is ${result[bad]}.`,
      "Return the nearest point of a set.",
    );
  return result;
}

/** As `project` for a checked constraint and a finite vector. */
export function projectOnto(v: Float64Array, constraint: Constraint): Float64Array {
  switch (constraint.kind) {
    case "l0":
      return projectL0(v, constraint.sparsity);
    case "l1":
      return projectL1(v, constraint.radius);
    case "l2":
      return projectL2(v, constraint.radius);
    case "box":
      return projectBox(v, constraint.lower, constraint.upper);
    case "non-negative":
      return projectNonNegative(v);
    case "non-negative-l0":
      return projectNonNegativeL0(v, constraint.sparsity);
    case "simplex":
      return projectSimplex(v, constraint.total);
    case "subspace":
      return spanProjection(v, constraint.basis, constraint.dimension);
    case "group-l0":
      return projectGroupL0(v, constraint.groups, constraint.groupSize);
  }
}
