import { ROLE, WordStream } from "../data/streams.js";

export interface BatchOptions {
  readonly samples: number;
  readonly batchSize: number;
  /** `shuffle`: a new random partition each epoch (S3-A1; errata 43); `cycle`: in the order of the data. */
  readonly sampling: "shuffle" | "cycle";
  readonly seed: number;
  readonly trial: number;
}

/**
 * Which samples a step takes: batch b of an epoch is places b·B … of its order, the last one is smaller where B does not divide n. The
 * order of an epoch is a Fisher-Yates shuffle in which word number n−1−i of stream (order, part = epoch) decides place i.
 */
export class Batches {
  readonly perEpoch: number;
  readonly #options: BatchOptions;
  readonly #order: Uint32Array;
  #epoch = -1;

  constructor(options: BatchOptions) {
    this.#options = options;
    this.perEpoch = Math.ceil(options.samples / options.batchSize);
    this.#order = Uint32Array.from({ length: options.samples }, (_, i) => i);
  }

  /** The samples of step number `step` (from 0); a view that holds until the next call. */
  at(step: number): Uint32Array {
    const { batchSize } = this.#options;
    const epoch = Math.floor(step / this.perEpoch);
    if (epoch !== this.#epoch) this.#begin(epoch);
    const from = (step - epoch * this.perEpoch) * batchSize;
    return this.#order.subarray(from, from + batchSize);
  }

  #begin(epoch: number): void {
    const { samples, batchSize, sampling, seed, trial } = this.#options;
    this.#epoch = epoch;
    // A full batch has no order; that of the data then gives the same sums in every epoch.
    if (sampling === "cycle" || batchSize === samples) return;
    const order = this.#order.map((_, i) => i);
    const stream = new WordStream({ seed, trial, role: ROLE.order, part: epoch });
    for (let i = samples - 1; i > 0; i--) {
      const other = stream.integer(i + 1);
      const kept = order[i];
      order[i] = order[other];
      order[other] = kept;
    }
    this.#order.set(order);
  }
}
