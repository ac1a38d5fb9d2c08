import { expect, test } from "vitest";
import { generatedDigits } from "../src/data/generatedDigits.js";
import { digitPair } from "../src/data/digits.js";
import { sha256Hex } from "../src/data/sha256.js";
import { load, type Precision, type TwoLayerOptions } from "../src/index.js";
import { canonicalJson, makeResult, runTrials } from "../src/sweep/index.js";
import { makeConfig } from "../src/experiments/config.js";
import { findExperiment } from "../src/experiments/registry.js";

// One hash for Node, Chromium and Firefox: weights, losses, counters and result text. Whoever changes it raises `numericsVersion`.

const GOLDEN: Readonly<Record<Precision, string>> = {
  f32: "edfa67fe0f01c825d9c6d0a2e052236155ab72c9dadd0909359e6dd917e3349a",
  f64: "4e9438203cac629d2ced3e1541d30f3d982913e06c06a374774e3debcac204f3",
};

const CASES: readonly Partial<TwoLayerOptions>[] = [
  { hidden: 2, method: "noisy" },
  { hidden: 3, method: "plain", sampling: "shuffle", derivAtZero: 0.5 },
  { hidden: 9, method: "noisy-all", sampling: "uniform" },
  { hidden: 16, method: "noisy", initialWeights: { ball: 2 }, bias: true },
  { hidden: 5, method: "noisy", initialWeights: "zero", trace: [0, 10, 100] },
];

test.each<Precision>(["f32", "f64"])("every setting gives the golden bits: %s", async (precision) => {
  const lab = await load({ precision });
  const source = generatedDigits({ seed: 1, count: 300, split: "train" });
  const data = [
    lab.data.separable({ samples: 33, features: 21, seed: 4 }),
    lab.data.basis(12),
    digitPair(source, { samples: 40, precision }),
  ];
  const hashes: string[] = [];
  for (const set of data)
    for (const engine of ["primal", "gram"] as const)
      for (const setting of CASES) {
        const settings = { hidden: 2, learningRate: 0.01, noiseStd: 10, seed: 3, maxEpochs: 300, engine, ...setting };
        // The options are no result; what came later is hashed elsewhere.
        const { weights, options: _options, updatesOf: _updatesOf, halfGates: _halfGates, ...more } = lab.sync.trainTwoLayer(set, settings);
        const { ratio: _ratio, initialOutputWeights: _initial, printedTrainingError: _printed, ...rest } = more;
        hashes.push(sha256Hex(new Uint8Array(weights.buffer)), canonicalJson({ ...rest, outputWeights: Array.from(rest.outputWeights) }));
      }
  expect(sha256Hex(new TextEncoder().encode(hashes.join("\n")))).toBe(GOLDEN[precision]);
});

test("a small wang-fig2 has the golden result hash", async () => {
  const experiment = findExperiment("wang-fig2");
  const config = makeConfig(experiment, { trials: 2, set: { samples: "20,60", hidden: "2,12,20" } });
  const outcomes = await runTrials(experiment, config, {}, { workers: 0 });
  expect(makeResult(experiment, "quick", config, outcomes).sha256).toBe("f1c0bf091418a7533483857769509b4f00748e5477795bbf463a361d72ee5b0c");
});
