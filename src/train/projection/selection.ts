import { groupSquares } from "./groups.js";
import { markLargest } from "./largest.js";

const magnitudes = (v: Float64Array): Float64Array => v.map((x) => Math.abs(x));
const positive = (v: Float64Array): Float64Array => v.map((x) => (x > 0 ? x : 0));
const where = (v: Float64Array, marks: Uint8Array): Float64Array => v.map((x, j) => (marks[j] === 1 ? x : 0));

/** argmin ‖w − v‖ with at most s non-zeros: the s largest magnitudes stay. */
export function projectL0(v: Float64Array, sparsity: number): Float64Array {
  return where(v, markLargest(magnitudes(v), sparsity));
}

/** argmin ‖w − v‖ with w ≥ 0: negative entries become 0. */
export const projectNonNegative: (v: Float64Array) => Float64Array = positive;

/** argmin ‖w − v‖ with w ≥ 0 and at most s non-zeros: the s largest positive entries stay. */
export function projectNonNegativeL0(v: Float64Array, sparsity: number): Float64Array {
  const w = positive(v);
  return where(w, markLargest(w, sparsity));
}

/** argmin ‖w − v‖ with at most `groups` non-zero groups: the groups of largest norm stay. */
export function projectGroupL0(v: Float64Array, groups: number, groupSize: number): Float64Array {
  const marks = markLargest(groupSquares(v, groupSize), groups);
  return v.map((x, j) => (marks[Math.floor(j / groupSize)] === 1 ? x : 0));
}
