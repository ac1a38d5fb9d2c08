import type { Lab } from "../lab.js";
import type { Certificate } from "../theory/certificate.js";
import type { MarginResult } from "../theory/marginResult.js";
import { outputFacts, type UpdateBoundInput } from "../theory/updateBound.js";
import type { Steps } from "../numerics/steps.js";
import { chunksOf, stepsOf } from "../train/drive.js";
import type { PreparedData } from "../train/prepared.js";
import type { TwoLayerOptions } from "../train/twoLayerOptions.js";
import type { TwoLayerRun } from "../train/twoLayerRun.js";

/** ‖ω*‖ of the separator of least norm. */
export function* leastNorm(lab: Lab, prepared: PreparedData): Steps<number> {
  const { norm } = yield* stepsOf(lab.start.margin(prepared));
  return norm;
}

/** A training set with a separator that costs nothing: planted, or found once for many runs. What is dear is made once. */
export class BoundedData {
  readonly prepared: PreparedData;
  /** ‖ω‖ of a separator with y·ωᵀx ≥ 1 on all samples. */
  readonly separatorNorm: number;
  readonly #radius: number;
  readonly #lab: Lab;
  #margin: MarginResult | undefined;

  constructor(lab: Lab, prepared: PreparedData, separatorNorm: number) {
    this.prepared = prepared;
    this.separatorNorm = separatorNorm;
    this.#radius = prepared.radius;
    this.#lab = lab;
  }

  /** Trains to the end; `read` takes what is wanted of the run, with what Theorem 1 of S0 needs to know of it. */
  *train<T>(options: TwoLayerOptions, read: (run: TwoLayerRun, input: UpdateBoundInput) => T): Steps<T> {
    const run = this.#lab.start.twoLayer(this.prepared, options);
    try {
      yield* chunksOf(run);
      return read(run, this.#boundInput(run));
    } finally {
      run.dispose();
    }
  }

  /** The same run with its certificates, by the tight ω* of the oracle: found once for all runs on the data. */
  certify(options: TwoLayerOptions): readonly Certificate[] {
    this.#margin ??= this.#lab.sync.margin(this.prepared);
    return this.#lab.sync.certify(this.#lab.sync.trainTwoLayer(this.prepared, options), this.prepared, { margin: this.#margin });
  }

  #boundInput({ options, initialRadius }: TwoLayerRun): UpdateBoundInput {
    const { hidden, outputWeights, learningRate } = options;
    const { separatorNorm } = this;
    return { hidden, ...outputFacts(outputWeights), learningRate, separatorNorm, initialRadius, dataRadius: this.#radius };
  }
}
