import type { Constraint } from "../../data/constraint.js";
import { distance } from "../../numerics/norm.js";
import { coneSupremum } from "./cone.js";

/** One step w_{τ+1} = P_K(w_τ − μ∇L(w_τ)) and what it aims at. */
export interface StepFacts {
  readonly constraint: Constraint;
  /** w*, a point of K. */
  readonly truth: Float64Array;
  readonly before: ArrayLike<number>;
  readonly gradient: ArrayLike<number>;
  readonly stepSize: number;
  readonly after: ArrayLike<number>;
}

/** `halves`: below ½. `vacuous`: at least 1, so it shows no contraction. */
export type StepVerdict = "halves" | "contracts" | "vacuous";

export interface StepBound {
  /** A bound on ‖w_{τ+1} − w*‖. */
  readonly bound: number;
  /** bound / ‖w_τ − w*‖; Infinity from w_τ = w*, unless the bound is 0. */
  readonly ratio: number;
  readonly verdict: StepVerdict;
}

export interface OneStepNumbers {
  readonly errorBefore: number;
  readonly errorAfter: number;
  /** sup of ⟨u, z⟩ over C ∩ B, z = w_τ − μ∇L(w_τ) − w*. */
  readonly supremum: number;
  /** S1 (6.1), (6.11): 2·supremum, 1·supremum for convex K. Below ½ it proves (6.12) for this step. */
  readonly factor: StepBound;
  /** (1+√5)/2·supremum, for the ℓ0 kinds. */
  readonly sharper: StepBound | null;
  /** From the support that the step chose, for the ℓ0 kinds: √(‖z on A∩S‖² + p² + (p+q)²), p = ‖z on A∖S‖, q = ‖z on S∖A‖. */
  readonly aPosteriori: StepBound | null;
}

const GOLDEN_RATIO = (1 + Math.sqrt(5)) / 2;

/** The contraction certificates of one step (S1-T4), f64. */
export function oneStepNumbers({ constraint, truth, before, gradient, stepSize, after }: StepFacts): OneStepNumbers {
  const z = truth.map((w, c) => before[c] - stepSize * gradient[c] - w);
  const errorBefore = distance(before, truth);
  const supremum = coneSupremum(constraint, truth, z);
  const bound = (value: number): StepBound => {
    const ratio = value === 0 ? 0 : value / errorBefore;
    return { bound: value, ratio, verdict: ratio < 0.5 ? "halves" : ratio < 1 ? "contracts" : "vacuous" };
  };
  const groupSize = groupsOf(constraint);
  return {
    errorBefore,
    errorAfter: distance(after, truth),
    supremum,
    factor: bound(groupSize === null ? supremum : 2 * supremum),
    sharper: groupSize === null ? null : bound(GOLDEN_RATIO * supremum),
    aPosteriori: groupSize === null ? null : bound(aPosteriori(z, truth, after, groupSize)),
  };
}

/** Entries in a group, 1 for plain ℓ0; null for convex K. */
function groupsOf(constraint: Constraint): number | null {
  if (constraint.kind === "group-l0") return constraint.groupSize;
  return constraint.kind === "l0" || constraint.kind === "non-negative-l0" ? 1 : null;
}

function aPosteriori(z: Float64Array, truth: Float64Array, after: ArrayLike<number>, groupSize: number): number {
  const used = (w: ArrayLike<number>): Uint8Array => {
    const marks = new Uint8Array(Math.ceil(z.length / groupSize));
    for (let c = 0; c < z.length; c++) if (w[c] !== 0) marks[Math.floor(c / groupSize)] = 1;
    return marks;
  };
  const [A, S] = [used(after), used(truth)];
  let both = 0;
  let chosen = 0;
  let missed = 0;
  for (let c = 0; c < z.length; c++) {
    const g = Math.floor(c / groupSize);
    const square = z[c] * z[c];
    if (A[g] === 1 && S[g] === 1) both += square;
    else if (A[g] === 1) chosen += square;
    else if (S[g] === 1) missed += square;
  }
  const pq = Math.sqrt(chosen) + Math.sqrt(missed);
  return Math.sqrt(both + chosen + pq * pq);
}
