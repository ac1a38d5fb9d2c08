import { expect, test } from "vitest";
import { sha256Hex } from "../../src/data/sha256.js";
import { type DeepOptions, load, type Precision } from "../../src/index.js";
import { canonicalJson } from "../../src/sweep/index.js";

// Hashes for Node, Chromium and Firefox alike. Whoever changes that of the training (data, weights, traces, endings) or of the measured start raises
// `numericsVersion`; that of the certificates, words and all, changes with what they say, and stands apart so that it hides nothing else.

type Part = "training" | "start" | "certificates";

const GOLDEN: Readonly<Record<Precision, Readonly<Record<Part, string>>>> = {
  f32: {
    training: "0ba627b34e880e87e08cb29d1e35c20905e2e50010d5396d9636ef66ab654d4c",
    start: "cb40534e8aa39174cdefa4dfc996f3a024e1869be6637e61da827d4ab205180b",
    certificates: "b7c23bbb6606bb178bf92a7d7da5a4c8189e45ce3dfdbc0febeeb4d2f59cd183",
  },
  f64: {
    training: "7049444af7c9d86ffcd490bcca905f0b72cd552276f0778ac88b3b63c6165ca1",
    start: "d5b965a32e7c596b05ab2145a97353d7b75d4cb425a12287ab56055161adbabd",
    certificates: "cefabd4f6f428fac8b481dcf754b10f6bcec4080a9dd6b698e5416e00b19fc2d",
  },
};

const CASES: readonly Partial<DeepOptions>[] = [
  { loss: "squared-hinge" },
  { hidden: [33, 18, 40], loss: "logistic", batchSize: 7, evaluateEvery: 1 },
  { hidden: 70, loss: { kind: "smoothed-hinge", width: 0.5 }, trial: 2 },
  { hidden: [16, 5], outputWeights: [1, -0.5, 2, -1, 0.25], loss: "exponential", lossTarget: 0.5 },
  { hidden: [12, 12, 12, 12], loss: "hinge", batchSize: 50, maxSteps: 9 },
];

const hashOf = (lines: readonly string[]): string => sha256Hex(new TextEncoder().encode(lines.join("\n")));

async function hashes(precision: Precision): Promise<Record<Part, string>> {
  const lab = await load({ precision });
  const data = lab.data.separated({ samples: 70, features: 13, separation: 0.2, closePairs: 3, seed: 4 });
  const runs = CASES.map((change) =>
    lab.sync.trainDeep(data, { hidden: [24, 20], learningRate: 0.02, maxSteps: 20, stopAtZeroError: false, seed: 3, ...change }),
  );
  const training = runs.flatMap((run) => {
    const { weights, outputWeights, options: _, ...rest } = run;
    return [...[...weights, outputWeights].map((array) => sha256Hex(new Uint8Array(array.buffer))), canonicalJson(rest)];
  });
  const look = { hidden: [24, 20], seed: 3, betas: [0.01, 0.1], operatorSamples: 5, sparsity: 4 };
  const { norms, outputs, nearZero, ...start } = lab.measureDeep(data, look);
  const measured = { ...start, norms: Array.from(norms), outputs: Array.from(outputs), counts: nearZero.map((x) => Array.from(x.counts)) };
  const certificates = runs.map((run) => canonicalJson(lab.sync.certify(run, data)));
  lab.dispose();
  return {
    training: hashOf([sha256Hex(new Uint8Array(data.X.buffer)), ...training]),
    start: hashOf([canonicalJson(measured)]),
    certificates: hashOf(certificates),
  };
}

test.each<Precision>(["f32", "f64"])("every setting gives the golden bits: %s", async (precision) => {
  expect(await hashes(precision)).toEqual(GOLDEN[precision]);
});
