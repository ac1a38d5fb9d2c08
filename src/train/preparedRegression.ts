import type { OneReluModel, PlantedTruth, RegressionData } from "../data/dataset.js";
import { count, reading, RelulabError, show } from "../errors.js";
import type { Precision } from "../wasm/binary.js";
import type { Instance } from "../wasm/instance.js";
import { MemoryPlan } from "../wasm/plan.js";
import type { InstancePool } from "../wasm/pool.js";
import { readNumbers } from "./check.js";
import { checkShape, isReals } from "./dataShape.js";
import { firstNonFinite } from "../numerics/finite.js";
import { readConstraint } from "./projection/check.js";
import { residual } from "./residual.js";

/**
 * The fields of regression data, each read once; X and y are not copied, the truth is. Throws `DATA_*` unless lengths agree; whether X and
 * y are finite is looked at where they are used. `where` starts the message.
 */
export function readRegressionData(data: RegressionData, where: string): RegressionData {
  return reading(where, () => readFields(data, where));
}

function readFields(data: RegressionData, where: string): RegressionData {
  const { samples, features, X, y, name, model, truth } = data ?? {};
  if (!isReals(X) || !isReals(y))
    throw new RelulabError(
      "DATA_SHAPE",
      `${where}: data must hold X and y as Float32Array or Float64Array, got X = ${show(X)}, y = ${show(y)}.`,
      "Build data with lab.data.planted(), or pass { samples, features, X, y, name }.",
    );
  checkShape(where, { samples, features, X }, { name: "y", values: y, each: "number" });
  if (model !== undefined && model !== "relu" && model !== "linear")
    throw new RelulabError("DATA_SHAPE", `${where}: data.model must be relu or linear, got ${show(model)}.`, "Leave it out for relu.");
  const own = { samples, features, X, y, name: typeof name === "string" ? name : "data without a name", ...(model && { model }) };
  return truth === undefined ? own : { ...own, truth: readTruth(truth, features, where) };
}

function readTruth(truth: PlantedTruth, features: number, where: string): PlantedTruth {
  const { weights, constraint, noiseStd } = truth ?? {};
  const own = constraint === undefined ? {} : { constraint: readConstraint(`${where}: data.truth`, constraint, features) };
  if (weights instanceof Float64Array && weights.length === features && weights.every((w) => w - w === 0))
    return { weights: weights.slice(), noiseStd, ...own } as PlantedTruth;
  throw new RelulabError(
    "DATA_SHAPE",
    `${where}: data.truth.weights must be a Float64Array of ${count(features)} finite numbers, got ${show(weights)}.`,
    "Leave data.truth out where w* is not known.",
  );
}

/** Throws `DATA_NOT_FINITE` with the first bad place, also where a number overflows the precision. */
function checkFinite(values: Float32Array | Float64Array, precision: Precision, where: string, place: (e: number) => string): void {
  const round = precision === "f32" && values instanceof Float64Array;
  if (!round && firstNonFinite(values) < 0) return;
  for (let e = 0; e < values.length; e++) {
    const value = values[e];
    const stored = round ? Math.fround(value) : value;
    if (stored - stored === 0) continue;
    const overflow = value - value === 0;
    throw new RelulabError(
      "DATA_NOT_FINITE",
      overflow
        ? `${where}: ${place(e)} is ${value}, beyond the range of ${precision} numbers.`
        : `${where}: X and y must be finite, ${place(e)} is ${value}.`,
      overflow ? 'Scale the data, or use precision "f64".' : "Remove or replace such values first.",
    );
  }
}

/**
 * A snapshot of regression data in the form the kernels read, made once and shared by many runs: while runs follow one another, X stays
 * in the memory of the instance. Later changes of the original arrays have no effect.
 */
export class PreparedRegression {
  readonly name: string;
  readonly samples: number;
  readonly features: number;
  readonly precision: Precision;
  readonly model: OneReluModel;
  readonly truth?: PlantedTruth;
  readonly #X: Float32Array | Float64Array;
  readonly #y: Float32Array | Float64Array;
  readonly #key: object;

  private constructor(data: RegressionData, precision: Precision, X: Float32Array | Float64Array, key: object) {
    this.name = data.name;
    this.samples = data.samples;
    this.features = data.features;
    this.precision = precision;
    this.model = data.model ?? "relu";
    if (data.truth !== undefined) this.truth = data.truth;
    this.#X = X;
    this.#y = data.y;
    this.#key = key;
  }

  /** Is this one of ours? A proxy of one is not: it has no private fields. */
  static is(data: unknown): data is PreparedRegression {
    return typeof data === "object" && data !== null && #X in data;
  }

  /** Checks and copies data. Throws `DATA_*`. */
  static of(data: RegressionData, precision: Precision, where = "prepareRegression()"): PreparedRegression {
    const own = readRegressionData(data, where);
    const prepared = PreparedRegression.borrow(own, precision, where);
    prepared.#checkX(where);
    const copy = (values: Float32Array | Float64Array): Float32Array | Float64Array =>
      precision === "f32" ? Float32Array.from(values) : Float64Array.from(values);
    return new PreparedRegression({ ...own, y: copy(own.y) }, precision, copy(own.X), prepared.#key);
  }

  /** As `of` without copying X or reading all of it, for one run that is started at once: that copies X and checks it there. */
  static borrow(given: RegressionData, precision: Precision, where: string): PreparedRegression {
    const data = readRegressionData(given, where);
    checkFinite(data.y, precision, where, (e) => `y of sample ${e}`);
    return new PreparedRegression(data, precision, data.X, {});
  }

  /** The same X, in memory only once, with the targets, model and truth of other data of the same size; their X is not looked at. */
  withTargets(given: RegressionData): PreparedRegression {
    const where = "withTargets()";
    const data = readRegressionData(given, where);
    if (data.samples !== this.samples || data.features !== this.features)
      throw new RelulabError(
        "DATA_SHAPE",
        `${where}: the data must have ${count(this.samples)} samples of ${count(this.features)} features, got ${count(data.samples)} of ${count(data.features)}.`,
        "Prepare data of another size on their own.",
      );
    checkFinite(data.y, this.precision, where, (e) => `y of sample ${e}`);
    const y = this.precision === "f32" ? Float32Array.from(data.y) : Float64Array.from(data.y);
    return new PreparedRegression({ ...data, y }, this.precision, this.#X, this.#key);
  }

  /** The targets; the kernels see them rounded to the precision. */
  get targets(): Float32Array | Float64Array {
    return this.#y;
  }

  /** Root mean square of f(x_i) − y_i at some weights, f64 sums over the stored numbers. */
  residualAt(weights: ArrayLike<number>, model: OneReluModel): number {
    const where = "residualAt()";
    const hint = "Pass one number per feature.";
    const w = reading(where, () => readNumbers(where, "weights", weights, { length: this.features, precision: "f64", hint }));
    const { samples, features } = this;
    return residual({ samples, features, X: this.#X, y: this.#y }, w, model);
  }

  /** An instance that holds X and its column norms, with `runBytes` behind them. */
  lease(pool: InstancePool, runBytes: number, where: string): { instance: Instance; X: number; norms: number; runBase: number } {
    const plan = new MemoryPlan(this.precision, { X: ["real", this.#X.length], norms: ["f64", this.features] });
    const hint = 'Use fewer samples or features, or precision "f32".';
    const { instance, resident } = pool.acquire(plan.bytes + runBytes, this.#key, where, hint);
    const X = instance.base;
    const norms = instance.base + plan.blocks.norms.offset;
    if (!resident) {
      instance.reals(X, this.#X.length).set(this.#X);
      instance.call((k) => k.columnNorms(norms, X, this.samples, this.features));
      // A norm is finite only if its column is; squares of 1e200 are not, which is no error.
      if (!instance.f64(norms, this.features).every((norm) => norm - norm === 0)) this.#releaseUnlessFinite(pool, instance, where);
      pool.settle(instance, this.#key);
    }
    return { instance, X, norms, runBase: instance.base + plan.bytes };
  }

  #releaseUnlessFinite(pool: InstancePool, instance: Instance, where: string): void {
    try {
      this.#checkX(where);
    } catch (error) {
      pool.settle(instance, {});
      pool.release(instance);
      throw error;
    }
  }

  #checkX(where: string): void {
    const { features } = this;
    checkFinite(this.#X, this.precision, where, (e) => `feature ${e % features} of sample ${Math.floor(e / features)}`);
  }
}
