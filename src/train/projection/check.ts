import type { Constraint, ConstraintKind } from "../../data/constraint.js";
import { orthonormalityError } from "../../data/orthonormal.js";
import { reading, RelulabError, show } from "../../errors.js";
import { checkChoice, checkKeys, checkNumber } from "../check.js";

const KEYS: Readonly<Record<ConstraintKind, readonly string[]>> = {
  l0: ["sparsity"],
  l1: ["radius"],
  l2: ["radius"],
  box: ["lower", "upper"],
  "non-negative": [],
  "non-negative-l0": ["sparsity"],
  simplex: ["total"],
  subspace: ["basis", "dimension"],
  "group-l0": ["groups", "groupSize"],
};

/** A basis may miss orthonormality by this much. */
const ORTHONORMAL = 1e-10;

/** A constraint on vectors of `features` numbers: each field read once, checked, copied. Throws `ARG_*`. */
export function readConstraint(where: string, constraint: Constraint, features: number): Constraint {
  return reading(where, () => readFields(where, constraint, features));
}

function readFields(where: string, constraint: Constraint, features: number): Constraint {
  if (constraint === null || typeof constraint !== "object" || Array.isArray(constraint))
    throw new RelulabError(
      "ARG_TYPE",
      `${where}: projection must be a constraint or a function, got ${show(constraint)}.`,
      'Use for example { kind: "l0", sparsity: 20 }.',
    );
  const kind = checkChoice(where, "projection.kind", constraint.kind, Object.keys(KEYS) as ConstraintKind[]);
  checkKeys(where, constraint, ["kind", ...KEYS[kind]]);
  const fields = KEYS[kind].map((key) => [key, (constraint as unknown as Record<string, unknown>)[key]] as const);
  const own = Object.fromEntries([["kind", kind], ...fields]) as unknown as Constraint;
  checkValues(where, own, features);
  return own.kind === "subspace" ? { ...own, basis: own.basis.slice() } : own;
}

function checkValues(where: string, constraint: Constraint, features: number): void {
  const count = (name: string, value: unknown, max: number): number =>
    checkNumber(where, `projection.${name}`, value, { min: 0, max, integer: true, example: Math.min(1, max) });
  switch (constraint.kind) {
    case "l0":
    case "non-negative-l0":
      count("sparsity", constraint.sparsity, features);
      break;
    case "l1":
    case "l2":
      checkNumber(where, "projection.radius", constraint.radius, { min: 0, example: 1 });
      break;
    case "simplex":
      checkNumber(where, "projection.total", constraint.total, { min: 0, example: 1 });
      break;
    case "box":
      checkBox(where, constraint);
      break;
    case "subspace":
      checkBasis(where, constraint, features);
      break;
    case "group-l0":
      checkNumber(where, "projection.groupSize", constraint.groupSize, { min: 1, max: features, integer: true, example: 1 });
      count("groups", constraint.groups, Math.ceil(features / constraint.groupSize));
      break;
    case "non-negative":
  }
}

function checkBox(where: string, { lower, upper }: { lower: unknown; upper: unknown }): void {
  if (typeof lower === "number" && typeof upper === "number" && lower <= upper && lower < Infinity && upper > -Infinity) return;
  throw new RelulabError(
    "ARG_RANGE",
    `${where}: a box needs numbers lower ≤ upper, got ${show(lower)} and ${show(upper)}.`,
    'Use for example { kind: "box", lower: -1, upper: 1 }.',
  );
}

function checkBasis(where: string, { basis, dimension }: { basis: unknown; dimension: unknown }, features: number): void {
  const rows = checkNumber(where, "projection.dimension", dimension, { min: 0, max: features, integer: true, example: 1 });
  if (!(basis instanceof Float64Array) || basis.length !== rows * features)
    throw new RelulabError(
      "ARG_SHAPE",
      `${where}: projection.basis must be a Float64Array of (dimension, features) = (${rows}, ${features}) numbers, got ${show(basis)}.`,
      "Pass one basis vector per row.",
    );
  const error = orthonormalityError(basis, rows, features);
  if (error <= ORTHONORMAL) return;
  throw new RelulabError(
    "ARG_RANGE",
    `${where}: projection.basis must be orthonormal up to ${ORTHONORMAL}, its products miss that by ${error}.`,
    "Pass it through orthonormalise() first.",
  );
}
