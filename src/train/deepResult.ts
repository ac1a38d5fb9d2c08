import type { CheckedDeepOptions } from "./deepOptions.js";

/**
 * `zero-error`: every y·f(x) > 0; `loss-target`: the training loss is at most lossTarget; both verified by f64 sums over the returned
 * weights. `stationary`: the gradient of all samples is exactly 0. `budget`: maxSteps. `diverged`: a number of the next step may leave
 * the range of the precision; the weights are the last ones before it.
 */
export type DeepStatus = "running" | "zero-error" | "loss-target" | "stationary" | "budget" | "diverged" | "cancelled";

/** One evaluation of all samples at W(step); sums in f64 over activations in the lab's precision. */
export interface DeepTracePoint {
  readonly step: number;
  /** L_S of S4 (3.2). */
  readonly loss: number;
  /** Samples with y·f(x) ≤ 0. */
  readonly errors: number;
  /** −Σ_i ℓ'(y_i f(x_i)), which the progress inequality (C.6) squares. */
  readonly slopeSum: number;
}

export interface DeepProgress {
  readonly status: DeepStatus;
  readonly steps: number;
  /** Of the last evaluation; null before the first. */
  readonly loss: number | null;
  readonly errors: number | null;
}

export interface DeepResult extends DeepProgress {
  /** Infinity after divergence. */
  readonly loss: number;
  readonly errors: number;
  readonly samples: number;
  readonly features: number;
  /** W_l as (m_l, m_{l−1}) row-major: W_lᵀ of the paper. */
  readonly weights: readonly (Float32Array | Float64Array)[];
  readonly outputWeights: Float64Array;
  readonly trace: readonly DeepTracePoint[];
  /** Where a number might have left the range: layer 1…L, or L + 1 for the outputs and the loss. */
  readonly divergedAt: { readonly step: number; readonly layer: number } | null;
  /** Every option as used, defaults filled in. */
  readonly options: CheckedDeepOptions;
}
