import { describe, expect, test } from "vitest";
import { WordStream } from "../../../src/data/streams.js";
import { load } from "../../../src/index.js";
import { basisSuccess, basisUpdates, deadCoordinates, simulateBasis, testBasisLaw } from "../../../src/theory/index.js";

// S2-T8, S2-T9: plain SGD with ReLU on basis data is decided by the signs of the positive half of W⁰.

const SEED = 33;
const TRIALS = 4000;

function successes(features: number, pairs: number): number {
  let found = 0;
  for (let trial = 0; trial < TRIALS; trial++) if (simulateBasis({ features, pairs, seed: SEED, trial })) found++;
  return found;
}

test.each([
  [16, 4],
  [64, 6],
  [256, 8],
  [64, 35],
])(`d = %i, k = %i: ${TRIALS} simulated starts pass the test of the exact law; the laws of k − 1 and k + 1 do not`, (features, pairs) => {
  const found = successes(features, pairs);
  expect(testBasisLaw(found, TRIALS, { features, pairs })).toMatchObject({ passed: true });
  if (basisSuccess({ features, pairs }) > 0.999) return; // the neighbours' laws are the same
  for (const wrong of [pairs - 1, pairs + 1]) expect(testBasisLaw(found, TRIALS, { features, pairs: wrong }).passed).toBe(false);
  expect(testBasisLaw(found, TRIALS, { features: 2 * features, pairs }).passed).toBe(false);
});

test("the test has both tails and fixed levels", () => {
  const size = { features: 64, pairs: 6 };
  expect(testBasisLaw(0, 100, size)).toMatchObject({ passed: false, upperTail: 1 });
  expect(testBasisLaw(100, 100, size)).toMatchObject({ passed: false, lowerTail: 1 });
  expect(testBasisLaw(36, 100, size).passed).toBe(true);
  expect(() => testBasisLaw(5, 4, size)).toThrow(expect.objectContaining({ code: "ARG_RANGE" }));
  expect(() => simulateBasis({ features: 4, pairs: 0, seed: 1, trial: 0 })).toThrow(expect.objectContaining({ code: "ARG_RANGE" }));
});

describe("real runs", async () => {
  const labs = [await load({ precision: "f32" }), await load({ precision: "f64" })];

  test("200 runs: the dead set at the end is that of W⁰, it alone decides, and updates stay below the bound", () => {
    let failed = 0;
    for (let trial = 0; trial < 200; trial++) {
      const draws = new WordStream({ seed: SEED, trial, role: 5, part: 0 });
      const lab = labs[trial % 2];
      const [features, pairs] = [2 + draws.integer(14), 1 + draws.integer(5)];
      const [C, v, learningRate] = [0.2 + 4 * draws.uniform(), 0.3 + draws.uniform(), 0.02 + draws.uniform()];
      const initialWeights = Float64Array.from({ length: 2 * pairs * features }, () => C * (2 * draws.uniform() - 1));
      const outputWeights = Array.from({ length: 2 * pairs }, (_, j) => (j < pairs ? v : -v));
      const sampling = (["cycle", "shuffle", "uniform"] as const)[draws.integer(3)];
      const options = { hidden: 2 * pairs, method: "plain", learningRate, outputWeights, initialWeights, sampling, seed: trial } as const;
      const run = lab.start.twoLayer(lab.data.basis(features), options);
      const dead = deadCoordinates(initialWeights, outputWeights, features);
      while (!run.advance(7)) expect(deadCoordinates(run.result().weights, outputWeights, features)).toEqual(dead);
      const result = run.result();
      run.dispose();
      expect(result.status).toBe(dead.length === 0 ? "global-minimum" : "stuck");
      expect(result.deadSamples).toEqual(dead);
      expect(result.loss).toBe(dead.length / features);
      const bound = basisUpdates({ features, largestWeight: C, learningRate, outputWeight: v });
      expect(result.updates).toBeLessThanOrEqual(bound + features);
      if (dead.length > 0) failed++;
    }
    expect(failed).toBeGreaterThan(20);
    expect(failed).toBeLessThan(180);
  });
});

test("real runs from Gaussian and box starts obey the exact law, and not that of their neighbours", async () => {
  const lab = await load({ precision: "f32" });
  const size = { features: 16, pairs: 4 };
  const basis = lab.prepare(lab.data.basis(16));
  for (const initialWeights of ["gaussian", { box: 3 }] as const) {
    let found = 0;
    for (let trial = 0; trial < 1500; trial++) {
      const options = { hidden: 8, method: "plain", learningRate: 0.5, initialWeights, seed: SEED, trial } as const;
      if (lab.sync.trainTwoLayer(basis, options).status === "global-minimum") found++;
    }
    expect(testBasisLaw(found, 1500, size).passed).toBe(true);
    for (const pairs of [3, 5]) expect(testBasisLaw(found, 1500, { features: 16, pairs }).passed).toBe(false);
  }
});

test("shapes are checked", () => {
  expect(() => deadCoordinates([1, 2, 3], [1, -1], 2)).toThrow(expect.objectContaining({ code: "ARG_SHAPE" }));
});
