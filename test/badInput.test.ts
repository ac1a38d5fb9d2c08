import { describe, expect, test } from "vitest";
import { type BinaryData, load, type TwoLayerOptions } from "../src/index.js";
import { refusal } from "./support/refusal.js";

// Every wrong argument is refused at the door with a code, a sentence and a hint; nothing raw from wasm, nothing half done.

const lab = await load();
const data = lab.data.separable({ samples: 10, features: 4, seed: 1 });
const good: TwoLayerOptions = { hidden: 4, learningRate: 0.01, noiseStd: 1 };

const changed = (change: object): TwoLayerOptions => ({ ...good, ...change });

const OPTIONS: readonly [string, object, string][] = [
  ["k < 2", { hidden: 1 }, "ARG_RANGE"],
  ["k no integer", { hidden: 2.5 }, "ARG_RANGE"],
  ["k missing", { hidden: undefined }, "ARG_TYPE"],
  ["η = 0", { learningRate: 0 }, "ARG_RANGE"],
  ["η < 0", { learningRate: -0.1 }, "ARG_RANGE"],
  ["η NaN", { learningRate: NaN }, "ARG_RANGE"],
  ["γ < 0", { noiseStd: -1 }, "ARG_RANGE"],
  ["γ infinite", { noiseStd: Infinity }, "ARG_RANGE"],
  ["γ missing", { noiseStd: undefined }, "ARG_TYPE"],
  ["v with one sign", { outputWeights: [1, 1, 1, 1] }, "ARG_RANGE"],
  ["v with a zero", { outputWeights: [1, 0, -1, -1] }, "ARG_RANGE"],
  ["v of wrong length", { outputWeights: [1, -1] }, "ARG_SHAPE"],
  ["W⁰ of wrong length", { initialWeights: [1, 2, 3] }, "ARG_SHAPE"],
  ["W⁰ with NaN", { initialWeights: new Float64Array(16).fill(NaN) }, "ARG_RANGE"],
  ["W⁰ of unknown kind", { initialWeights: "xavier" }, "ARG_TYPE"],
  ["unknown method", { method: "adam" }, "ARG_RANGE"],
  ["unknown sampling", { sampling: "random" }, "ARG_RANGE"],
  ["unknown engine", { engine: "gpu" }, "ARG_RANGE"],
  ["derivAtZero 2", { derivAtZero: 2 }, "ARG_RANGE"],
  ["seed −1", { seed: -1 }, "ARG_RANGE"],
  ["seed 2⁵³", { seed: 2 ** 53 }, "ARG_RANGE"],
  ["trial 2³²", { trial: 2 ** 32 }, "ARG_RANGE"],
  ["too many steps", { maxEpochs: 1e12 }, "ARG_RANGE"],
  ["trace of text", { trace: ["a"] }, "ARG_TYPE"],
  ["η that f32 takes for 0", { learningRate: 1e-60 }, "ARG_RANGE"],
  ["η beyond f32", { learningRate: 1e60 }, "ARG_RANGE"],
  ["v that f32 takes for 0", { outputWeights: [1, 1e-60, -1, -1] }, "ARG_RANGE"],
  ["W⁰ beyond f32", { initialWeights: new Float64Array(16).fill(1e60) }, "ARG_RANGE"],
  ["v as texts", { outputWeights: ["1", "1", "-1", "-1"] }, "ARG_RANGE"],
  ["bias as text", { bias: "no" }, "ARG_TYPE"],
  ["signal where nobody looks at it", { signal: new AbortController().signal }, "ARG_UNKNOWN"],
  ["unknown option", { learningrate: 1 }, "ARG_UNKNOWN"],
];

const DATA: readonly [string, Partial<BinaryData>, string][] = [
  ["NaN in X", { X: new Float32Array(40).fill(NaN) }, "DATA_NOT_FINITE"],
  ["infinity in X", { X: new Float64Array(40).fill(Infinity) }, "DATA_NOT_FINITE"],
  ["beyond f32", { X: new Float64Array(40).fill(1e300) }, "DATA_NOT_FINITE"],
  ["label 0", { y: new Int8Array(10) }, "DATA_LABELS"],
  ["short X", { X: new Float32Array(39) }, "DATA_SHAPE"],
  ["short y", { y: new Int8Array(9).fill(1) }, "DATA_SHAPE"],
  ["X as list", { X: Array.from({ length: 40 }, () => 1) as unknown as Float32Array }, "DATA_SHAPE"],
  ["no samples", { samples: 0, X: new Float32Array(0), y: new Int8Array(0) }, "DATA_SHAPE"],
];

describe.each(["sync", "start"] as const)("%s", (door) => {
  const train = (set: unknown, options: unknown): unknown =>
    door === "sync"
      ? lab.sync.trainTwoLayer(set as BinaryData, options as TwoLayerOptions)
      : lab.start.twoLayer(set as BinaryData, options as TwoLayerOptions);

  test.each(OPTIONS)("%s", (_name, change, code) => {
    const error = refusal(() => train(data, changed(change)));
    expect(error.code).toBe(code);
    expect(error.message).toMatch(/^[A-Z_]+: .+\.$/);
    expect(error.hint).toMatch(/\.$/);
  });

  test.each(DATA)("%s", (_name, change, code) => {
    expect(refusal(() => train({ ...data, ...change }, good)).code).toBe(code);
  });

  test.each([[undefined], [null], [7], ["x"], [[]]])("options %s", (options) => {
    expect(refusal(() => train(data, options)).code).toBe("ARG_TYPE");
  });

  test.each([[undefined], [null], [7], [{}]])("data %s", (set) => {
    expect(refusal(() => train(set, good)).code).toBe("DATA_SHAPE");
  });
});

test("the async door refuses the same way", async () => {
  await expect(lab.trainTwoLayer(data, changed({ hidden: 1 }))).rejects.toMatchObject({ code: "ARG_RANGE" });
});

test("sizes that cannot fit are refused before work starts, with the estimate", () => {
  const wide = lab.data.separable({ samples: 2, features: 3000 });
  const error = refusal(() => lab.sync.trainTwoLayer(wide, changed({ hidden: 2 ** 20, engine: "primal", maxEpochs: 1 })));
  expect(error.message).toMatch(/needs 2\d\.\d GiB of wasm memory, the limit is 2\.0 GiB/);
  expect(error.code).toBe("OUT_OF_MEMORY");
});

test("a message names value and limit", () => {
  expect(refusal(() => lab.sync.trainTwoLayer(data, changed({ learningRate: -0.1 }))).message).toBe(
    "ARG_RANGE: sync.trainTwoLayer(): learningRate must be a finite number > 0, got -0.1.",
  );
});

test("input arrays are not modified, later changes of prepared data have no effect", () => {
  const X = data.X.slice();
  const y = data.y.slice();
  const prepared = lab.prepare(data);
  const before = lab.sync.trainTwoLayer(prepared, good);
  expect(data.X).toEqual(X);
  expect(data.y).toEqual(y);
  const changed = { ...data, X: data.X.slice() };
  const own = lab.prepare(changed);
  changed.X.fill(9);
  expect(lab.sync.trainTwoLayer(own, good)).toEqual(before);
});

test("a lab that was disposed of says so", async () => {
  const other = await load();
  other.dispose();
  expect(refusal(() => other.sync.trainTwoLayer(data, good)).code).toBe("DISPOSED");
});

test("an aborted run stops within one chunk and gives its memory back", async () => {
  const own = await load();
  const abort = new AbortController();
  let calls = 0;
  const run = await own.trainTwoLayer(own.data.separable({ samples: 100, features: 64, seed: 1 }), {
    hidden: 2,
    learningRate: 1e-9,
    noiseStd: 1,
    engine: "primal",
    signal: abort.signal,
    onProgress: () => (++calls === 2 ? abort.abort() : undefined),
  });
  expect(run.status).toBe("cancelled");
  expect(calls).toBe(3);
  expect(own.idleBytes).toBeGreaterThan(0);
});
