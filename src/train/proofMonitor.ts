import { euclideanNorm } from "../numerics/norm.js";
import type { PreparedData } from "./prepared.js";
import { growthLimit, inequalitiesOf, type ProofInequalities, type Start } from "./proofInequalities.js";

// The online invariants of the proofs of S0 Theorem 1 (S0-T2) and S2 Theorem 2 (S2-T4). With φ(W) = ⟨W, Ω⟩ and ψ(W) = ‖W‖_F, every
// non-zero update by (x, y) has ψ² grow by at most η²C²‖v‖²‖x‖² + 2η (S0 eq. 21 puts ‖x‖ ≤ 1), φ by at least what
// proofInequalities.ts says, and φ ≤ ψ‖Ω‖. An implementation that is wrong breaks them at once.

export type Inequality = "norm" | "alignment" | "cauchy-schwarz";

export interface ProofReport {
  /** Whose inequalities: "S0 …" for ReLU, "S2 …" with a slope. */
  readonly source: string;
  /** Non-zero updates looked at: all of the run. */
  readonly updates: number;
  /** ‖ω*‖ of the separator used, ω* scaled so that its least margin is 1. */
  readonly separatorNorm: number;
  /** φ(W⁰) and ψ(W⁰). */
  readonly initialPhi: number;
  readonly initialPsi: number;
  /** Least of η²C²‖v‖²‖x‖² + 2η minus the growth of ψ², over all updates; Infinity before the first. */
  readonly normSlack: number;
  /** Least of the growth of φ minus what it must be: cη, or ηαc‖v‖² with a slope. Infinity where c ≤ 0, of which the proofs say nothing. */
  readonly alignmentSlack: number;
  /** Greatest φ/(ψ‖Ω‖), at most 1. */
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
  readonly #start: Start;
  readonly #inequalities: ProofInequalities;
  readonly #epsilon: number;
  /** Ω, (hidden, features) row-major. */
  readonly #target: Float64Array;
  readonly #targetNorm: number;
  readonly #separatorNorm: number;
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
  /** c and C before the next update. */
  #ratio = { min: 1, max: 1 };
  updates = 0;

  /** `start` as the kernels have it, rounded to the precision; `weights` is W⁰. */
  constructor(data: PreparedData, start: Start, separator: Float64Array, weights: ArrayLike<number>) {
    this.#data = data;
    this.#start = start;
    this.#inequalities = inequalitiesOf(start.slope);
    this.#epsilon = data.precision === "f32" ? 2 ** -23 : 2 ** -52;
    this.#target = this.#inequalities.target(start, separator, data.features);
    this.#targetNorm = euclideanNorm(this.#target);
    this.#separatorNorm = euclideanNorm(separator);
    this.#initial = this.#before = this.#potentials(weights);
    this.#seen = new Uint32Array(data.samples);
  }

  /** Looks at the weights after one more non-zero update; `updatesOf` counts updates by sample, `ratio` is v_t/v_0 after it. */
  note(weights: ArrayLike<number>, updatesOf: Uint32Array, step: number, ratio: { readonly min: number; readonly max: number }): void {
    const sample = updatesOf.findIndex((times, i) => times !== this.#seen[i]);
    this.#seen = updatesOf.slice();
    this.updates++;
    const after = this.#potentials(weights);
    const growth = after.psiSquare - this.#before.psiSquare;
    const { min: c, max } = this.#ratio;
    const limit = growthLimit(this.#start, Math.max(max, -c), this.#data.squaredNorm(sample));
    const least = c > 0 ? this.#inequalities.gain(this.#start, c) : -Infinity;
    const allowance = ULPS * this.#epsilon * Math.max(after.psiSquare, this.#before.psiSquare);
    const scale = Math.sqrt(after.psiSquare) * this.#targetNorm;
    const gain = after.phi - this.#before.phi;
    const slacks: readonly [Inequality, number, number][] = [
      ["norm", limit - growth, allowance],
      ["alignment", gain - least, ULPS * this.#epsilon * scale],
      ["cauchy-schwarz", scale - after.phi, ULPS * this.#epsilon * scale],
    ];
    this.#record(step - 1, sample, slacks, scale === 0 ? 0 : after.phi / scale);
    this.#before = after;
    this.#ratio = { min: ratio.min, max: ratio.max };
  }

  report(): ProofReport {
    return {
      source: this.#inequalities.source,
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
