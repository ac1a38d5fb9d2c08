import { expect, test } from "vitest";
import { sha256Hex } from "../../src/data/sha256.js";
import { load, type Precision, sliceData, type SoftmaxOptions } from "../../src/index.js";
import { canonicalJson } from "../../src/sweep/index.js";

// One hash for Node, Chromium and Firefox: weights, scores and diagnostics. Whoever changes it raises `numericsVersion`.

const GOLDEN: Readonly<Record<Precision, string>> = {
  f32: "3d8d3c904bf979f6cfd0c3181647da123a0f32f5daf24c569de170d3382bb673",
  f64: "7b6840f504c512efa82e0d7e58e0597e786ad34f862acb5325412765616db56b",
};

const CASES: readonly Partial<SoftmaxOptions>[] = [
  { twins: ["pseudo-gradient", "pseudo-network"], trace: [0, 1, 5], gradientNorms: true },
  { hidden: 70, batchSize: "full", method: "pseudo-network", traceTraining: true },
  { hidden: 9, batchSize: 300, sampling: "cycle", derivAtZero: 0 },
  { initialWeights: { std: 0.3 }, outputWeights: { std: 0.5 }, trace: { every: 3 }, targetAccuracy: 0.9 },
];

test.each<Precision>(["f32", "f64"])("every setting gives the golden bits: %s", async (precision) => {
  const lab = await load({ precision });
  const all = lab.data.gaussianMixture({ samples: 400, features: 21, classes: 4, seed: 4 });
  const [data, held] = [sliceData(all, 0, 350), sliceData(all, 350, 400)];
  const hashes = CASES.flatMap((change) => {
    const run = lab.sync.trainSoftmax(data, { hidden: 130, learningRate: 0.05, maxSteps: 20, seed: 3, test: held, ...change });
    const { weights, initialWeights, outputWeights, twins, options: _options, ...rest } = run;
    const arrays = [weights, initialWeights, outputWeights, ...twins.map((twin) => twin.weights)];
    const traces = twins.map(({ weights: _weights, ...twin }) => twin);
    return [...arrays.map((array) => sha256Hex(new Uint8Array(array.buffer))), canonicalJson({ ...rest, traces })];
  });
  expect(sha256Hex(new TextEncoder().encode(hashes.join("\n")))).toBe(GOLDEN[precision]);
});
