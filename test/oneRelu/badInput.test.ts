import { describe, expect, test } from "vitest";
import { load, type PlantedOptions, type RegressionData, type ReluOptions } from "../../src/index.js";
import { refusal } from "../support/refusal.js";

// Every wrong argument of the one-ReLU part is refused at the door with a code, a sentence and a hint.

const lab = await load({ precision: "f32" });
const data = lab.data.planted({ samples: 10, features: 4, weights: { kind: "sparse", sparsity: 2 } });

const OPTIONS: readonly [string, object, string][] = [
  ["s > d", { projection: { kind: "l0", sparsity: 5 } }, "ARG_RANGE"],
  ["s < 0", { projection: { kind: "l0", sparsity: -1 } }, "ARG_RANGE"],
  ["unknown kind", { projection: { kind: "tv", radius: 1 } }, "ARG_RANGE"],
  ["projection as text", { projection: "l0" }, "ARG_TYPE"],
  ["unknown model", { model: "tanh" }, "ARG_RANGE"],
  ["derivAtZero 2", { derivAtZero: 2 }, "ARG_RANGE"],
  ["μ = 0", { stepSizes: 0 }, "ARG_RANGE"],
  ["μ NaN", { stepSizes: [1, NaN] }, "ARG_RANGE"],
  ["no μ", { stepSizes: [] }, "ARG_SHAPE"],
  ["μ of unknown shape", { stepSizes: { first: 2, second: 1 } }, "ARG_UNKNOWN"],
  ["μ half given", { stepSizes: { first: 2 } }, "ARG_TYPE"],
  ["μ as text", { stepSizes: "fast" }, "ARG_TYPE"],
  ["w₀ of wrong length", { initialWeights: [1, 2] }, "ARG_SHAPE"],
  ["w₀ with NaN", { initialWeights: [1, 2, NaN, 4] }, "ARG_RANGE"],
  ["w₀ as text", { initialWeights: "zero" }, "ARG_SHAPE"],
  ["iterations −1", { maxIterations: -1 }, "ARG_RANGE"],
  ["iterations 2.5", { maxIterations: 2.5 }, "ARG_RANGE"],
  ["error target −1", { errorTarget: -1 }, "ARG_RANGE"],
  ["residual target NaN", { residualTarget: NaN }, "ARG_RANGE"],
  ["stall tolerance −1", { stallTolerance: -1 }, "ARG_RANGE"],
  ["unknown option", { stepsizes: 1 }, "ARG_UNKNOWN"],
];

const DATA: readonly [string, object, string][] = [
  ["n = 0", { samples: 0, X: new Float64Array(0), y: new Float64Array(0) }, "DATA_SHAPE"],
  ["d = 0", { features: 0, X: new Float64Array(0) }, "DATA_SHAPE"],
  ["NaN in X", { X: new Float64Array(40).fill(NaN) }, "DATA_NOT_FINITE"],
  ["infinity in X", { X: new Float32Array(40).fill(Infinity) }, "DATA_NOT_FINITE"],
  ["both infinities in y", { y: Float64Array.of(Infinity, -Infinity, 0, 0, 0, 0, 0, 0, 0, 0) }, "DATA_NOT_FINITE"],
  ["beyond f32", { X: new Float64Array(40).fill(1e300) }, "DATA_NOT_FINITE"],
  ["short X", { X: new Float64Array(39) }, "DATA_SHAPE"],
  ["short y", { y: new Float64Array(9) }, "DATA_SHAPE"],
  ["y as labels", { y: new Int8Array(10) }, "DATA_SHAPE"],
  ["unknown model", { model: "tanh" }, "DATA_SHAPE"],
  ["truth of wrong length", { truth: { weights: new Float64Array(3) } }, "DATA_SHAPE"],
  ["truth with NaN", { truth: { weights: new Float64Array(4).fill(NaN) } }, "DATA_SHAPE"],
];

const PLANTED: readonly [string, object, string][] = [
  ["n = 0", { samples: 0 }, "ARG_RANGE"],
  ["d = 2.5", { features: 2.5 }, "ARG_RANGE"],
  ["s > d", { weights: { kind: "sparse", sparsity: 5 } }, "ARG_RANGE"],
  ["s = 0", { weights: { kind: "sparse", sparsity: 0 } }, "ARG_RANGE"],
  ["s missing", { weights: { kind: "sparse" } }, "ARG_RANGE"],
  ["unknown entries", { weights: { kind: "sparse", sparsity: 1, entries: "cauchy" } }, "ARG_RANGE"],
  ["unknown kind", { weights: { kind: "toString" } }, "ARG_RANGE"],
  ["unknown key of weights", { weights: { kind: "dense", sparsity: 1 } }, "ARG_UNKNOWN"],
  ["too many groups", { weights: { kind: "group-sparse", groups: 3, groupSize: 2 } }, "ARG_RANGE"],
  ["dimension > d", { weights: { kind: "subspace", dimension: 5 } }, "ARG_RANGE"],
  ["no weights", { weights: undefined }, "ARG_RANGE"],
  ["noise < 0", { noiseStd: -1 }, "ARG_RANGE"],
  ["unknown model", { model: "tanh" }, "ARG_RANGE"],
  ["seed −1", { seed: -1 }, "ARG_RANGE"],
  ["trial −1", { trial: -1 }, "ARG_RANGE"],
  ["unknown option", { sparsity: 2 }, "ARG_UNKNOWN"],
];

describe.each(["sync", "start"] as const)("%s", (door) => {
  const fit = (set: unknown, options: unknown): unknown =>
    door === "sync"
      ? lab.sync.fitRelu(set as RegressionData, options as ReluOptions)
      : lab.start.relu(set as RegressionData, options as ReluOptions);

  test.each(OPTIONS)("%s", (_name, options, code) => {
    const error = refusal(() => fit(data, options));
    expect(error.code).toBe(code);
    expect(error.message).toMatch(/^[A-Z_]+: .+\.$/);
    expect(error.hint).toMatch(/\.$/);
  });

  test.each(DATA)("data: %s", (_name, change, code) => {
    expect(refusal(() => fit({ ...data, ...change }, {})).code).toBe(code);
  });

  test.each([[null], [7], ["x"], [[]]])("options %s", (options) => {
    expect(refusal(() => fit(data, options)).code).toBe("ARG_TYPE");
  });

  test.each([[undefined], [null], [7], [{}]])("data %s", (set) => {
    expect(refusal(() => fit(set, {})).code).toBe("DATA_SHAPE");
  });
});

test.each(PLANTED)("planted: %s", (_name, change, code) => {
  const options = { samples: 10, features: 4, weights: { kind: "sparse", sparsity: 2 }, ...change } as PlantedOptions;
  expect(refusal(() => lab.data.planted(options)).code).toBe(code);
});

test("data of one's own need a projection, and a truth for an error target", () => {
  const own: RegressionData = { samples: 2, features: 2, X: Float64Array.of(1, 2, 3, 4), y: Float64Array.of(1, 0), name: "own" };
  expect(refusal(() => lab.sync.fitRelu(own)).message).toMatch(/data without a truth need a projection/);
  expect(refusal(() => lab.sync.fitRelu(own, { projection: { kind: "l0", sparsity: 1 }, errorTarget: 1 })).code).toBe("ARG_RANGE");
  expect(lab.sync.fitRelu(own, { projection: { kind: "l0", sparsity: 1 } })).toMatchObject({ model: "relu", error: null });
});

test("negative targets of a ReLU are accepted: whether they can be met is for the certificates to say", () => {
  const negative = { ...data, y: Float64Array.from(data.y, (y) => y - 1) };
  expect(lab.sync.fitRelu(negative, { maxIterations: 5 }).status).toBe("budget");
});

test("the place of a number that is not finite is named", () => {
  const X = data.X.slice();
  X[4 * 3 + 1] = NaN;
  expect(refusal(() => lab.sync.fitRelu({ ...data, X })).message).toBe(
    "DATA_NOT_FINITE: sync.fitRelu(): X and y must be finite, feature 1 of sample 3 is NaN.",
  );
});

test("the async door refuses the same way, and input arrays are not modified", async () => {
  await expect(lab.fitRelu(data, { derivAtZero: 2 as 1 })).rejects.toMatchObject({ code: "ARG_RANGE" });
  const [X, y, w] = [data.X.slice(), data.y.slice(), Float64Array.of(1, 0, 0, 1)];
  await lab.fitRelu(data, { initialWeights: w, maxIterations: 3 });
  expect([data.X, data.y, w]).toEqual([X, y, Float64Array.of(1, 0, 0, 1)]);
});

test("a size that cannot fit is refused with the estimate, before work starts", () => {
  const error = refusal(() => lab.data.planted({ samples: 2 ** 20, features: 2 ** 20, weights: { kind: "dense" } }));
  expect(error.code).toBe("OUT_OF_MEMORY");
});
