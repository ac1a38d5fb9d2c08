import { checkNumber } from "../../train/check.js";
import { mostUpdates, type StartPotentials } from "../updateBound.js";
import { checkPairs, checkSlope } from "./network.js";

/** What Theorem 2 of S2 depends on. All norms are Euclidean. */
export interface OverparameterizedInput {
  /** k: half of the hidden units. */
  readonly pairs: number;
  /** 0 < α < 1. */
  readonly slope: number;
  /** η. */
  readonly learningRate: number;
  /** v > 0: output weights are ±v. */
  readonly outputWeight: number;
  /** ‖w*‖ of a separator with y·⟨w*, x⟩ ≥ 1 on all data. */
  readonly separatorNorm: number;
  /** R ≥ every row norm of W⁰ (eq. 5). Default 0. */
  readonly initialRadius?: number;
  /** r ≥ every ‖x‖; the paper has 1. Default 1. */
  readonly dataRadius?: number;
  /** c and C of eq. 8: least and largest v_t/v_0 over all units and steps. Default 1: the second layer is fixed. */
  readonly smallestRatio?: number;
  readonly largestRatio?: number;
}

function check(where: string, input: OverparameterizedInput): Required<OverparameterizedInput> {
  const positive = (name: keyof OverparameterizedInput, value: unknown): number =>
    checkNumber(where, name, value, { above: 0, example: 1 });
  return {
    pairs: checkPairs(where, input.pairs),
    slope: checkSlope(where, input.slope, "refused"),
    learningRate: positive("learningRate", input.learningRate),
    outputWeight: positive("outputWeight", input.outputWeight),
    separatorNorm: positive("separatorNorm", input.separatorNorm),
    initialRadius: checkNumber(where, "initialRadius", input.initialRadius ?? 0, { min: 0, example: 1 }),
    dataRadius: positive("dataRadius", input.dataRadius ?? 1),
    smallestRatio: positive("smallestRatio", input.smallestRatio ?? 1),
    largestRatio: positive("largestRatio", input.largestRatio ?? 1),
  };
}

/**
 * M_k, the most non-zero updates of SGD on a leaky ReLU net with output weights ±v (S2 Theorem 2, eq. 4, 13; errata 27), for data of
 * radius r: r²C²‖w*‖²/(c²α²) + ‖w*‖²/(kηc²v²α²) + √(R(8k²η²C²v²r² + 8ηk))·‖w*‖^{3/2}/(2k(ηcvα)^{3/2}) + 2R‖w*‖/(ηcvα).
 * With c, C it is the version for two trained layers, where c and C are those of the run. Throws `ARG_*`.
 */
export function overparameterizedBound(input: OverparameterizedInput): number {
  const given = check("overparameterizedBound()", input);
  const { pairs: k, slope, learningRate: eta, outputWeight: v, separatorNorm: w, initialRadius: R, dataRadius: r } = given;
  const { smallestRatio: c, largestRatio: C } = given;
  const step = eta * c * v * slope;
  const margin = (r * r * C * C * w * w) / (c * c * slope * slope);
  const rate = (w * w) / (k * eta * c * c * v * v * slope * slope);
  const root = Math.sqrt(R * (8 * k * k * eta * eta * C * C * v * v * r * r + 8 * eta * k));
  return margin + rate + (root * w * Math.sqrt(w)) / (2 * k * step * Math.sqrt(step)) + (2 * R * w) / step;
}

/**
 * The root of S2 eq. 13 itself, at most `overparameterizedBound`: ((b + √(b² + 4ac₀))/(2a))² with a = 2kηcvα,
 * b = ‖w*‖√(4k²η²C²v²r² + 4ηk), c₀ = 4kR‖w*‖. Throws `ARG_*`.
 */
export function overparameterizedRoot(input: OverparameterizedInput): number {
  const given = check("overparameterizedRoot()", input);
  const { pairs: k, slope, learningRate: eta, outputWeight: v, separatorNorm: w, initialRadius: R, dataRadius: r } = given;
  const a = 2 * k * eta * given.smallestRatio * v * slope;
  const Cv = given.largestRatio * v;
  const b = w * Math.sqrt(4 * k * k * eta * eta * Cv * Cv * r * r + 4 * eta * k);
  const root = (b + Math.sqrt(b * b + 16 * a * k * R * w)) / (2 * a);
  return root * root;
}

/**
 * Corollary 3 of S2 with its constants (errata 26): M_k for R = v = 1/√(2k),
 * r²‖w*‖²/α² + 2‖w*‖²/(ηα²) + √(2(ηr² + 2))·‖w*‖^{3/2}/(ηα^{3/2}) + 2‖w*‖/(ηα): no k in it. Throws `ARG_*`.
 */
export function sizeFreeBound({
  slope,
  learningRate,
  separatorNorm,
  dataRadius,
}: Pick<OverparameterizedInput, "slope" | "learningRate" | "separatorNorm" | "dataRadius">): number {
  const given = check("sizeFreeBound()", {
    pairs: 1,
    outputWeight: 1,
    slope,
    learningRate,
    separatorNorm,
    ...(dataRadius === undefined ? {} : { dataRadius }),
  });
  const { slope: alpha, learningRate: eta, separatorNorm: w, dataRadius: r } = given;
  const square = (w * w) / (alpha * alpha);
  const root = (Math.sqrt(2 * (eta * r * r + 2)) * w * Math.sqrt(w)) / (eta * alpha * Math.sqrt(alpha));
  return r * r * square + (2 * square) / eta + root + (2 * w) / (eta * alpha);
}

/** What the argument of Theorem 2 needs of a net with any output weights. */
export interface LeakyStartInput extends Omit<OverparameterizedInput, "pairs" | "outputWeight" | "initialRadius"> {
  /** ‖v⁰‖². */
  readonly outputSquare: number;
}

/**
 * The argument of Theorem 2 from the measured start, for any v⁰ (8.1): with Ω = v⁰ ⊗ w*, φ = ⟨W, Ω⟩ grows by at least ηαc‖v⁰‖² an
 * update and ψ² = ‖W‖² by at most η²r²C²‖v⁰‖² + 2η, so T is at most the largest with φ₀ + ηαc‖v⁰‖²T ≤ ‖v⁰‖‖w*‖√(ψ₀² + T·B).
 * For ±v and rows within R at most `overparameterizedRoot`; for W⁰ = 0 it is `leakyUpdateBound`. Throws `ARG_*`.
 */
export function leakyStartBound({ outputSquare, ...input }: LeakyStartInput, { psi, phi }: StartPotentials): number {
  const where = "leakyStartBound()";
  const given = check(where, { ...input, pairs: 1, outputWeight: 1 });
  const square = checkNumber(where, "outputSquare", outputSquare, { above: 0, example: 4 });
  checkNumber(where, "psi", psi, { min: 0, example: 1 });
  checkNumber(where, "phi", phi, { example: 0 });
  const { slope, learningRate: eta, separatorNorm, dataRadius: r, smallestRatio: c, largestRatio: C } = given;
  const growth = eta * eta * r * r * C * C * square + 2 * eta;
  return mostUpdates({ gain: eta * slope * c * square, growth, targetNorm: Math.sqrt(square) * separatorNorm }, { psi, phi });
}
