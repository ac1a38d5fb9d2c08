import { type LabelledData, missingClasses } from "../data/labelled.js";
import { readLabelled } from "../data/readLabelled.js";
import { count, RelulabError } from "../errors.js";
import type { Precision } from "../wasm/binary.js";
import { firstNonFinite } from "../numerics/finite.js";

/**
 * A snapshot of labelled data in the precision of a lab, made once and shared by many runs. It stays in JavaScript's memory: runs copy
 * windows of at most 256 samples into theirs, so that data larger than a wasm memory can be trained on. Later changes of the original
 * arrays have no effect.
 */
export class PreparedLabelled {
  readonly name: string;
  readonly samples: number;
  readonly features: number;
  readonly classes: number;
  readonly precision: Precision;
  readonly #X: Float32Array | Float64Array;
  readonly #labels: Uint32Array;
  #norms: Float64Array | undefined;

  private constructor({ name, samples, features, classes, labels }: LabelledData, precision: Precision, X: Float32Array | Float64Array) {
    this.name = name;
    this.samples = samples;
    this.features = features;
    this.classes = classes;
    this.precision = precision;
    this.#X = X;
    this.#labels = Uint32Array.from(labels);
  }

  /** Is this one of ours? A proxy of one is not: it has no private fields. */
  static is(data: unknown): data is PreparedLabelled {
    return typeof data === "object" && data !== null && #X in data;
  }

  /** Checks and copies data. Throws `DATA_*`. */
  static of(data: LabelledData, precision: Precision, where = "prepareLabelled()"): PreparedLabelled {
    const own = readLabelled(data, where);
    const X = precision === "f32" ? new Float32Array(own.X) : new Float64Array(own.X);
    const bad = firstNonFinite(X);
    if (bad >= 0)
      throw new RelulabError(
        "DATA_NOT_FINITE",
        `${where}: feature ${count(bad % own.features)} of sample ${count(Math.floor(bad / own.features))} is ${own.X[bad]}, beyond the range of ${precision} numbers.`,
        'Scale the data, or use precision "f64".',
      );
    return new PreparedLabelled(own, precision, X);
  }

  /** The features of samples from…to−1, not copied. */
  rows(from: number, to: number): Float32Array | Float64Array {
    return this.#X.subarray(from * this.features, to * this.features);
  }

  label(sample: number): number {
    return this.#labels[sample];
  }

  /** ‖x_i‖ of every sample, f64 sums. */
  get norms(): Float64Array {
    return (this.#norms ??= Float64Array.from({ length: this.samples }, (_, i) => {
      let square = 0;
      for (const x of this.rows(i, i + 1)) square += x * x;
      return Math.sqrt(square);
    }));
  }

  /** Classes without a sample, ascending. */
  get missingClasses(): readonly number[] {
    return missingClasses({ labels: this.#labels, classes: this.classes });
  }
}
