import type { PreparedData } from "./prepared.js";
import type { CheckedOptions } from "./twoLayerOptions.js";

// The online invariants of the proof of Theorem 1 (S0 eq. 15-24, S0-T2). With Ω* = sgn(v) ⊗ ω*/v_min, φ(W) = ⟨W, Ω*⟩ and
// ψ(W) = ‖W‖_F, every non-zero update by (x, y) has ψ² grow by at most η²‖v‖²‖x‖² + 2η (eq. 21 puts ‖x‖ ≤ 1), φ by at least η
// (eq. 24), and φ ≤ ψ‖Ω*‖ (eq. 19). An implementation that is wrong breaks them at once.

export type Inequality = "norm" | "alignment" | "cauchy-schwarz";

export interface ProofReport {
  /** Non-zero updates looked at: all of the run. */
  readonly updates: number;
  /** ‖ω*‖ of the separator used, ω* scaled so that its least margin is 1. */
  readonly separatorNorm: number;
  /** φ(W⁰) and ψ(W⁰). */
  readonly initialPhi: number;
  readonly initialPsi: number;
  /** Least of η²‖v‖²‖x‖² + 2η minus the growth of ψ², over all updates; Infinity before the first. */
  readonly normSlack: number;
  /** Least of the growth of φ minus η. */
  readonly alignmentSlack: number;
  /** Greatest φ/(ψ‖Ω*‖), at most 1. */
  readonly largestRatio: number;
  /** Rounding allowed for ψ², at most: 8 units in the last place of ψ² in the run's precision. */
  readonly allowance: number;
  /** Updates at which an inequality failed by more than rounding. */
  readonly violations: number;
  readonly firstViolation: {
    readonly step: number;
    readonly sample: number;
    readonly inequality: Inequality;
    readonly excess: number;
  } | null;
}

const ULPS = 8;

export class ProofMonitor {
  readonly #data: PreparedData;
  readonly #eta: number;
  readonly #epsilon: number;
  /** Ω*, (hidden, features) row-major. */
  readonly #target: Float64Array;
  readonly #targetNorm: number;
  readonly #separatorNorm: number;
  readonly #outputSquare: number;
  readonly #initial: { readonly phi: number; readonly psiSquare: number };
  #before: { readonly phi: number; readonly psiSquare: number };
  #seen: Uint32Array;
  #report: Pick<ProofReport, "normSlack" | "alignmentSlack" | "largestRatio" | "allowance" | "violations" | "firstViolation"> = {
    normSlack: Infinity,
    alignmentSlack: Infinity,
    largestRatio: -Infinity,
    allowance: 0,
    violations: 0,
    firstViolation: null,
  };
  updates = 0;

  constructor(data: PreparedData, options: CheckedOptions, separator: Float64Array, weights: ArrayLike<number>) {
    const { outputWeights, learningRate } = options;
    this.#data = data;
    this.#eta = data.precision === "f32" ? Math.fround(learningRate) : learningRate;
    this.#epsilon = data.precision === "f32" ? 2 ** -23 : 2 ** -52;
    this.#target = alignedNetwork(outputWeights, separator, data.features);
    this.#targetNorm = norm(this.#target);
    this.#separatorNorm = norm(separator);
    this.#outputSquare = outputWeights.reduce((sum, v) => sum + v * v, 0);
    this.#initial = this.#before = this.#potentials(weights);
    this.#seen = new Uint32Array(data.samples);
  }

  /** Looks at the weights after one more non-zero update; `updatesOf` counts updates by sample. */
  note(weights: ArrayLike<number>, updatesOf: Uint32Array, step: number): void {
    const sample = updatesOf.findIndex((times, i) => times !== this.#seen[i]);
    this.#seen = updatesOf.slice();
    this.updates++;
    const after = this.#potentials(weights);
    const growth = after.psiSquare - this.#before.psiSquare;
    const limit = this.#eta * this.#eta * this.#outputSquare * this.#data.squaredNorm(sample) + 2 * this.#eta;
    const allowance = ULPS * this.#epsilon * Math.max(after.psiSquare, this.#before.psiSquare);
    const scale = Math.sqrt(after.psiSquare) * this.#targetNorm;
    const gain = after.phi - this.#before.phi;
    const slacks: readonly [Inequality, number, number][] = [
      ["norm", limit - growth, allowance],
      ["alignment", gain - this.#eta, ULPS * this.#epsilon * scale],
      ["cauchy-schwarz", scale - after.phi, ULPS * this.#epsilon * scale],
    ];
    this.#record(step - 1, sample, slacks, scale === 0 ? 0 : after.phi / scale);
    this.#before = after;
  }

  report(): ProofReport {
    return {
      updates: this.updates,
      separatorNorm: this.#separatorNorm,
      initialPhi: this.#initial.phi,
      initialPsi: Math.sqrt(this.#initial.psiSquare),
      ...this.#report,
    };
  }

  #record(step: number, sample: number, slacks: readonly [Inequality, number, number][], ratio: number): void {
    const broken = slacks.find(([, slack, allowed]) => !(slack >= -allowed));
    const { normSlack, alignmentSlack, largestRatio, allowance, violations, firstViolation } = this.#report;
    this.#report = {
      normSlack: Math.min(normSlack, slacks[0][1]),
      alignmentSlack: Math.min(alignmentSlack, slacks[1][1]),
      largestRatio: Math.max(largestRatio, ratio),
      allowance: Math.max(allowance, slacks[0][2]),
      violations: violations + (broken === undefined ? 0 : 1),
      firstViolation: firstViolation ?? (broken === undefined ? null : { step, sample, inequality: broken[0], excess: -broken[1] }),
    };
  }

  #potentials(weights: ArrayLike<number>): { phi: number; psiSquare: number } {
    let phi = 0;
    let psiSquare = 0;
    for (let e = 0; e < weights.length; e++) {
      phi += weights[e] * this.#target[e];
      psiSquare += weights[e] * weights[e];
    }
    return { phi, psiSquare };
  }
}

/**
 * Ω* = sgn(v) ⊗ ω*ᵀ/v_min (S0 eq. 15; k × d, errata 15): (hidden, features) row-major. A separator of fewer features (no bias) is
 * filled up with 0. By S0-T3 (eq. 17) the network with these weights has loss 0.
 */
export function alignedNetwork(outputWeights: ArrayLike<number>, separator: ArrayLike<number>, features: number): Float64Array {
  const smallest = Array.from(outputWeights).reduce((least, v) => Math.min(least, Math.abs(v)), Infinity);
  const target = new Float64Array(outputWeights.length * features);
  for (let j = 0; j < outputWeights.length; j++)
    for (let c = 0; c < separator.length; c++) target[j * features + c] = (Math.sign(outputWeights[j]) * separator[c]) / smallest;
  return target;
}

function norm(values: Float64Array): number {
  return Math.sqrt(values.reduce((sum, value) => sum + value * value, 0));
}
