import type { EpochPoint } from "./epochTrace.js";
import type { Engine } from "./prepared.js";
import type { ProofReport } from "./proofMonitor.js";
import type { CheckedOptions } from "./twoLayerOptions.js";

/**
 * `global-minimum`: every margin y·f(x) is at least 1, by f64 sums over the returned weights. `stuck`: a fixed point of a method
 * without noise. `idle`: the paper's n·p steps without a non-zero update. `budget`: maxEpochs used up.
 */
export type RunStatus = "running" | "global-minimum" | "stuck" | "idle" | "budget" | "diverged" | "cancelled";

export interface TracePoint {
  readonly step: number;
  readonly updates: number;
  readonly loss: number;
  readonly trainingError: number;
  /** Where both layers are trained: least and greatest v_t/v_0 so far (S2 eq. 8). */
  readonly ratio?: Ratio;
}

/** c and C of S2 eq. 8: least and greatest v_t/v_0 over all units and steps; both 1 where v is not trained. */
export interface Ratio {
  readonly min: number;
  readonly max: number;
}

export interface TwoLayerProgress {
  readonly status: RunStatus;
  readonly steps: number;
  readonly epochs: number;
  /** Non-zero updates, what the theorems bound. */
  readonly updates: number;
  readonly ratio: Ratio;
}

export interface TwoLayerResult extends TwoLayerProgress {
  readonly engine: Engine;
  /** Mean of max(0, 1 − y·f(x)), f64. */
  readonly loss: number;
  /** Share of samples with y·f(x) ≤ 0: f = 0 counts as an error for both labels (errata 1). */
  readonly trainingError: number;
  /** Share of samples with f(x) = 0. */
  readonly abstained: number;
  /** The training error if sgn(0) = +1, as S0 §2 prints it: f = 0 is then right for one label. */
  readonly printedTrainingError: number;
  /** Different samples that caused a non-zero update. */
  readonly distinctSamples: number;
  /** Non-zero updates by sample. */
  readonly updatesOf: Uint32Array;
  /** Samples with positive loss for which no unit is active. */
  readonly deadSamples: readonly number[];
  /** W, (hidden, features) row-major; with bias the last column. */
  readonly weights: Float32Array | Float64Array;
  /** v at the end, as the kernels have it: rounded to the precision. */
  readonly outputWeights: Float64Array;
  /** v at the start; the same where only the first layer is trained. */
  readonly initialOutputWeights: Float64Array;
  readonly hidden: number;
  readonly features: number;
  readonly trace: readonly TracePoint[];
  /** With option `epochTrace`. */
  readonly epochTrace?: readonly EpochPoint[];
  /** With option `test`: share of the held-out samples with y·f(x) ≤ 0, f64. */
  readonly testError?: number;
  /** Updates that moved a unit by half: derivAtZero ½ at a pre-activation of exactly 0. The proof of Theorem 1 has none. */
  readonly halfGates: number;
  /** With `checkProof`: the inequalities of the proof along this run (S0-T2, S2-T4). */
  readonly proof?: ProofReport;
  /** Every option as used, defaults filled in: what a certificate needs to know of the run. */
  readonly options: Omit<CheckedOptions, "trace">;
}
