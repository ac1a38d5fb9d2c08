import { expect, test } from "vitest";
import { type BinaryData, load, type TwoLayerOptions } from "../../src/index.js";

const lab = await load();
const data = lab.data.separable({ samples: 10, features: 4, seed: 1 });
const other = lab.data.separable({ samples: 10, features: 5, seed: 1 });
const wide = await load({ precision: "f64" });

const CASES: readonly [string, Record<string, unknown>, string][] = [
  ["slope 1", { slope: 1 }, "ARG_RANGE"],
  ["slope −0.1", { slope: -0.1 }, "ARG_RANGE"],
  ["slope NaN", { slope: Number.NaN }, "ARG_RANGE"],
  ["slope as text", { slope: "0.1" }, "ARG_TYPE"],
  ["slope that f32 takes for 0", { slope: 1e-60 }, "ARG_RANGE"],
  ["slope that f32 takes for 1", { slope: 1 - 1e-12 }, "ARG_RANGE"],
  ["other layers", { layers: "second" }, "ARG_RANGE"],
  ["both layers with noise", { layers: "both", method: "noisy", noiseStd: 1 }, "ARG_RANGE"],
  ["no hidden units", { hidden: 0 }, "ARG_RANGE"],
  ["±v for 5 units", { hidden: 5, outputWeights: { plusMinus: 1 } }, "ARG_RANGE"],
  ["±0", { outputWeights: { plusMinus: 0 } }, "ARG_RANGE"],
  ["±(−1)", { outputWeights: { plusMinus: -1 } }, "ARG_RANGE"],
  ["±v and more", { outputWeights: { plusMinus: 1, minus: 2 } }, "ARG_UNKNOWN"],
  ["±v that f32 takes for 0", { outputWeights: { plusMinus: 1e-60 } }, "ARG_RANGE"],
  ["a sphere of radius −1", { initialWeights: { sphere: -1 } }, "ARG_RANGE"],
  ["a box without size", { initialWeights: { box: undefined } }, "ARG_TYPE"],
  ["a ball and a box", { initialWeights: { ball: 1, box: 1 } }, "ARG_UNKNOWN"],
  ["an unknown law", { initialWeights: { cone: 1 } }, "ARG_TYPE"],
  ["an epoch trace of 5", { epochTrace: 5 }, "ARG_RANGE"],
  ["test data of 5 features", { test: other }, "DATA_SHAPE"],
  ["prepared test data of 5 features", { test: lab.prepare(other) }, "DATA_SHAPE"],
  ["test data with bias", { test: lab.prepare(data, { bias: true }) }, "ARG_RANGE"],
  ["test data of another lab", { test: wide.prepare(wide.data.separable({ samples: 10, features: 4 })) }, "ARG_RANGE"],
  ["test data with NaN", { test: { ...data, X: data.X.map(() => Number.NaN) } }, "DATA_NOT_FINITE"],
  ["test data with label 0", { test: { ...data, y: new Int8Array(10) } }, "DATA_LABELS"],
  ["test data that are none", { test: 3 }, "DATA_SHAPE"],
  ["test data null", { test: null }, "DATA_SHAPE"],
];

test.each(CASES)("%s", async (_name, change, code) => {
  const options = { hidden: 4, method: "plain", learningRate: 0.1, ...change } as TwoLayerOptions;
  expect(() => lab.sync.trainTwoLayer(data, options)).toThrow(expect.objectContaining({ code }));
  await expect(lab.trainTwoLayer(data, options)).rejects.toMatchObject({ code });
});

test("held-out data of one sample, of bias, and the training data themselves", () => {
  const one: BinaryData = { ...data, samples: 1, X: data.X.slice(0, 4), y: data.y.slice(0, 1) };
  const options: TwoLayerOptions = { hidden: 4, slope: 0.2, method: "plain", learningRate: 0.1, epochTrace: true };
  expect([0, 1]).toContain(lab.sync.trainTwoLayer(data, { ...options, test: one }).testError);
  const same = lab.sync.trainTwoLayer(data, { ...options, test: data, bias: true });
  expect(same.testError).toBe(same.trainingError);
  for (const point of same.epochTrace ?? []) expect(point.testError).toBe(point.trainingError);
  const prepared = lab.prepare(data);
  const first = lab.sync.trainTwoLayer(prepared.first(6), { ...options, test: prepared });
  expect(first.updatesOf.length).toBe(6);
});
