import { reading } from "../errors.js";
import { dot } from "../numerics/norm.js";
import { checkNumber } from "../train/check.js";

/** What Theorem 1 of S0 depends on. All norms are Euclidean. */
export interface UpdateBoundInput {
  /** k. */
  readonly hidden: number;
  /** ‖v‖². */
  readonly outputSquare: number;
  /** v_min = min |v_j|. */
  readonly smallestOutput: number;
  /** η. */
  readonly learningRate: number;
  /** ‖ω*‖ of a separator with y·ω*ᵀx ≥ 1 on all data; the smallest one gives the tightest bound. */
  readonly separatorNorm: number;
  /** ρ ≥ every row norm of W⁰. Default 0. */
  readonly initialRadius?: number;
  /** r ≥ every ‖x‖; the paper has 1. Default 1. */
  readonly dataRadius?: number;
}

type Checked = Required<UpdateBoundInput>;

function check(where: string, input: UpdateBoundInput): Checked {
  const positive = (name: keyof UpdateBoundInput): number => checkNumber(where, name, input[name], { above: 0, example: 1 });
  return reading(where, () => ({
    hidden: checkNumber(where, "hidden", input.hidden, { min: 2, integer: true, example: 10 }),
    outputSquare: positive("outputSquare"),
    smallestOutput: positive("smallestOutput"),
    learningRate: positive("learningRate"),
    separatorNorm: positive("separatorNorm"),
    initialRadius: checkNumber(where, "initialRadius", input.initialRadius ?? 0, { min: 0, example: 1 }),
    dataRadius: checkNumber(where, "dataRadius", input.dataRadius ?? 1, { above: 0, example: 1 }),
  }));
}

/** Beyond the range of f64 a bound is infinite: ∞ − ∞ and 0·∞ on the way must not make it NaN. */
const orInfinite = (bound: number): number => (bound - bound === 0 ? bound : Infinity);

/** A = η·r²·‖v‖² + 2: what one update adds to ψ², divided by η. */
const growth = ({ learningRate, dataRadius, outputSquare }: Checked): number => learningRate * dataRadius * dataRadius * outputSquare + 2;

/**
 * T_k, the most non-zero updates of Algorithm 1 (S0 Theorem 1, eq. 11 and 34), for data of radius r:
 * k/(η·v_min²)·[A‖ω*‖² + m + ‖ω*‖√(m·A)] with A = ηr²‖v‖² + 2 and m = 2ρ·v_min·‖ω*‖.
 * `printed` has the paper's first middle term, 2ρ·v_min·‖v‖²/r, which breaks the symmetries of the problem (errata 4); its root is the
 * same. Throws `ARG_*`.
 */
export function updateBound(input: UpdateBoundInput, errata: "corrected" | "printed" = "corrected"): number {
  const given = check("updateBound()", input);
  const { hidden, outputSquare, smallestOutput, learningRate, separatorNorm, initialRadius, dataRadius } = given;
  const A = growth(given);
  const middle = 2 * initialRadius * smallestOutput * separatorNorm;
  const printed = (2 * initialRadius * smallestOutput * outputSquare) / dataRadius;
  const sum = A * separatorNorm * separatorNorm + (errata === "printed" ? printed : middle) + separatorNorm * Math.sqrt(middle * A);
  return orInfinite((hidden / (learningRate * smallestOutput * smallestOutput)) * sum);
}

/** The root of S0 eq. 31-33 itself, at most `updateBound`: ((b + √(b² + 4ac))/(2a))², a = ηv_min, b = ‖ω*‖√(kB), c = 2kρ‖ω*‖. */
export function exactRootBound(input: UpdateBoundInput): number {
  const given = check("exactRootBound()", input);
  const { hidden, smallestOutput, learningRate, separatorNorm, initialRadius } = given;
  const a = learningRate * smallestOutput;
  const b = separatorNorm * Math.sqrt(hidden * learningRate * growth(given));
  const c = 2 * hidden * initialRadius * separatorNorm;
  const root = (b + Math.sqrt(b * b + 4 * a * c)) / (2 * a);
  return orInfinite(root * root);
}

/** T_k⁰ = kA‖ω*‖²/(ηv_min²), the bound for W⁰ = 0 (S0 eq. 35). */
export function zeroStartBound(input: UpdateBoundInput): number {
  return updateBound(reading("zeroStartBound()", () => ({ ...input, initialRadius: 0 })));
}

export interface StartPotentials {
  /** ψ(W⁰) = ‖W⁰‖_F. */
  readonly psi: number;
  /** φ(W⁰) = ⟨W⁰, Ω*⟩, Ω* = sgn(v) ⊗ ω* / v_min. */
  readonly phi: number;
}

/**
 * The same argument with the measured start instead of ρ: the largest T with φ₀ + ηT ≤ Ψ√(ψ₀² + TB), B = ηA, Ψ = √k‖ω*‖/v_min.
 * At most `exactRootBound` for any W⁰ within ρ. 0 where the start already contradicts any update.
 */
export function runAwareBound(input: UpdateBoundInput, start: StartPotentials): number {
  const { psi, phi } = reading("runAwareBound()", () => ({ psi: start.psi, phi: start.phi }));
  const given = check("runAwareBound()", input);
  checkNumber("runAwareBound()", "psi", psi, { min: 0, example: 1 });
  checkNumber("runAwareBound()", "phi", phi, { example: 0 });
  const { hidden, smallestOutput, learningRate: eta, separatorNorm } = given;
  const targetNorm = (Math.sqrt(hidden) * separatorNorm) / smallestOutput;
  return mostUpdates({ gain: eta, growth: eta * growth(given), targetNorm }, { psi, phi });
}

/**
 * The largest T with φ₀ + gain·T ≤ targetNorm·√(ψ₀² + growth·T), at least 0: what every proof by two potentials ends with. One update
 * adds at least `gain` to φ = ⟨W, Ω⟩ and at most `growth` to ψ² = ‖W‖².
 */
export function mostUpdates(
  { gain, growth, targetNorm }: { readonly gain: number; readonly growth: number; readonly targetNorm: number },
  { psi, phi }: StartPotentials,
): number {
  const q = growth * targetNorm * targetNorm - 2 * gain * phi;
  const inside = q * q + 4 * gain * gain * (psi * psi * targetNorm * targetNorm - phi * phi);
  return orInfinite(Math.max(0, (q + Math.sqrt(Math.max(0, inside))) / (2 * gain * gain)));
}

/** ‖v‖² and v_min of a second layer. */
export function outputFacts(outputWeights: ArrayLike<number>): { readonly outputSquare: number; readonly smallestOutput: number } {
  const v = reading("outputFacts()", () => Float64Array.from(outputWeights));
  return {
    outputSquare: dot(v, v),
    smallestOutput: v.reduce((least, x) => Math.min(least, Math.abs(x)), Infinity),
  };
}
