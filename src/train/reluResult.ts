import type { OneReluModel } from "../data/dataset.js";
import type { CheckedReluOptions } from "./reluOptions.js";

/**
 * `error-target`, `residual-target`: that option was met. `stalled`: the support stays and w moves by at most stallTolerance (at 0: an
 * exact fixed point). `diverged`: the next w would not be finite (‖w‖² overflows); the last finite one is returned.
 */
export type ReluStatus = "running" | "error-target" | "residual-target" | "stalled" | "budget" | "diverged" | "cancelled";

export interface ReluTracePoint {
  readonly iteration: number;
  /** ‖w_τ − w*‖₂; null without a truth. */
  readonly error: number | null;
  /** Root mean square of f(x_i) − y_i, √L of S1 (1.1), f64 sums. */
  readonly residual: number;
  /** Features that joined or left the support in the step to this iterate. */
  readonly supportChanges: number;
}

export interface ReluProgress {
  readonly status: ReluStatus;
  /** Steps taken. */
  readonly iterations: number;
  readonly error: number | null;
  /** Of the last iterate that was evaluated; null before the first. */
  readonly residual: number | null;
}

export interface ReluResult extends ReluProgress {
  readonly model: OneReluModel;
  readonly residual: number;
  readonly weights: Float32Array | Float64Array;
  /** Features with non-zero weight, ascending. */
  readonly support: readonly number[];
  readonly features: number;
  /** One point per iterate, from w₀ on. */
  readonly trace: readonly ReluTracePoint[];
  /** Every option as used, defaults filled in: what a certificate needs to know of the run. */
  readonly options: CheckedReluOptions;
}
