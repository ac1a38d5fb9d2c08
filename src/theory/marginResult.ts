import { count, RelulabError } from "../errors.js";

/** A convex combination Σλ_i·y_i·x_i that is 0, or as small as the search got: the samples with λ > 0, and their λ. */
export interface Witness {
  readonly samples: readonly number[];
  /** λ > 0, sum 1. */
  readonly weights: Float64Array;
  /** ρ = ‖Σλ_i·y_i·x_i‖, f64: no separator has a norm below 1/ρ, no unit separator a margin above ρ. */
  readonly residual: number;
}

/**
 * The answer of the margin oracle. `separable`: `separator` has y·ωᵀx ≥ 1 on every sample, beyond all rounding. `not-separable`: proved,
 * by a witness that is exactly 0 or by one that an exact witness must lie near (S0 theory, Gordan). `no-margin-above`: neither, in f64;
 * what is known is that no unit separator has a margin above `witness.residual`.
 */
export interface MarginResult {
  readonly verdict: "separable" | "not-separable" | "no-margin-above";
  /** ω with least margin 1, f64; null unless separable. Feasible whatever the gap: bounds take this one. */
  readonly separator: Float64Array | null;
  /** ‖ω‖ of that separator: the upper end of the bracket on ‖ω*‖; Infinity without one. */
  readonly norm: number;
  /** Σλ/‖Σλ_i·y_i·x_i‖ ≤ ‖ω*‖, by duality; Infinity for an exact witness. */
  readonly normAtLeast: number;
  /** norm/normAtLeast − 1. */
  readonly gap: number;
  /** Largest margin of a unit separator found, 1/norm; 0 without one. */
  readonly margin: number;
  /** The samples that carry the separator, or the witness. */
  readonly witness: Witness;
  /** r = max ‖x_i‖. */
  readonly radius: number;
  /** Products y·ωᵀx are only trusted beyond this share of r·‖ω‖: d·2⁻⁵². */
  readonly tolerance: number;
  /** With bias every sample is (x, 1) and the bias is part of ‖ω‖ (not the free bias of a support vector machine). */
  readonly bias: boolean;
  readonly cycles: number;
  /** One sentence. */
  readonly text: string;
}

/** The separator of a result. Throws `NOT_SEPARABLE` with the witness. */
export function requireSeparator(result: MarginResult, where: string): Float64Array {
  if (result.separator !== null) return result.separator;
  const { samples, weights, residual } = result.witness;
  const named = samples.slice(0, 4).join(", ") + (samples.length > 4 ? ", …" : "");
  throw new RelulabError(
    "NOT_SEPARABLE",
    `${where}: ${result.verdict === "not-separable" ? "no linear classifier separates these data" : `these data have no margin above ${residual.toPrecision(3)}`}; a convex combination of ${count(samples.length)} samples (${named}) shows it.`,
    "Theorem 1 does not apply. Remove or relabel samples of the witness (details), or append a bias with bias: true.",
    { verdict: result.verdict, samples, weights: Array.from(weights), residual },
  );
}

export function marginText(result: Omit<MarginResult, "text">): string {
  const { samples, residual } = result.witness;
  if (result.verdict === "separable")
    return `Separable with margin ${number(result.margin)}: ‖ω*‖ lies between ${number(result.normAtLeast)} and ${number(result.norm)}.`;
  const combination = `a convex combination of ${count(samples.length)} samples has norm ${number(residual)}`;
  if (result.verdict === "not-separable") return `Not separable: ${combination}, which proves that no linear classifier separates them.`;
  return `No margin above ${number(residual)}: ${combination}; whether a smaller margin exists is not decided.`;
}

const number = (value: number): string => String(Number(value.toPrecision(10)));
