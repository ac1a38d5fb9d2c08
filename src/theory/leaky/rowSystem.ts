import { dot, euclideanNorm } from "../../numerics/norm.js";

/** What is left of a row must be longer than this part of it to count as another dimension. */
const INDEPENDENT = 1e-10;
/** Equations of a dependent row may miss their target by this share of the largest one. */
const CONSISTENT = 1e-8;

/**
 * Least-norm solutions of ⟨x_i, z⟩ = t_i for a few rows: x_i = Σ_j L_ij q_j with orthonormal q by Gram-Schmidt done twice. Rows in the
 * span of those before them are allowed where their equation follows from the others.
 */
export class RowSystem {
  readonly #rows: readonly Float64Array[];
  readonly #basis: Float64Array[] = [];
  readonly #factors: number[][] = [];

  constructor(rows: readonly Float64Array[]) {
    this.#rows = rows;
    for (const row of rows) this.#add(row);
  }

  /** Dimension of the span. */
  get rank(): number {
    return this.#basis.length;
  }

  #add(row: Float64Array): void {
    const left = row.slice();
    const factors = new Array<number>(this.#basis.length).fill(0);
    for (let again = 0; again < 2; again++)
      this.#basis.forEach((q, j) => {
        const along = dot(q, left, left.length);
        factors[j] += along;
        for (let c = 0; c < left.length; c++) left[c] -= along * q[c];
      });
    const length = euclideanNorm(left);
    if (length > INDEPENDENT * euclideanNorm(row)) {
      factors.push(length);
      this.#basis.push(left.map((x) => x / length));
    }
    this.#factors.push(factors);
  }

  /** The part of a vector outside the span. */
  outside(vector: Float64Array): Float64Array {
    const left = vector.slice();
    for (let again = 0; again < 2; again++)
      for (const q of this.#basis) {
        const along = dot(q, left, left.length);
        for (let c = 0; c < left.length; c++) left[c] -= along * q[c];
      }
    return left;
  }

  /** The least-norm solution, refined once; null where the equations contradict each other. */
  solve(targets: readonly number[], features: number): Float64Array | null {
    const scale = targets.reduce((most, t) => Math.max(most, Math.abs(t)), 0);
    const solution = this.#substitute(targets, features);
    const correction = this.#substitute(this.#residuals(targets, solution), features);
    for (let c = 0; c < features; c++) solution[c] += correction[c];
    const worst = this.#residuals(targets, solution).reduce((most, r) => Math.max(most, Math.abs(r)), 0);
    return worst <= CONSISTENT * scale ? solution : null;
  }

  #residuals(targets: readonly number[], solution: Float64Array): number[] {
    return targets.map((t, i) => t - dot(this.#rows[i], solution, solution.length));
  }

  #substitute(targets: readonly number[], features: number): Float64Array {
    const along: number[] = [];
    const solution = new Float64Array(features);
    this.#factors.forEach((factors, i) => {
      const at = along.length;
      if (factors.length === at) return; // a dependent row
      const known = factors.slice(0, at).reduce((sum, factor, j) => sum + factor * along[j], 0);
      along.push((targets[i] - known) / factors[at]);
    });
    along.forEach((value, j) => {
      for (let c = 0; c < features; c++) solution[c] += value * this.#basis[j][c];
    });
    return solution;
  }
}

/** The dimension of the span of all rows, at most `features`. */
export function rowRank(rows: readonly Float64Array[], features: number): number {
  // Once the span is everything, further rows cannot add to it.
  const system = new RowSystem(rows.slice(0, features));
  return system.rank === features || rows.length <= features ? system.rank : new RowSystem(rows).rank;
}
