import { expect, test } from "vitest";
import { digitPair } from "../../src/data/digits.js";
import { generatedDigits } from "../../src/data/generatedDigits.js";
import { sha256Hex } from "../../src/data/sha256.js";
import { load, type Precision, type TwoLayerOptions } from "../../src/index.js";
import { canonicalJson } from "../../src/sweep/index.js";

// One hash for Node, Chromium and Firefox, as test/golden.test.ts: leaky units, both layers, starts, traces and held-out errors.

const GOLDEN: Readonly<Record<Precision, string>> = {
  f32: "bef5386b7e5a6ae03155b32c9330b9f8ad0ab45eb940ae02668d17b1e24725dc",
  f64: "7f581356a0810bb1a4677d48b432404857b05c24c2bce66e35361144334e47ca",
};

const CASES: readonly Partial<TwoLayerOptions>[] = [
  { hidden: 10, slope: 0.1, outputWeights: { plusMinus: 0.3 }, initialWeights: { sphere: 0.3 } },
  { hidden: 6, slope: 0.5, layers: "both", sampling: "shuffle", initialWeights: { box: 0.2 }, derivAtZero: 0.5 },
  { hidden: 34, slope: 0.1, layers: "both", sampling: "uniform", outputWeights: { plusMinus: 0.17 }, initialWeights: { sphere: 0.17 } },
  { hidden: 5, layers: "both", initialWeights: { box: 1 }, bias: true, trace: [0, 10, 100] },
  { hidden: 4, slope: 0.25, method: "noisy", noiseStd: 2 },
];

test.each<Precision>(["f32", "f64"])("every setting gives the golden bits: %s", async (precision) => {
  const lab = await load({ precision });
  const source = generatedDigits({ seed: 1, count: 300, split: "train" });
  const pairs = [
    [lab.data.separable({ samples: 33, features: 21, seed: 4 }), lab.data.separable({ samples: 20, features: 21, seed: 5 })],
    [lab.data.basis(12), lab.data.basis(12)],
    [digitPair(source, { samples: 40, precision }), digitPair(source, { samples: 20, precision })],
  ];
  const hashes: string[] = [];
  for (const [data, held] of pairs)
    for (const engine of ["primal", "gram"] as const)
      for (const setting of CASES) {
        const options: TwoLayerOptions = { hidden: 2, method: "plain", learningRate: 0.02, seed: 3, maxEpochs: 60, engine, ...setting };
        const run = lab.sync.trainTwoLayer(data, { ...options, test: held, epochTrace: true });
        const { weights, options: _options, printedTrainingError: _printed, updatesOf, outputWeights, initialOutputWeights, ...rest } = run;
        const lists = { updatesOf: Array.from(updatesOf), v: Array.from(outputWeights), v0: Array.from(initialOutputWeights) };
        hashes.push(sha256Hex(new Uint8Array(weights.buffer)), canonicalJson({ ...rest, ...lists }));
      }
  expect(sha256Hex(new TextEncoder().encode(hashes.join("\n")))).toBe(GOLDEN[precision]);
});
