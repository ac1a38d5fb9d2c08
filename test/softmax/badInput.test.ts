import { describe, expect, test } from "vitest";
import { type LabelledData, load, RelulabError, type SoftmaxOptions } from "../../src/index.js";

// Every wrong argument of a softmax network is refused at the door with a code, a sentence and a hint.

const lab = await load();
const data = lab.data.gaussianMixture({ samples: 10, features: 4, classes: 3, seed: 1 });
const good: SoftmaxOptions = { hidden: 4, learningRate: 0.01, maxSteps: 3 };

function refusal(work: () => unknown): RelulabError {
  try {
    work();
  } catch (error) {
    expect(error).toBeInstanceOf(RelulabError);
    return error as RelulabError;
  }
  throw new Error("nothing was refused");
}

const OPTIONS: readonly [string, object, string][] = [
  ["m = 0", { hidden: 0 }, "ARG_RANGE"],
  ["m no integer", { hidden: 2.5 }, "ARG_RANGE"],
  ["m missing", { hidden: undefined }, "ARG_TYPE"],
  ["m too large", { hidden: 2 ** 21 }, "ARG_RANGE"],
  ["η = 0", { learningRate: 0 }, "ARG_RANGE"],
  ["η missing", { learningRate: undefined }, "ARG_TYPE"],
  ["η that f32 takes for 0", { learningRate: 1e-60 }, "ARG_RANGE"],
  ["B > n", { batchSize: 11 }, "ARG_RANGE"],
  ["B = 0", { batchSize: 0 }, "ARG_RANGE"],
  ["B of text", { batchSize: "all" }, "ARG_TYPE"],
  ["unknown method", { method: "momentum" }, "ARG_RANGE"],
  ["twins of text", { twins: "gradient" }, "ARG_TYPE"],
  ["unknown twin", { twins: ["adam"] }, "ARG_RANGE"],
  ["too many twins", { twins: ["gradient", "gradient", "gradient", "gradient"] }, "ARG_TYPE"],
  ["unknown sampling", { sampling: "uniform" }, "ARG_RANGE"],
  ["derivAtZero ½", { derivAtZero: 0.5 }, "ARG_RANGE"],
  ["w⁰ of wrong length", { initialWeights: [1, 2] }, "ARG_SHAPE"],
  ["w⁰ with NaN", { initialWeights: new Float64Array(16).fill(NaN) }, "ARG_RANGE"],
  ["w⁰ of negative std", { initialWeights: { std: -1 } }, "ARG_RANGE"],
  ["w⁰ with another key", { initialWeights: { std: 1, mean: 0 } }, "ARG_UNKNOWN"],
  ["w⁰ as text", { initialWeights: "gaussian" }, "ARG_TYPE"],
  ["a beyond f32", { outputWeights: new Float64Array(12).fill(1e60) }, "ARG_RANGE"],
  ["a of wrong length", { outputWeights: [1, 2, 3] }, "ARG_SHAPE"],
  ["target above 1", { targetAccuracy: 98 }, "ARG_RANGE"],
  ["negative steps", { maxSteps: -1 }, "ARG_RANGE"],
  ["half an epoch", { maxEpochs: 0.5 }, "ARG_RANGE"],
  ["trace of text", { trace: ["a"] }, "ARG_TYPE"],
  ["trace every 0", { trace: { every: 0 } }, "ARG_RANGE"],
  ["trace as number", { trace: 5 }, "ARG_TYPE"],
  ["flag of text", { gradientNorms: "yes" }, "ARG_TYPE"],
  ["seed −1", { seed: -1 }, "ARG_RANGE"],
  ["trial 2³²", { trial: 2 ** 32 }, "ARG_RANGE"],
  ["signal where nobody looks at it", { signal: new AbortController().signal }, "ARG_UNKNOWN"],
  ["unknown option", { learningrate: 1 }, "ARG_UNKNOWN"],
  ["test data of other features", { test: lab.data.gaussianMixture({ samples: 5, features: 5, classes: 3 }) }, "DATA_SHAPE"],
  ["test data of other classes", { test: lab.data.gaussianMixture({ samples: 5, features: 4, classes: 2 }) }, "DATA_SHAPE"],
];

const DATA: readonly [string, Partial<LabelledData>, string][] = [
  ["NaN in X", { X: new Float32Array(40).fill(NaN) }, "DATA_NOT_FINITE"],
  ["beyond f32", { X: new Float64Array(40).fill(1e300) }, "DATA_NOT_FINITE"],
  ["label = k", { labels: new Uint8Array(10).fill(3) }, "DATA_LABELS"],
  ["label −1", { labels: new Int32Array(10).fill(-1) }, "DATA_LABELS"],
  ["short X", { X: new Float32Array(39) }, "DATA_SHAPE"],
  ["short labels", { labels: new Uint8Array(9) }, "DATA_SHAPE"],
  ["no classes", { classes: 0 }, "DATA_SHAPE"],
  ["no samples", { samples: 0, X: new Float32Array(0), labels: new Uint8Array(0) }, "DATA_SHAPE"],
];

describe.each(["sync", "start"] as const)("%s", (door) => {
  const train = (set: unknown, options: unknown): unknown =>
    door === "sync"
      ? lab.sync.trainSoftmax(set as LabelledData, options as SoftmaxOptions)
      : lab.start.softmax(set as LabelledData, options as SoftmaxOptions);

  test.each(OPTIONS)("%s", (_name, change, code) => {
    const error = refusal(() => train(data, { ...good, ...change }));
    expect(error.code).toBe(code);
    expect(error.message).toMatch(/^[A-Z_]+: .+\.$/s);
    expect(error.hint).toMatch(/\.$/);
  });

  test.each(DATA)("%s", (_name, change, code) => {
    expect(refusal(() => train({ ...data, ...change }, good)).code).toBe(code);
    expect(refusal(() => train(data, { ...good, test: { ...data, ...change } })).code).toBe(code);
  });
});

test("the async door refuses the same way", async () => {
  await expect(lab.trainSoftmax(data, { ...good, hidden: 0 })).rejects.toMatchObject({ code: "ARG_RANGE" });
});

test("a message names value and limit", () => {
  expect(refusal(() => lab.sync.trainSoftmax(data, { ...good, batchSize: 11 })).message).toBe(
    "ARG_RANGE: sync.trainSoftmax(): batchSize must be an integer ≥ 1 and ≤ 10, got 11.",
  );
});

test("data of another precision are refused", async () => {
  const other = await load({ precision: "f64" });
  expect(refusal(() => lab.sync.trainSoftmax(other.prepareLabelled(data), good)).code).toBe("ARG_RANGE");
});

test("sizes that cannot fit are refused before work starts, with the estimate", () => {
  const wide = lab.data.gaussianMixture({ samples: 2, features: 3000, classes: 2 });
  const error = refusal(() => lab.sync.trainSoftmax(wide, { ...good, hidden: 2 ** 20 }));
  expect(error.code).toBe("OUT_OF_MEMORY");
  expect(error.message).toMatch(/needs 2\d\.\d GiB of wasm memory, the limit is 2\.0 GiB/);
});

test("classes without a sample are named in the result, not refused", () => {
  const some = { ...data, classes: 5, labels: data.labels.map((label) => (label === 1 ? 4 : label)) };
  const run = lab.sync.trainSoftmax(some, good);
  expect(run.missingClasses).toEqual([1, 3]);
  expect(lab.sync.trainSoftmax(data, good).missingClasses).toEqual([]);
  expect(lab.sync.trainSoftmax({ ...data, classes: 1, labels: new Uint8Array(10) }, good).last!.training).toEqual({
    loss: 0,
    accuracy: 1,
    right: 10,
  });
});

test("later changes of the arrays given have no effect", () => {
  const own = { ...data, X: data.X.slice(), labels: data.labels.slice() };
  const expected = lab.sync.trainSoftmax(data, good);
  const run = lab.start.softmax(own, good);
  own.X.fill(9);
  own.labels.fill(0);
  run.advance();
  expect(run.result()).toEqual(expected);
});

test("an aborted run stops within one chunk and gives its memory back", async () => {
  const own = await load();
  const abort = new AbortController();
  let calls = 0;
  const set = own.data.gaussianMixture({ samples: 200, features: 64, seed: 1 });
  const run = await own.trainSoftmax(set, {
    hidden: 500,
    learningRate: 1e-9,
    maxSteps: 2 ** 32 - 1,
    signal: abort.signal,
    onProgress: () => (++calls === 2 ? abort.abort() : undefined),
  });
  expect(run.status).toBe("cancelled");
  expect(calls).toBe(3);
  expect(own.idleBytes).toBeGreaterThan(0);
});

test("a run that was disposed of says so", () => {
  const run = lab.start.softmax(data, good);
  run.dispose();
  run.dispose();
  for (const use of [() => run.result(), () => run.advance(1), () => run.weights(), () => run.snapshot()])
    expect(refusal(use).code).toBe("DISPOSED");
});
