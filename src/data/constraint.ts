/**
 * The set K = {w : R(w) ≤ R} of S1 (1.1), as plain data. `project` in src/train/projection is the Euclidean projection onto it.
 * `sparsity` s and `groups` count non-zeros; groups are runs of `groupSize` neighbouring entries, the last one may be shorter.
 */
export type Constraint =
  /** At most s non-zeros. */
  | { readonly kind: "l0"; readonly sparsity: number }
  /** Σ|w_j| ≤ radius. */
  | { readonly kind: "l1"; readonly radius: number }
  /** ‖w‖₂ ≤ radius. */
  | { readonly kind: "l2"; readonly radius: number }
  /** lower ≤ w_j ≤ upper, the same for all entries; ±Infinity allowed. */
  | { readonly kind: "box"; readonly lower: number; readonly upper: number }
  /** w ≥ 0. */
  | { readonly kind: "non-negative" }
  /** w ≥ 0 with at most s non-zeros. */
  | { readonly kind: "non-negative-l0"; readonly sparsity: number }
  /** w ≥ 0 with Σ w_j = total. */
  | { readonly kind: "simplex"; readonly total: number }
  /** The span of the rows of basis, (dimension, features) row-major and orthonormal: see `orthonormalise`. */
  | { readonly kind: "subspace"; readonly basis: Float64Array; readonly dimension: number }
  /** At most `groups` groups with a non-zero. */
  | { readonly kind: "group-l0"; readonly groups: number; readonly groupSize: number };

export type ConstraintKind = Constraint["kind"];
