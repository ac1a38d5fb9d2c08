import type { CheckedSoftmaxOptions, SoftmaxMethod } from "./softmaxOptions.js";

/**
 * `accuracy-target`: that option was met at an evaluated step. `budget`: maxSteps or maxEpochs used up. `diverged`: after `steps` steps a
 * pre-activation or an output is not finite any more.
 */
export type SoftmaxStatus = "running" | "accuracy-target" | "budget" | "diverged" | "cancelled";

export interface Scores {
  /** Mean of −log o_y(x), from outputs in the precision of the lab, f64 sums. */
  readonly loss: number;
  /** Share of samples whose label is the first class with the largest output; decided by f64 sums over the weights. */
  readonly accuracy: number;
  /** As many samples. */
  readonly right: number;
}

/** A network after `step` steps. */
export interface SoftmaxPoint {
  readonly step: number;
  /** On the held-out samples; null where there are none. */
  readonly test: Scores | null;
  /** On the training samples; null unless `traceTraining`. */
  readonly training: Scores | null;
  /** Share of pairs of unit and sample whose mask 1{⟨w_r, x⟩ ≥ 0} is not that of w⁰, on the held-out samples, without them on the training samples. */
  readonly patternChange: number;
  /** Share of units with such a pair. */
  readonly unitsChanged: number;
  /** ‖w − w⁰‖_F / ‖w⁰‖_F, f64 sums; 0/0 is 0. */
  readonly distance: number;
  /** L of S3 Lemma 5.1 as measured: the largest ‖w_r' − w_r‖/η of a unit in a step so far; null unless `gradientNorms`. */
  readonly largestGradient: number | null;
}

export interface TwinPoint extends SoftmaxPoint {
  /** Share of pairs of unit and sample with the mask that the first network has at this step. */
  readonly agreement: number;
}

/** A network trained alongside, from the same start on the same batches. */
export interface SoftmaxTwin {
  readonly method: SoftmaxMethod;
  /** (hidden, features) row-major. */
  readonly weights: Float32Array | Float64Array;
  readonly trace: readonly TwinPoint[];
  /** Steps after which it was not finite any more and stayed as it was; null if it always was. */
  readonly divergedAt: number | null;
}

export interface SoftmaxProgress {
  readonly status: SoftmaxStatus;
  /** Steps taken, t. */
  readonly steps: number;
  /** Epochs begun. */
  readonly epochs: number;
  /** Mean loss of the last batch, before the step that it made; null before the first. */
  readonly batchLoss: number | null;
  /** The last evaluated point; null before the first. */
  readonly last: SoftmaxPoint | null;
}

export interface SoftmaxResult extends SoftmaxProgress {
  readonly hidden: number;
  readonly features: number;
  readonly classes: number;
  /** w, (hidden, features) row-major. */
  readonly weights: Float32Array | Float64Array;
  /** w⁰, (hidden, features) row-major. */
  readonly initialWeights: Float32Array | Float64Array;
  /** a, (classes, hidden) row-major. */
  readonly outputWeights: Float32Array | Float64Array;
  /** Step 0, the steps asked for, and the end. */
  readonly trace: readonly SoftmaxPoint[];
  readonly twins: readonly SoftmaxTwin[];
  /** Classes without a training sample, ascending: their outputs are only ever pushed down. */
  readonly missingClasses: readonly number[];
  /** Every option as used, defaults filled in: what a certificate needs to know of the run. */
  readonly options: CheckedSoftmaxOptions;
}
