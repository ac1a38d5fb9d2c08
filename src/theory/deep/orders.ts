import { RelulabError } from "../../errors.js";
import { log } from "../../numerics/log.js";
import { checkChoice, checkNumber } from "../../train/check.js";
import { superscript } from "../certificate.js";
import { powerOfTen } from "./lemmas.js";

// S4-T6: the polynomials of Theorems 4.1 and 4.5 and of the proofs' tables, for both algorithms, α₀ finite or not, and p below, at and above ½.

export interface ZouOrdersInput {
  readonly algorithm: "gd" | "sgd";
  /** n. */
  readonly samples: number;
  /** L. */
  readonly layers: number;
  /** φ. */
  readonly separation: number;
  /** p and α₀ of Assumption 3.2. */
  readonly p: number;
  readonly alpha0: number;
  /** ε, the loss to be reached; needed for p ≥ ½, where the tables depend on it. */
  readonly epsilon?: number;
  /** B; needed for SGD. */
  readonly batch?: number;
  /** m: with it η and ηK are numbers; else they are those of the width that is asked for. */
  readonly width?: number;
  /** Errata 58: `printed` has log(1/ε) where `corrected` has its square (SGD, α₀ = ∞, p = ½); 67: exponents of m as printed (GD, α₀ < ∞, p > ½). */
  readonly errata?: "corrected" | "printed";
  /** Errata 63: the optional factor B in T of SGD with α₀ = ∞. Default false. */
  readonly batchInTime?: boolean;
}

export interface ZouOrder {
  /** What is meant: `order, constant 1`; logarithms that Õ and Ω̃ hide are left out. */
  readonly label: "order, constant 1";
  readonly value: number;
  /** log₁₀ of it: the value itself may be beyond all numbers. */
  readonly log10: number;
  readonly formula: string;
}

export interface ZouOrders {
  /** Perturbation level (Lemma 5.4, errata 52). */
  readonly tau: ZouOrder;
  /** T: kη up to which the run stays inside (Lemmas 5.5, 5.7). */
  readonly time: ZouOrder;
  /** η (errata 50, 51: with φ for GD, the least of three for SGD). */
  readonly learningRate: ZouOrder;
  /** Kη needed (Lemmas 5.4, 5.6). */
  readonly etaSteps: ZouOrder;
  /** m, hidden units of each layer. */
  readonly width: ZouOrder;
  /** K = Kη/η. */
  readonly steps: ZouOrder;
}

/** A product of powers, by logarithm and as text. */
interface Term {
  readonly log10: number;
  readonly text: string;
}

/** n^a L^b φ^c B^d m^e ε^f log(1/ε)^g. */
type Powers = Partial<Record<"n" | "L" | "φ" | "B" | "m" | "ε" | "log(1/ε)", number>>;

type Logs = Readonly<Record<keyof Powers, number>>;

/** n²⁶; a broken exponent as n^(26.5). */
function powerText(base: string, exponent: number): string {
  if (exponent === 1) return base;
  if (exponent !== Math.trunc(exponent)) return `${base}^(${brokenText(exponent)})`;
  return `${base}${superscript(String(exponent))}`;
}

const brokenText = (exponent: number): string => {
  const size = Math.abs(exponent);
  return `${exponent < 0 ? "−" : ""}${size === 0.5 ? "½" : Number(size.toFixed(4))}`;
};

/** Formulas are short here: entries with exponent 0 do not appear. */
function term(logs: Logs, powers: Powers): Term {
  const entries = (Object.entries(powers) as [keyof Powers, number][]).filter(([, exponent]) => exponent !== 0);
  return {
    log10: entries.reduce((sum, [base, exponent]) => sum + exponent * logs[base], 0),
    text: entries.map(([base, exponent]) => powerText(base, exponent)).join(" ") || "1",
  };
}

/** log₁₀(Σ 10^x). */
function logSum(terms: readonly Term[]): number {
  const most = terms.reduce((a, { log10 }) => Math.max(a, log10), -Infinity);
  return most + log(terms.reduce((sum, { log10 }) => sum + powerOfTen(log10 - most), 0)) / 2.302585092994046;
}

const order = (log10: number, formula: string): ZouOrder => ({ label: "order, constant 1", value: powerOfTen(log10), log10, formula });

const sum = (terms: readonly Term[]): ZouOrder =>
  order(terms.length === 1 ? terms[0].log10 : logSum(terms), terms.map(({ text }) => text).join(" + "));

const least = (terms: readonly Term[]): ZouOrder =>
  order(
    terms.reduce((a, { log10 }) => Math.min(a, log10), Infinity),
    terms.length === 1 ? terms[0].text : `min{${terms.map(({ text }) => text).join(", ")}}`,
  );

interface Case extends Required<Pick<ZouOrdersInput, "algorithm" | "p" | "errata">> {
  readonly finite: boolean;
}

/** How ε enters Kη: for p < ½ not at all, at ½ by its logarithm, above by ε^{1−2p}. */
function epsilonFactor(p: number): Powers {
  return p < 0.5 ? {} : p === 0.5 ? { "log(1/ε)": 1 } : { ε: 1 - 2 * p };
}

/** Kη·mφ: n⁵ from α₀ < ∞ and n^{5−2p} times ε's part; GD with α₀ < ∞ and p < ½ is printed without the second, which is smaller. */
function etaStepsPowers({ p, finite, algorithm }: Case): Powers[] {
  const main = { n: 5 - 2 * p, ...epsilonFactor(p) };
  if (!finite) return [main];
  return p < 0.5 && algorithm === "gd" ? [{ n: 5 }] : [{ n: 5 }, main];
}

/** m / (L³⁸φ⁻⁸). */
function widthPowers({ p, finite, algorithm, errata }: Case): Powers[] {
  if (algorithm === "gd") {
    if (finite && p > 0.5 && errata === "printed") return [{ n: 26 - 2 * p }, { n: 26, ε: 1 - 2 * p }];
    const main = { n: 26 - 2 * p, ...epsilonFactor(p) };
    return !finite ? [main] : p < 0.5 ? [{ n: 26 }] : [{ n: 26 }, main];
  }
  // SGD asks that Kη stay below a T with m^{−1/2}: everything is squared.
  const squared: Powers = p < 0.5 ? {} : p === 0.5 ? { "log(1/ε)": 2 } : { ε: 2 - 4 * p };
  if (!finite) return [{ n: 30 - 4 * p, ...squared, ...(p === 0.5 && errata === "printed" ? { "log(1/ε)": 1 } : {}) }];
  return p < 0.5 ? [{ n: 28 }] : [{ n: 28 }, { n: 28 - 4 * p, ...squared }];
}

/** K / (L⁹φ⁻²), for SGD also / B⁻². */
function stepsPowers({ p, finite, algorithm }: Case): Powers[] {
  const epsilon = epsilonFactor(p);
  if (algorithm === "gd") {
    const main = { n: 8 - 2 * p, ...epsilon };
    return !finite ? [main] : p < 0.5 ? [{ n: 8 }] : [{ n: 8 }, main];
  }
  const main = { n: 12 - 4 * p, ...epsilon };
  return !finite ? [main] : p < 0.5 ? [{ n: 12 - 2 * p }] : [{ n: 12 - 2 * p }, main];
}

function learningRateTerms({ algorithm, p }: Case, logs: Logs): Term[] {
  if (algorithm === "gd") return [term(logs, { n: -3, L: -9, m: -1, φ: 1 })];
  return [
    term(logs, { n: -3, L: -9, m: -1 }),
    term(logs, { B: 1, n: -4, L: -9, m: -1, φ: 1 }),
    term(logs, { φ: 1, m: -1, n: 2 * p - 7, L: -9, B: 2 }),
  ];
}

/** All powers multiplied by the same others. */
const times = (list: readonly Powers[], more: Powers, logs: Logs): Term[] => list.map((powers) => term(logs, { ...powers, ...more }));

/**
 * τ, T, η, Kη, m and K of S4's case tables (8.9; Lemmas 5.4-5.7, proofs of Theorems 4.1 and 4.5), each with constant 1 and without the logarithms
 * that Õ and Ω̃ hide. Throws `ARG_*`.
 */
export function zouOrders(input: ZouOrdersInput): ZouOrders {
  const { kase, logs } = check(input);
  const width = sum(times(widthPowers(kase), { L: 38, φ: -8 }, logs(0)));
  const own = logs(input.width === undefined ? width.log10 : log(input.width) / 2.302585092994046);
  const inSgd = kase.algorithm === "sgd";
  const time: Powers = inSgd
    ? { L: -19, n: kase.finite ? -9 : -10, φ: 3, m: -0.5, ...(input.batchInTime === true && !kase.finite ? { B: 1 } : {}) }
    : { n: -21, L: -38, φ: 7 };
  return {
    tau: sum([term(own, { n: -9, L: -17, φ: 3 })]),
    time: sum([term(own, time)]),
    learningRate: least(learningRateTerms(kase, own)),
    etaSteps: sum(times(etaStepsPowers(kase), { m: -1, φ: -1 }, own)),
    width,
    steps: sum(times(stepsPowers(kase), { L: 9, φ: -2, ...(inSgd ? { B: -2 } : {}) }, own)),
  };
}

function check(input: ZouOrdersInput): { kase: Case; logs: (width: number) => Logs } {
  const where = "zouOrders()";
  const algorithm = checkChoice(where, "algorithm", input.algorithm, ["gd", "sgd"] as const);
  const errata = checkChoice(where, "errata", input.errata ?? "corrected", ["corrected", "printed"] as const);
  const n = checkNumber(where, "samples", input.samples, { min: 1, integer: true, example: 100 });
  const L = checkNumber(where, "layers", input.layers, { min: 1, integer: true, example: 3 });
  const phi = checkNumber(where, "separation", input.separation, { above: 0, max: 2, example: 0.1 });
  const p = checkNumber(where, "p", input.p, { min: 0, max: 1, example: 1 });
  const finite = input.alpha0 !== Infinity;
  if (finite) checkNumber(where, "alpha0", input.alpha0, { above: 0, example: 1 });
  const epsilon =
    p < 0.5 && input.epsilon === undefined ? 0.5 : checkNumber(where, "epsilon", input.epsilon, { above: 0, below: 1, example: 0.01 });
  if (algorithm === "sgd" && input.batch === undefined)
    throw new RelulabError("ARG_TYPE", `${where}: SGD needs batch, got none.`, "Use for example batch: 10.");
  const B = checkNumber(where, "batch", input.batch ?? n, { min: 1, max: n, integer: true, example: 10 });
  if (input.width !== undefined) checkNumber(where, "width", input.width, { min: 1, example: 1024 });
  const tenth = (x: number): number => log(x) / 2.302585092994046;
  const logs = (m: number): Logs => ({
    n: tenth(n),
    L: tenth(L),
    φ: tenth(phi),
    B: tenth(B),
    m,
    ε: tenth(epsilon),
    "log(1/ε)": tenth(-log(epsilon)),
  });
  return { kase: { algorithm, p, errata, finite }, logs };
}
