import { type LabelledData, missingClasses } from "../data/labelled.js";
import { readLabelled } from "../data/readLabelled.js";
import { count, RelulabError } from "../errors.js";
import type { Precision } from "../wasm/binary.js";
import { firstNonFinite } from "../numerics/finite.js";
import { inPieces, runSteps, type Steps } from "../numerics/steps.js";

/** ‖x_i‖ of every row, f64 sums. */
function* normsOf(X: Float32Array | Float64Array, { samples, features }: LabelledData): Steps<Float64Array> {
  const norms = new Float64Array(samples);
  for (const [from, count] of inPieces(samples, features)) {
    for (let i = from; i < from + count; i++) {
      let square = 0;
      for (let e = i * features; e < (i + 1) * features; e++) square += X[e] * X[e];
      norms[i] = Math.sqrt(square);
    }
    yield;
  }
  return norms;
}

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
  /** ‖x_i‖ of every sample, f64 sums. */
  readonly norms: Float64Array;

  private constructor(
    { name, samples, features, classes, labels }: LabelledData,
    precision: Precision,
    X: Float32Array | Float64Array,
    norms: Float64Array,
  ) {
    this.name = name;
    this.samples = samples;
    this.features = features;
    this.classes = classes;
    this.precision = precision;
    this.#X = X;
    this.norms = norms;
    this.#labels = Uint32Array.from(labels);
  }

  /** Is this one of ours? A proxy of one is not: it has no private fields. */
  static is(data: unknown): data is PreparedLabelled {
    return typeof data === "object" && data !== null && #X in data;
  }

  /** Checks and copies data. Throws `DATA_*`. */
  static of(data: LabelledData, precision: Precision, where = "prepareLabelled()"): PreparedLabelled {
    return runSteps(PreparedLabelled.inSteps(data, precision, where));
  }

  /** The same in steps. */
  static *inSteps(data: LabelledData, precision: Precision, where: string): Steps<PreparedLabelled> {
    const own = readLabelled(data, where);
    yield;
    const X = precision === "f32" ? new Float32Array(own.X) : new Float64Array(own.X);
    yield;
    const bad = firstNonFinite(X);
    if (bad >= 0)
      throw new RelulabError(
        "DATA_NOT_FINITE",
        `${where}: feature ${count(bad % own.features)} of sample ${count(Math.floor(bad / own.features))} is ${own.X[bad]}, beyond the range of ${precision} numbers.`,
        'Scale the data, or use precision "f64".',
      );
    yield;
    return new PreparedLabelled(own, precision, X, yield* normsOf(X, own));
  }

  /** The features of samples from…to−1, not copied. */
  rows(from: number, to: number): Float32Array | Float64Array {
    return this.#X.subarray(from * this.features, to * this.features);
  }

  label(sample: number): number {
    return this.#labels[sample];
  }

  /** Classes without a sample, ascending. */
  get missingClasses(): readonly number[] {
    return missingClasses({ labels: this.#labels, classes: this.classes });
  }
}
