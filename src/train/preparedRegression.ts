import type { OneReluModel, PlantedTruth, RegressionData } from "../data/dataset.js";
import { count, RelulabError, show } from "../errors.js";
import type { Precision } from "../wasm/binary.js";
import type { Instance, Reals } from "../wasm/instance.js";
import { MemoryPlan } from "../wasm/plan.js";
import type { InstancePool } from "../wasm/pool.js";

/** Throws `DATA_*` unless lengths agree and all numbers are finite. `where` starts the message. */
export function checkRegressionData(data: RegressionData, where: string): void {
  const { samples, features, X, y } = data ?? {};
  const isReals = (value: unknown): boolean => value instanceof Float32Array || value instanceof Float64Array;
  if (!isReals(X) || !isReals(y))
    throw new RelulabError(
      "DATA_SHAPE",
      `${where}: data must hold X and y as Float32Array or Float64Array, got X = ${show(X)}, y = ${show(y)}.`,
      "Build data with lab.data.planted(), or pass { samples, features, X, y, name }.",
    );
  for (const [name, value] of [
    ["samples", samples],
    ["features", features],
  ] as const)
    if (!Number.isInteger(value) || value < 1)
      throw new RelulabError(
        "DATA_SHAPE",
        `${where}: data.${name} must be an integer ≥ 1, got ${show(value)}.`,
        "Pass at least one sample with one feature.",
      );
  if (X.length !== samples * features || y.length !== samples)
    throw new RelulabError(
      "DATA_SHAPE",
      `${where}: ${count(samples)} samples of ${count(features)} features need ${count(samples * features)} numbers in X and ${count(samples)} in y, got ${count(X.length)} and ${count(y.length)}.`,
      "Check that X is (samples, features) row-major and y has one number per sample.",
    );
  checkTruth(data, where);
}

function checkTruth({ truth, features, model = "relu" }: RegressionData, where: string): void {
  if (model !== "relu" && model !== "linear")
    throw new RelulabError("DATA_SHAPE", `${where}: data.model must be relu or linear, got ${show(model)}.`, "Leave it out for relu.");
  if (truth === undefined) return;
  const weights: unknown = truth?.weights;
  if (weights instanceof Float64Array && weights.length === features && weights.every((w) => w - w === 0)) return;
  throw new RelulabError(
    "DATA_SHAPE",
    `${where}: data.truth.weights must be a Float64Array of ${count(features)} finite numbers, got ${show(weights)}.`,
    "Leave data.truth out where w* is not known.",
  );
}

/** A copy in the lab's precision. Throws `DATA_NOT_FINITE` with the first bad place. */
function rounded(values: Float32Array | Float64Array, precision: Precision, where: string, place: (e: number) => string): Reals {
  const reals = precision === "f32" ? Float32Array.from(values) : Float64Array.from(values);
  // A sum is finite only if all its terms are; only a doubtful one is looked at closely.
  let sum = 0;
  for (let e = 0; e < reals.length; e++) sum += reals[e];
  if (sum - sum === 0) return reals;
  const bad = (reals as Float64Array).findIndex((value) => !(value - value === 0));
  if (bad < 0) return reals;
  const given = values[bad];
  throw new RelulabError(
    "DATA_NOT_FINITE",
    given - given === 0
      ? `${where}: ${place(bad)} is ${given}, beyond the range of ${precision} numbers.`
      : `${where}: X and y must be finite, ${place(bad)} is ${given}.`,
    given - given === 0 ? 'Scale the data, or use precision "f64".' : "Remove or replace such values first.",
  );
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
  readonly #X: Reals;
  readonly #y: Reals;
  readonly #key: object;

  private constructor(data: RegressionData, precision: Precision, X: Reals, y: Reals, key: object) {
    this.name = data.name;
    this.samples = data.samples;
    this.features = data.features;
    this.precision = precision;
    this.model = data.model ?? "relu";
    if (data.truth !== undefined) this.truth = { ...data.truth, weights: data.truth.weights.slice() };
    this.#X = X;
    this.#y = y;
    this.#key = key;
  }

  /** Checks and copies data. Throws `DATA_*`. */
  static of(data: RegressionData, precision: Precision, where = "prepareRegression()"): PreparedRegression {
    checkRegressionData(data, where);
    const X = rounded(data.X, precision, where, (e) => `feature ${e % data.features} of sample ${Math.floor(e / data.features)}`);
    return new PreparedRegression(data, precision, X, PreparedRegression.#targets(data, precision, where), {});
  }

  /** The same X, in memory only once, with the targets, model and truth of other data of the same size; their X is not looked at. */
  withTargets(data: RegressionData): PreparedRegression {
    const where = "withTargets()";
    checkRegressionData(data, where);
    if (data.samples !== this.samples || data.features !== this.features)
      throw new RelulabError(
        "DATA_SHAPE",
        `${where}: the data must have ${count(this.samples)} samples of ${count(this.features)} features, got ${count(data.samples)} of ${count(data.features)}.`,
        "Prepare data of another size on their own.",
      );
    return new PreparedRegression(data, this.precision, this.#X, PreparedRegression.#targets(data, this.precision, where), this.#key);
  }

  static #targets(data: RegressionData, precision: Precision, where: string): Reals {
    return rounded(data.y, precision, where, (e) => `y of sample ${e}`);
  }

  /** The targets as the kernels see them. */
  get targets(): Reals {
    return this.#y;
  }

  /** Root mean square of f(x_i) − y_i at some weights, f64 sums over the stored numbers. */
  residualAt(weights: ArrayLike<number>, model: OneReluModel): number {
    let squares = 0;
    for (let i = 0; i < this.samples; i++) {
      let product = 0;
      for (let c = 0; c < this.features; c++) product += this.#X[i * this.features + c] * weights[c];
      const value = (model === "relu" ? Math.max(0, product) : product) - this.#y[i];
      squares += value * value;
    }
    return Math.sqrt(squares / this.samples);
  }

  /** An instance that holds X at its base, with `runBytes` behind it. */
  lease(pool: InstancePool, runBytes: number, what: string): { instance: Instance; X: number; runBase: number } {
    const plan = new MemoryPlan(this.precision, { X: ["real", this.#X.length] });
    const hint = 'Use fewer samples or features, or precision "f32".';
    const { instance, resident } = pool.acquire(plan.bytes + runBytes, this.#key, what, hint);
    if (!resident) {
      instance.reals(instance.base, this.#X.length).set(this.#X);
      pool.settle(instance, this.#key);
    }
    return { instance, X: instance.base, runBase: instance.base + plan.bytes };
  }
}
