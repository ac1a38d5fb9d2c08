// Errors after every epoch: F2.1-F2.3 of S2. Margins come from the kernels in f64; this file says which, and what becomes of them.

import { measure } from "./measure.js";

export interface EpochPoint {
  /** Passes of n steps; 0 is the start. */
  readonly epoch: number;
  /** Non-zero updates so far. */
  readonly updates: number;
  /** Mean of max(0, 1 − y·f(x)) over the training samples. */
  readonly loss: number;
  /** Share of training samples with y·f(x) ≤ 0. */
  readonly trainingError: number;
  /** The same of the held-out samples; null without any. */
  readonly testError: number | null;
  /** Least and greatest v_t/v_0 so far (S2 eq. 8); 1 where v is not trained. */
  readonly ratioMin: number;
  readonly ratioMax: number;
}

export class EpochTrace {
  readonly points: EpochPoint[] = [];
  readonly #samples: number;
  readonly #heldOut: number;
  readonly #maxEpochs: number;
  /** Rows of the epoch under way whose margins are known. */
  #known = 0;

  constructor(samples: number, heldOut: number, maxEpochs: number) {
    this.#samples = samples;
    this.#heldOut = heldOut;
    this.#maxEpochs = maxEpochs;
  }

  /** The step after which the next point is taken. */
  get nextStep(): number {
    return this.points.length * this.#samples;
  }

  /** Nothing of the next point is known yet. */
  get fresh(): boolean {
    return this.#known === 0;
  }

  /**
   * Some rows more of the point that is due: `margins(from, to)` makes those of rows from…to−1 and returns the array of all.
   * Returns whether the point is complete.
   */
  advance(
    rows: number,
    margins: (from: number, to: number) => Float64Array,
    state: Pick<EpochPoint, "updates" | "ratioMin" | "ratioMax">,
  ): boolean {
    const all = this.#samples + this.#heldOut;
    const to = Math.min(all, this.#known + rows);
    const known = margins(this.#known, to);
    this.#known = to;
    if (to < all) return false;
    this.#known = 0;
    const { loss, trainingError } = measure(known.subarray(0, this.#samples));
    const testError = this.#heldOut === 0 ? null : measure(known.subarray(this.#samples)).trainingError;
    this.points.push({ epoch: this.points.length, loss, trainingError, testError, ...state });
    return true;
  }

  /** Nothing changes any more: the last point again, up to the last epoch. */
  repeatToEnd(): void {
    const last = this.points.at(-1);
    if (last === undefined) return;
    for (let epoch = this.points.length; epoch <= this.#maxEpochs; epoch++) this.points.push({ ...last, epoch });
  }
}
