import type { Constraint } from "../../data/constraint.js";
import { reading } from "../../errors.js";
import { checkChoice, checkNumber, readNumbers } from "../check.js";
import { groupSquares } from "./groups.js";

/** What R can be measured by: everything but a box and a subspace, which are given, not measured. */
export type OracleKind = Exclude<Constraint["kind"], "box" | "subspace" | "group-l0">;

const nonZeros = (w: Float64Array): number => w.reduce((sum, x) => sum + (x === 0 ? 0 : 1), 0);
const total = (w: Float64Array): number => w.reduce((sum, x) => sum + x, 0);

/** K = {w : R(w) ≤ R(w*)}, the oracle radius of S1 Theorem 3.1: just large enough for the planted weights. */
export function oracleConstraint(kind: OracleKind, weights: Float64Array): Constraint {
  const where = "oracleConstraint()";
  checkChoice(where, "kind", kind, KINDS);
  return measure(kind, readWeights(where, weights));
}

const KINDS = ["l0", "l1", "l2", "non-negative", "non-negative-l0", "simplex"] as const;

const readWeights = (where: string, weights: Float64Array): Float64Array =>
  reading(where, () => readNumbers(where, "weights", weights, { length: weights?.length, precision: "f64", hint: "Pass w*." }));

function measure(kind: OracleKind, weights: Float64Array): Constraint {
  switch (kind) {
    case "l0":
    case "non-negative-l0":
      return { kind, sparsity: nonZeros(weights) };
    case "l1":
      return { kind, radius: total(weights.map((x) => Math.abs(x))) };
    case "l2":
      return { kind, radius: Math.sqrt(total(weights.map((x) => x * x))) };
    case "simplex":
      return { kind, total: total(weights) };
    case "non-negative":
      return { kind };
  }
}

/** As `oracleConstraint` for groups of `groupSize` neighbours. */
export function oracleGroups(weights: Float64Array, groupSize: number): Constraint {
  const own = readWeights("oracleGroups()", weights);
  checkNumber("oracleGroups()", "groupSize", groupSize, { min: 1, max: own.length, integer: true, example: 1 });
  return { kind: "group-l0", groups: nonZeros(groupSquares(own, groupSize)), groupSize };
}
