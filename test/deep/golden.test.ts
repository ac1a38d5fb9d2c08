import { expect, test } from "vitest";
import { sha256Hex } from "../../src/data/sha256.js";
import { type DeepOptions, load, type Precision } from "../../src/index.js";
import { canonicalJson } from "../../src/sweep/index.js";

// One hash for Node, Chromium and Firefox: data, weights, traces, the measured start and certificates. Whoever changes it raises `numericsVersion`,
// unless all that was hashed before is still there and only certificates of further theorems came in.

const GOLDEN: Readonly<Record<Precision, string>> = {
  f32: "4bd96504e969d491f09e763cf0f144f4349a312a1df1e35822e30a7a43900f24",
  f64: "580c60756c1c7fe7f106750b03914e94133edd281b2f92cb5f24842555b21505",
};

const CASES: readonly Partial<DeepOptions>[] = [
  { loss: "squared-hinge" },
  { hidden: [33, 18, 40], loss: "logistic", batchSize: 7, evaluateEvery: 1 },
  { hidden: 70, loss: { kind: "smoothed-hinge", width: 0.5 }, trial: 2 },
  { hidden: [16, 5], outputWeights: [1, -0.5, 2, -1, 0.25], loss: "exponential", lossTarget: 0.5 },
  { hidden: [12, 12, 12, 12], loss: "hinge", batchSize: 50, maxSteps: 9 },
];

test.each<Precision>(["f32", "f64"])("every setting gives the golden bits: %s", async (precision) => {
  const lab = await load({ precision });
  const data = lab.data.separated({ samples: 70, features: 13, separation: 0.2, closePairs: 3, seed: 4 });
  const parts = CASES.flatMap((change) => {
    const run = lab.sync.trainDeep(data, {
      hidden: [24, 20],
      learningRate: 0.02,
      maxSteps: 20,
      stopAtZeroError: false,
      seed: 3,
      ...change,
    });
    const { weights, outputWeights, options: _, ...rest } = run;
    const hashes = [...weights, outputWeights].map((array) => sha256Hex(new Uint8Array(array.buffer)));
    return [...hashes, canonicalJson(rest), canonicalJson(lab.sync.certify(run, data))];
  });
  const { norms, outputs, nearZero, ...start } = lab.measureDeep(data, {
    hidden: [24, 20],
    seed: 3,
    betas: [0.01, 0.1],
    operatorSamples: 5,
    sparsity: 4,
  });
  const measured = { ...start, norms: Array.from(norms), outputs: Array.from(outputs), counts: nearZero.map((x) => Array.from(x.counts)) };
  const text = [sha256Hex(new Uint8Array(data.X.buffer)), ...parts, canonicalJson(measured)].join("\n");
  expect(sha256Hex(new TextEncoder().encode(text))).toBe(GOLDEN[precision]);
  lab.dispose();
});
