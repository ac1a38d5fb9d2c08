// npm run train:peers: steps of softmax and of deep networks against PyTorch (one thread, gradients written out, no autograd), see lib/peers.mjs.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { load } from "../dist/index.js";
import { Batches } from "../dist/train/batches.js";
import { compare, end } from "./lib/peers.mjs";

const folder = mkdtempSync(join(tmpdir(), "relulab-peers-"));

/** Millions of weights are too many for a line of JSON. */
function file(name, numbers) {
  const path = join(folder, name);
  writeFileSync(path, Float32Array.from(numbers));
  return path;
}

/** Of the last two steps, the change of the weights, some thousand of them: that is where the two could differ. */
const sample = (numbers) => Array.from({ length: 4096 }, (_, i) => numbers[Math.floor((i * numbers.length) / 4096)]);

async function softmax({ hidden, steps }) {
  const lab = await load({ precision: "f32" });
  const [samples, batchSize, learningRate] = [1000, 16, 10 / hidden];
  const data = lab.data.gaussianMixture({ samples });
  const options = { hidden, learningRate, batchSize, maxSteps: 2 ** 32 - 1, test: lab.data.gaussianMixture({ samples: 1, seed: 2 }) };
  const start = lab.sync.trainSoftmax(data, { ...options, maxSteps: 0 });
  const batches = new Batches({ samples, batchSize, sampling: "shuffle", seed: 1, trial: 0 });
  const run = lab.start.softmax(data, options);
  await compare({
    name: `softmax, m = ${hidden}, d = ${data.features}, B = ${batchSize}: ${steps} steps`,
    task: {
      kind: "softmax",
      sizes: [hidden, data.features, data.classes, samples],
      weights: file("w", start.initialWeights),
      outputs: file("a", start.outputWeights),
      inputs: file("x", data.X),
      labels: Array.from(data.labels),
      batches: Array.from({ length: steps }, (_, t) => Array.from(batches.at(t))),
      learningRate,
    },
    work: () => run.advance(steps),
    result: () => sample(run.result().weights),
    flops: steps * 4 * batchSize * hidden * data.features,
    tolerance: 1e-5,
  });
  run.dispose();
}

async function deep({ hidden, layers, samples }) {
  const lab = await load({ precision: "f32" });
  const data = lab.data.separated({ samples, features: 20, separation: 0.1 });
  const options = { hidden, layers, learningRate: 1 / hidden, loss: "logistic", stopAtZeroError: false };
  const start = lab.sync.trainDeep(data, { ...options, maxSteps: 0 });
  const run = lab.start.deep(data, options);
  await compare({
    name: `deep, L = ${layers}, m = ${hidden}, n = ${samples}: a step`,
    task: {
      kind: "deep",
      sizes: [hidden, data.features, layers, samples],
      weights: start.weights.map((w, l) => file(`w${l}`, w)),
      outputs: file("v", start.outputWeights),
      inputs: file("x", data.X),
      labels: Array.from(data.y),
      learningRate: options.learningRate,
    },
    work: () => run.advance(1),
    result: () => sample(run.result().weights[layers - 1]),
    flops: 6 * samples * hidden * (data.features + (layers - 1) * hidden) - 2 * samples * hidden * data.features,
    tolerance: 1e-5,
  });
  run.dispose();
}

try {
  await softmax({ hidden: 4000, steps: 20 });
  await deep({ hidden: 1024, layers: 3, samples: 200 });
} finally {
  end();
  rmSync(folder, { recursive: true, force: true });
}
