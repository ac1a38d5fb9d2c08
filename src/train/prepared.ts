import { count, reading, RelulabError, show } from "../errors.js";
import type { BinaryData } from "../data/dataset.js";
import { euclideanNorm } from "../numerics/norm.js";
import { inPieces, runSteps, type Steps } from "../numerics/steps.js";
import { WORK_PER_CALL } from "./drive.js";
import { checkShape, isReals } from "./dataShape.js";
import { firstNonFinite } from "../numerics/finite.js";
import type { InstancePool } from "../wasm/pool.js";
import type { Instance } from "../wasm/instance.js";
import type { Precision } from "../wasm/binary.js";
import { type Block, elementBytes, MemoryPlan } from "../wasm/plan.js";

/** Samples are padded to whole groups of 16, the width of the margin scan. */
export const SAMPLE_GROUP = 16;

export type Engine = "primal" | "gram";

export const paddedSamples = (samples: number): number => Math.ceil(samples / SAMPLE_GROUP) * SAMPLE_GROUP;

/**
 * The fields of a data set, each read once. Throws `DATA_*` unless lengths agree, labels are ±1 and all features are finite; `where`
 * starts the message. The separator is copied; X and y are not.
 */
export function readBinaryData(data: BinaryData, where: string): BinaryData {
  const { samples, features, X, y, name, separator } = data ?? {};
  if (!isReals(X) || !(y instanceof Int8Array))
    throw new RelulabError(
      "DATA_SHAPE",
      `${where}: data must hold X as Float32Array or Float64Array and y as Int8Array, got X = ${show(X)}, y = ${show(y)}.`,
      "Build data with lab.data.*, or pass { samples, features, X, y, name }.",
    );
  checkShape(where, { samples, features, X }, { name: "y", values: y, each: "label" });
  const badLabel = y.findIndex((label) => label !== 1 && label !== -1);
  if (badLabel >= 0)
    throw new RelulabError(
      "DATA_LABELS",
      `${where}: labels must be +1 or -1, sample ${badLabel} has ${y[badLabel]}.`,
      "Map the two classes to +1 and -1.",
    );
  const bad = firstNonFinite(X);
  if (bad >= 0)
    throw new RelulabError(
      "DATA_NOT_FINITE",
      `${where}: features must be finite, sample ${Math.floor(bad / features)} has ${X[bad]} in feature ${bad % features}.`,
      "Remove or replace such values first.",
    );
  if (separator === undefined) return { samples, features, X, y, name };
  if (!(separator instanceof Float64Array))
    throw new RelulabError(
      "DATA_SHAPE",
      `${where}: data.separator must be a Float64Array, got ${show(separator)}.`,
      "Leave it out, or pass one number per feature.",
    );
  // Fewer are filled up with 0: a bias that was appended by hand.
  if (separator.length > features)
    throw new RelulabError(
      "DATA_SHAPE",
      `${where}: data.separator must have at most one number per feature, ${count(features)}, got ${count(separator.length)}.`,
      "Leave it out, or pass one number per feature.",
    );
  return { samples, features, X, y, name, separator: separator.slice() };
}

/** Rows of X without their zeros, and labels: the form the kernels read. */
interface CompressedRows {
  readonly starts: Uint32Array;
  readonly index: Uint32Array;
  readonly value: Float32Array | Float64Array;
  readonly y: Float64Array;
}

function* compress(data: BinaryData, precision: Precision, bias: boolean, where: string): Steps<CompressedRows> {
  const { samples, features, X } = data;
  const starts = new Uint32Array(samples + 1);
  const rounded = precision === "f32" && X instanceof Float64Array ? new Float32Array(X) : X;
  let nonZeros = bias ? samples : 0;
  for (const [from, count] of inPieces(rounded.length)) {
    for (let e = from; e < from + count; e++) if (rounded[e] !== 0) nonZeros++;
    yield;
  }
  const index = new Uint32Array(nonZeros);
  const value = precision === "f32" ? new Float32Array(nonZeros) : new Float64Array(nonZeros);
  let used = 0;
  for (const [from, count] of inPieces(samples, features)) {
    for (let i = from; i < from + count; i++) {
      for (let c = 0; c < features; c++) {
        const x = rounded[i * features + c];
        if (x === 0) continue;
        index[used] = c;
        value[used++] = x;
      }
      if (bias) {
        index[used] = features;
        value[used++] = 1;
      }
      starts[i + 1] = used;
    }
    yield;
  }
  const firstInfinite = firstNonFinite(value);
  if (firstInfinite >= 0)
    throw new RelulabError(
      "DATA_NOT_FINITE",
      `${where}: feature ${index[firstInfinite]} of sample ${starts.findIndex((start) => start > firstInfinite) - 1} is beyond the range of ${precision} numbers.`,
      'Scale the data, or use precision "f64".',
    );
  return { starts, index, value, y: Float64Array.from(data.y) };
}

/** The first `samples` rows of one set and the first `others` of another. */
function concatenate(a: CompressedRows, samples: number, b: CompressedRows, others: number): CompressedRows {
  const [first, second] = [a.starts[samples], b.starts[others]];
  const starts = new Uint32Array(samples + others + 1);
  starts.set(a.starts.subarray(0, samples + 1));
  for (let i = 1; i <= others; i++) starts[samples + i] = first + b.starts[i];
  const index = new Uint32Array(first + second);
  index.set(a.index.subarray(0, first));
  index.set(b.index.subarray(0, second), first);
  const value = a.value instanceof Float32Array ? new Float32Array(first + second) : new Float64Array(first + second);
  value.set(a.value.subarray(0, first));
  value.set(b.value.subarray(0, second), first);
  const y = new Float64Array(samples + others);
  y.set(a.y.subarray(0, samples));
  y.set(b.y.subarray(0, others), samples);
  return { starts, index, value, y };
}

type DataPlan = MemoryPlan<"starts" | "index" | "value" | "y" | "gram">;

function* nothing(): Steps<void> {}

interface PreparedOptions {
  readonly bias?: boolean;
  readonly reserveHidden?: number;
  readonly shared?: boolean;
}

/**
 * A snapshot of data in the form the kernels read, made once and shared by many runs: while runs follow one another, X, y and G stay
 * in the memory of the instance. Later changes of the original arrays have no effect.
 */
export class PreparedData {
  readonly name: string;
  readonly samples: number;
  /** Features as the weights see them: with bias, one more than in the data (S0-M3). */
  readonly features: number;
  readonly precision: Precision;
  readonly bias: boolean;
  /** Stored numbers of all samples. */
  readonly nonZeros: number;
  readonly separator?: Float64Array;
  /** Room is kept for runs of up to this many hidden units, so that memory does not grow between runs. */
  readonly reserveHidden: number;
  /** Prepared for many runs, so that making G is not one run's cost. */
  readonly shared: boolean;
  /** Data that follow the samples in memory, for test errors only. */
  readonly heldOut: { readonly name: string; readonly samples: number } | null;
  readonly #joined = new WeakMap<PreparedData, PreparedData>();
  readonly #all: PreparedData;
  readonly #rows: CompressedRows;
  readonly #keys: Readonly<Record<Engine, object>> = { primal: {}, gram: {} };

  private constructor(
    samples: number,
    features: number,
    rows: CompressedRows,
    options: {
      all?: PreparedData;
      data: BinaryData | PreparedData;
      precision: Precision;
      bias: boolean;
      reserveHidden: number;
      shared: boolean;
      heldOut?: PreparedData;
    },
  ) {
    this.name = options.data.name;
    this.samples = samples;
    this.features = features;
    this.precision = options.precision;
    this.bias = options.bias;
    this.reserveHidden = options.reserveHidden;
    this.shared = options.shared;
    this.nonZeros = rows.starts[samples];
    const { heldOut } = options;
    this.heldOut = heldOut === undefined ? null : { name: heldOut.name, samples: heldOut.samples };
    this.#all = options.all ?? this;
    this.#rows = rows;
    if (options.data.separator !== undefined) this.separator = options.data.separator;
  }

  /** Is this one of ours? A proxy of one is not: it has no private fields. */
  static is(data: unknown): data is PreparedData {
    return typeof data === "object" && data !== null && #rows in data;
  }

  /** Checks and compresses data. Throws `DATA_*`. */
  static of(data: BinaryData, precision: Precision, options: PreparedOptions = {}, where = "prepare()"): PreparedData {
    return runSteps(PreparedData.inSteps(data, precision, options, where));
  }

  /** The same in steps. */
  static *inSteps(data: BinaryData, precision: Precision, options: PreparedOptions, where: string): Steps<PreparedData> {
    const own = reading(where, () => readBinaryData(data, where));
    yield;
    const bias = options.bias ?? false;
    const rows = yield* compress(own, precision, bias, where);
    return new PreparedData(own.samples, own.features + (bias ? 1 : 0), rows, {
      data: own,
      precision,
      bias,
      reserveHidden: options.reserveHidden ?? 0,
      shared: options.shared ?? true,
    });
  }

  /** The first `samples` samples; shares everything, the Gram matrix included. */
  first(samples: number): PreparedData {
    if (!Number.isInteger(samples) || samples < 1 || samples > this.samples)
      throw new RelulabError(
        "ARG_RANGE",
        `first(): samples must be an integer from 1 to ${count(this.samples)}, got ${show(samples)}.`,
        "Prepare more samples or ask for fewer.",
      );
    const { precision, bias, reserveHidden, shared } = this;
    return new PreparedData(samples, this.features, this.#rows, { all: this.#all, data: this, precision, bias, reserveHidden, shared });
  }

  /**
   * These samples with others behind them, which no training sees (made once for each pair, so that runs share the memory). Precision,
   * features and bias must agree.
   */
  withHeldOut(test: PreparedData): PreparedData {
    const known = this.#joined.get(test);
    if (known !== undefined) return known;
    const { samples, features, precision, bias, reserveHidden, shared } = this;
    const rows = concatenate(this.#rows, samples, test.#rows, test.samples);
    const options = { precision, bias, reserveHidden, shared };
    const all = new PreparedData(samples + test.samples, features, rows, { data: this, ...options });
    const joined = new PreparedData(samples, features, rows, { all, data: this, ...options, heldOut: test });
    this.#joined.set(test, joined);
    return joined;
  }

  /** x_iᵀ·vector for every sample, f64 sums; a vector of fewer features counts as filled up with 0. */
  products(vector: ArrayLike<number>): Float64Array {
    const { starts, index, value } = this.#rows;
    const products = new Float64Array(this.samples);
    for (let i = 0; i < this.samples; i++)
      for (let t = starts[i]; t < starts[i + 1]; t++) products[i] += index[t] < vector.length ? value[t] * vector[index[t]] : 0;
    return products;
  }

  /** Σ_i weights[i]·x_i over the named samples, f64 sums. */
  combination(samples: readonly number[], weights: ArrayLike<number>): Float64Array {
    const { starts, index, value } = this.#rows;
    const sum = new Float64Array(this.features);
    samples.forEach((i, at) => {
      for (let t = starts[i]; t < starts[i + 1]; t++) sum[index[t]] += weights[at] * value[t];
    });
    return sum;
  }

  /** ‖x_i‖², f64. */
  squaredNorm(i: number): number {
    const { starts, value } = this.#rows;
    let sum = 0;
    for (let t = starts[i]; t < starts[i + 1]; t++) sum += value[t] * value[t];
    return sum;
  }

  /** The numbers of sample i that are not 0, and their features. */
  row(i: number): { readonly index: Uint32Array; readonly value: Float32Array | Float64Array } {
    const { starts, index, value } = this.#rows;
    return { index: index.subarray(starts[i], starts[i + 1]), value: value.subarray(starts[i], starts[i + 1]) };
  }

  /** The same samples as plain data, as the kernels see them: with bias, a last feature 1. */
  dense(): BinaryData {
    const { samples, features } = this;
    const X = new Float64Array(samples * features);
    for (let i = 0; i < samples; i++) {
      const { index, value } = this.row(i);
      index.forEach((feature, t) => (X[i * features + feature] = value[t]));
    }
    return { samples, features, X, y: Int8Array.from(this.labels), name: this.name };
  }

  /** Features that are not 0 in every sample. */
  get usedFeatures(): number {
    const used = new Set<number>();
    for (let i = 0; i < this.samples; i++) for (const feature of this.row(i).index) used.add(feature);
    return used.size;
  }

  /** r = max ‖x_i‖. */
  get radius(): number {
    let largest = 0;
    for (let i = 0; i < this.samples; i++) largest = Math.max(largest, euclideanNorm(this.row(i).value));
    return largest;
  }

  /** Labels ±1 of the samples, a copy. */
  get labels(): Float64Array {
    return this.#rows.y.slice(0, this.samples);
  }

  /** Where the shared part lies in an instance; all offsets from the instance's base. */
  plan(engine: Engine): DataPlan {
    const n = this.#all.samples;
    const stride = paddedSamples(n);
    return new MemoryPlan(this.precision, {
      starts: ["u32", n + 1],
      index: ["u32", this.#rows.index.length],
      value: ["real", this.#rows.value.length],
      y: ["real", stride],
      gram: ["real", engine === "gram" ? n * stride : 0],
    });
  }

  /** Reals that building G needs beyond its plan: Xᵀ. */
  get gramScratch(): number {
    return this.features * paddedSamples(this.#all.samples);
  }

  /** An instance for these data, with `runBytes` behind them at `runBase`; `write` puts them there, before anything else is done. */
  lease(pool: InstancePool, engine: Engine, runBytes: number, what: string): { instance: Instance; runBase: number; write: Steps<void> } {
    const plan = this.plan(engine);
    const room = engine === "gram" ? Math.max(runBytes, this.gramScratch * (this.precision === "f32" ? 4 : 8)) : runBytes;
    const hint =
      engine === "gram"
        ? 'Use engine "primal", fewer samples or hidden units, or precision "f32".'
        : 'Use fewer samples or hidden units, or precision "f32".';
    const key = this.#all.#keys[engine];
    const { instance, resident } = pool.acquire(plan.bytes + room, key, what, hint);
    const write = resident ? nothing() : this.#write(instance, plan, engine, () => pool.settle(instance, key));
    return { instance, runBase: instance.base + plan.bytes, write };
  }

  *#write(instance: Instance, plan: DataPlan, engine: Engine, settle: () => void): Steps<void> {
    const { starts, index, value, y } = this.#rows;
    const at = (block: Block): number => instance.base + block.offset;
    const { blocks } = plan;
    instance.u32(at(blocks.starts), starts.length).set(starts);
    instance.u32(at(blocks.index), index.length).set(index);
    instance.reals(at(blocks.value), value.length).set(value);
    const labels = instance.reals(at(blocks.y), blocks.y.length);
    labels.fill(0);
    labels.set(y);
    yield;
    if (engine === "gram") yield* this.#writeGram(instance, plan);
    settle();
  }

  /** G = X Xᵀ, by way of Xᵀ in the part of memory that the run uses later. */
  *#writeGram(instance: Instance, plan: DataPlan): Steps<void> {
    const { starts, index, value } = this.#rows;
    const n = this.#all.samples;
    const stride = paddedSamples(n);
    const at = (name: keyof typeof plan.blocks): number => instance.base + plan.blocks[name].offset;
    const columns = instance.base + plan.bytes;
    const transposed = instance.reals(columns, this.features * stride);
    transposed.fill(0);
    yield;
    for (const [from, count] of inPieces(n, starts[n] / n)) {
      for (let i = from; i < from + count; i++)
        for (let t = starts[i]; t < starts[i + 1]; t++) transposed[index[t] * stride + i] = value[t];
      yield;
    }
    const rowBytes = stride * elementBytes("real", this.precision);
    for (const [from, count] of inPieces(n, (stride * starts[n]) / n, WORK_PER_CALL)) {
      const [row, start] = [at("gram") + from * rowBytes, at("starts") + 4 * from];
      instance.call((k) => k.gramMatrix(row, start, at("index"), at("value"), columns, count, stride));
      yield;
    }
  }
}
