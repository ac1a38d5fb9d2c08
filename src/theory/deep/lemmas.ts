import { exp } from "../../numerics/exp.js";
import { log } from "../../numerics/log.js";
import { normalCdf } from "../../numerics/normalCdf.js";
import { pow } from "../../numerics/pow.js";
import { checkNumber } from "../../train/check.js";
import type { Loss } from "../../train/loss/losses.js";

// Small statements of S4 that can be checked by themselves.

const PI = 3.141592653589793;
const E = 2.718281828459045;

/**
 * Lemma C.1: (a − b)/b^{2p} − (a^{1−2p} − b^{1−2p})/(1 − 2p), never below 0 up to rounding; for p = ½ the fraction is ln(a/b), as in (C.9). Throws
 * `ARG_*`.
 */
export function lemmaC1Slack(a: number, b: number, p: number): number {
  const where = "lemmaC1Slack()";
  checkNumber(where, "a", a, { above: 0, example: 2 });
  checkNumber(where, "b", b, { above: 0, example: 1 });
  checkNumber(where, "p", p, { min: 0, max: 1, example: 1 });
  return (a - b) / pow(b, 2 * p) + descent(b, a, p);
}

/** (from^{1−2p} − to^{1−2p})/(1 − 2p), for p = ½ ln(from/to): what (C.8) and (C.9) telescope. */
export function descent(from: number, to: number, p: number): number {
  if (p === 0.5) return log(from) - log(to);
  return (pow(from, 1 - 2 * p) - pow(to, 1 - 2 * p)) / (1 - 2 * p);
}

/** Lemma D.2: E[(1/B Σ_batch u_i)²] = (n − B)/(B(n − 1)) · mean u² for Σu = 0 and batches without replacement; 0 for n = 1. Throws `ARG_*`. */
export function batchVarianceFactor(samples: number, batch: number): number {
  const where = "batchVarianceFactor()";
  checkNumber(where, "samples", samples, { min: 1, integer: true, example: 10 });
  checkNumber(where, "batch", batch, { min: 1, max: samples, integer: true, example: 4 });
  return samples === 1 ? 0 : (samples - batch) / (batch * (samples - 1));
}

/** Corollaries 4.3 and 4.6: a training loss below ℓ(0)/n leaves no sample with y·f ≤ 0, because ℓ falls. Throws `ARG_*`. */
export function stopLevel(loss: Loss, samples: number): number {
  checkNumber("stopLevel()", "samples", samples, { min: 1, integer: true, example: 100 });
  return loss.value(0) / samples;
}

/** Expected units of a layer with |⟨w_j, x⟩| ≤ β for w ~ N(0, 2/m·I): exact m·erf(β√m/(2‖x‖)), its limit m^{3/2}β/√π, and 2m^{3/2}β of Theorem 5.1 (iv). */
export function nearZeroCounts(
  width: number,
  beta: number,
  norm = 1,
): { readonly expected: number; readonly limit: number; readonly bound: number } {
  const where = "nearZeroCounts()";
  checkNumber(where, "width", width, { min: 1, example: 1024 });
  checkNumber(where, "beta", beta, { min: 0, example: 0.001 });
  checkNumber(where, "norm", norm, { above: 0, example: 1 });
  const root = Math.sqrt(width);
  // erf(z) = 2Φ(z√2) − 1.
  const argument = (beta * root) / (Math.sqrt(2) * norm);
  return {
    expected: width * erfOf(argument),
    limit: (width * root * beta) / (Math.sqrt(PI) * norm),
    bound: 2 * width * root * beta,
  };
}

/** 2Φ(t) − 1, t ≥ 0; by its series where the difference would cancel. */
function erfOf(t: number): number {
  if (t > 0.1) return 2 * normalCdf(t) - 1;
  const square = (t * t) / 2;
  return Math.sqrt(2 / PI) * t * (1 - square * (1 / 3 - square * (1 / 10 - square * (1 / 42 - square * (1 / 216 - square / 1320)))));
}

/**
 * Lemma A.14 with its constants (8.9): a random unit vector w sees the gradient of sample signs a with norm ≥ ‖a‖∞/2 with probability at least
 * φ̃/(2n√(32e)), for unit vectors of different labels φ̃ apart. Throws `ARG_*`.
 */
export function goodNodeProbability(samples: number, separation: number): number {
  const where = "goodNodeProbability()";
  checkNumber(where, "samples", samples, { min: 1, integer: true, example: 50 });
  checkNumber(where, "separation", separation, { min: 0, max: 2, example: 0.1 });
  return separation / (2 * samples * Math.sqrt(32 * E));
}

export interface StoppingInput {
  readonly samples: number;
  /** m = min m_l. */
  readonly width: number;
  /** φ. */
  readonly separation: number;
  /** c₀ of (C.6), measured: see the certificates of a run. */
  readonly c0: number;
  readonly p: number;
  readonly alpha0: number;
  readonly alpha1: number;
  /** L_S(W⁰). */
  readonly initialLoss: number;
  /** ε. */
  readonly epsilon: number;
}

/**
 * (C.8), (C.9): the largest kη before the loss is at most ε,
 * 2n⁵L(W⁰)/(c₀mφα₀²) + 2n^{5−2p}(L(W⁰)^{1−2p} − ε^{1−2p})/((1 − 2p)c₀mφα₁²); α₀ = ∞ has no first term. Throws `ARG_*`.
 */
export function stoppingTime(input: StoppingInput): number {
  const where = "stoppingTime()";
  const positive = (name: keyof StoppingInput): number => checkNumber(where, name, input[name], { above: 0, example: 1 });
  const [n, m, phi, c0] = [positive("samples"), positive("width"), positive("separation"), positive("c0")];
  const [initial, epsilon, alpha1] = [positive("initialLoss"), positive("epsilon"), positive("alpha1")];
  const p = checkNumber(where, "p", input.p, { min: 0, max: 1, example: 1 });
  const alpha0 = input.alpha0 === Infinity ? Infinity : positive("alpha0");
  if (epsilon >= initial) return 0;
  const unit = (2 * pow(n, 5)) / (c0 * m * phi);
  return (unit * initial) / (alpha0 * alpha0) + (unit * pow(n, -2 * p) * descent(initial, epsilon, p)) / (alpha1 * alpha1);
}

/** 10^x, for numbers kept as their logarithm. */
export const powerOfTen = (x: number): number => (x === Math.trunc(x) && Math.abs(x) <= 64 ? pow(10, x) : exp(x * 2.302585092994046));
