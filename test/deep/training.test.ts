import { describe, expect, test } from "vitest";
import { WordStream } from "../../src/data/streams.js";
import {
  type BinaryData,
  type DeepOptions,
  type DeepResult,
  type Lab,
  load,
  type Loss,
  lossOf,
  type LossChoice,
  type Precision,
} from "../../src/index.js";
import * as naive from "../reference/deep.js";

// trainDeep against obvious loops, finite differences and the two-layer trainer; endings; the same bits however it is driven. Seed 41.

const LOSSES: readonly LossChoice[] = [
  "hinge",
  "squared-hinge",
  "modified-huber",
  "logistic",
  "exponential",
  { kind: "smoothed-hinge", width: 0.5 },
  { kind: "tau-hinge", tau: 0.3 },
  { kind: "polynomial-hinge", degree: 3 },
  { name: "own", value: (x) => 1 / (1 + Math.exp(x)), derivative: (x) => -1 / (2 + Math.exp(x) + Math.exp(-x)) },
];
const WIDTHS = [[6], [6, 4], [5, 7, 4], [4, 3, 5, 6], [5, 4, 6, 3, 8]] as const;

const draws = (part: number): ((length: number) => Float64Array) => {
  const words = new WordStream({ seed: 41, trial: 0, role: 0, part });
  return (length) => Float64Array.from({ length }, () => 2 * words.uniform() - 1);
};

function problem(samples: number, features: number, part: number): BinaryData {
  const draw = draws(part);
  return { samples, features, X: draw(samples * features), y: Int8Array.from(draw(samples), (u) => (u < 0 ? -1 : 1)), name: "random" };
}

const row = ({ X, features }: BinaryData, i: number): Float64Array => Float64Array.from(X.subarray(i * features, (i + 1) * features));

/** Weights large enough that no layer dies. */
function network(features: number, hidden: readonly number[], part: number): naive.NaiveNetwork {
  const sizes = [features, ...hidden];
  const draw = draws(part);
  return {
    sizes,
    W: hidden.map((m, l) => draw(m * sizes[l])),
    v: Float64Array.from({ length: hidden.at(-1)! }, (_, j) => (j < hidden.at(-1)! / 2 ? 1 : -1)),
  };
}

const lossAt = (net: naive.NaiveNetwork, data: BinaryData, loss: Loss): number => {
  let sum = 0;
  for (let i = 0; i < data.samples; i++) sum += loss.value(data.y[i] * naive.output(net, row(data, i)));
  return sum / data.samples;
};

/** The gradient that one step has used: (W(0) − W(1))/η. */
function gradientsOf(lab: Lab, data: BinaryData, net: naive.NaiveNetwork, loss: LossChoice, learningRate = 1): Float64Array[] {
  const run = lab.start.deep(data, {
    hidden: net.sizes.slice(1),
    learningRate,
    loss,
    initialWeights: net.W,
    outputWeights: net.v,
    stopAtZeroError: false,
  });
  run.advance(1);
  const { weights } = run.result();
  run.dispose();
  return weights.map((w, l) => Float64Array.from(w, (x, e) => (net.W[l][e] - x) / learningRate));
}

describe.each(WIDTHS.map((hidden) => [hidden.length, hidden] as const))("L = %i", (layers, hidden) => {
  test.each(LOSSES.map((choice) => [lossOf(choice).name, choice] as const))(
    "gradients of every layer for %s against finite differences",
    async (_, choice) => {
      const lab = await load({ precision: "f64" });
      const data = problem(6, 5, layers);
      const net = network(5, hidden, 100 + layers);
      const gradients = gradientsOf(lab, data, net, choice);
      const loss = lossOf(choice);
      const h = 1e-6;
      let compared = 0;
      for (let l = 0; l < layers; l++)
        for (let e = 0; e < net.W[l].length; e++) {
          const at = (step: number): number => {
            const W = net.W.map((w) => w.slice());
            W[l][e] += step;
            return lossAt({ ...net, W }, data, loss);
          };
          const [forward, backward, here] = [at(h), at(-h), at(0)];
          // At a kink of ReLU or of the loss between the three points there is no derivative.
          if (Math.abs(forward - 2 * here + backward) > 1e-9) continue;
          expect(Math.abs((forward - backward) / (2 * h) - gradients[l][e])).toBeLessThan(1e-8 * (1 + Math.abs(gradients[l][e])) + 1e-8);
          compared++;
        }
      expect(compared).toBeGreaterThan(0.9 * net.W.reduce((sum, w) => sum + w.length, 0));
      lab.dispose();
    },
  );
});

test("gradients are those of the obvious backward pass, also where pre-activations are exactly 0 (mask 1{z > 0})", async () => {
  const lab = await load({ precision: "f64" });
  for (const hidden of WIDTHS) {
    const net = network(5, hidden, 200 + hidden.length);
    // The first unit of every layer has z = 0 for every sample.
    net.W.forEach((w, l) => w.fill(0, 0, net.sizes[l]));
    const data = problem(7, 5, 30);
    const gradients = gradientsOf(lab, data, net, "logistic");
    const loss = lossOf("logistic");
    net.W.forEach((w, l) => {
      const expected = new Float64Array(w.length);
      for (let i = 0; i < 7; i++) {
        const slope = (loss.derivative(data.y[i] * naive.output(net, row(data, i))) * data.y[i]) / 7;
        naive.outputGradients(net, row(data, i))[l].forEach((g, e) => (expected[e] += slope * g));
      }
      expected.forEach((g, e) => expect(Math.abs(g - gradients[l][e])).toBeLessThan(1e-13));
      expect(gradients[l].subarray(0, net.sizes[l]).every((g) => g === 0)).toBe(true);
    });
  }
  lab.dispose();
});

describe.each<Precision>(["f32", "f64"])("%s", (precision) => {
  test("L = 1 with hinge: one sample at a time it takes the steps of the two-layer trainer, bit for bit on dyadic numbers", async () => {
    const lab = await load({ precision });
    const words = new WordStream({ seed: 41, trial: 0, role: 0, part: 9 });
    const dyadic = (length: number): Float64Array => Float64Array.from({ length }, () => (words.integer(9) - 4) / 4);
    for (let t = 0; t < 20; t++) {
      const data: BinaryData = { samples: 1, features: 5, X: dyadic(5), y: Int8Array.of(t % 2 === 0 ? 1 : -1), name: "one sample" };
      const W = dyadic(6 * 5);
      const common = { hidden: 6, learningRate: 1 / 64, seed: 1 };
      const two = lab.start.twoLayer(data, { ...common, method: "plain", derivAtZero: 0, initialWeights: W, engine: "primal" });
      const deep = lab.start.deep(data, {
        ...common,
        loss: "hinge",
        initialWeights: [W],
        ...(t % 3 === 0 ? { batchSize: 1, evaluateEvery: 1 } : {}),
        stopAtZeroError: false,
      });
      for (let step = 0; step < 12; step++) {
        two.advance(1);
        deep.advance(1);
        expect(Array.from(deep.result().weights[0], (x) => x + 0)).toEqual(Array.from(two.result().weights, (x) => x + 0));
      }
      two.dispose();
      deep.dispose();
    }
    lab.dispose();
  });

  test("L = 1: a gradient step is the mean of the two-layer trainer's steps from the same weights", async () => {
    const lab = await load({ precision });
    const data = lab.data.separable({ samples: 8, features: 6, seed: 41 });
    const W = draws(77)(6 * 6);
    const deep = lab.start.deep(data, { hidden: 6, learningRate: 0.125, loss: "hinge", initialWeights: [W], stopAtZeroError: false });
    deep.advance(1);
    const change = new Float64Array(36);
    const start = Array.from(W, precision === "f32" ? Math.fround : (x) => x);
    for (let i = 0; i < 8; i++) {
      const one = { ...data, samples: 1, X: data.X.slice(i * 6, i * 6 + 6), y: data.y.slice(i, i + 1) };
      const run = lab.start.twoLayer(one, { hidden: 6, learningRate: 0.125, method: "plain", initialWeights: W, derivAtZero: 0 });
      run.advance(1);
      run.result().weights.forEach((w, e) => (change[e] += (w - start[e]) / 8));
    }
    deep.result().weights[0].forEach((w, e) => expect(Math.abs(w - start[e] - change[e])).toBeLessThan(precision === "f32" ? 1e-6 : 1e-14));
    lab.dispose();
  });

  test("the same bits by advance, chunks, drive and sync, for gradient descent and SGD", async () => {
    const lab = await load({ precision });
    const data = lab.data.separated({ samples: 30, features: 8, separation: 0.2, seed: 41 });
    for (const more of [{}, { batchSize: 7 }, { batchSize: 7, evaluateEvery: 1 }] as Partial<DeepOptions>[]) {
      const options: DeepOptions = { hidden: [33, 18, 40], learningRate: 0.02, maxSteps: 40, stopAtZeroError: false, seed: 41, ...more };
      const whole = lab.sync.trainDeep(data, options);
      const driven = await lab.trainDeep(data, options);
      const stepped = lab.start.deep(data, options);
      const pieces: number[] = [];
      for (let turn = 0; !stepped.done; turn++)
        if (turn % 3 === 0) pieces.push(...stepped.stepping(2));
        else if (turn % 3 === 1) stepped.chunk();
        else stepped.advance(turn % 5);
      const { options: _, ...expected } = whole;
      for (const { options: __, ...found } of [driven, stepped.result()] as DeepResult[]) expect(found).toEqual(expected);
      // A step alone is a product forward, one backward and an update for each of three layers.
      expect(pieces.length).toBeGreaterThan(9);
      expect(whole.steps).toBe(40);
      stepped.dispose();
    }
    lab.dispose();
  });

  test("whole runs of gradient descent follow the obvious loop", async () => {
    const lab = await load({ precision });
    const data = lab.data.separated({ samples: 10, features: 6, separation: 0.3, seed: 41 });
    const run = lab.start.deep(data, { hidden: [12, 10], learningRate: 0.05, loss: "squared-hinge", stopAtZeroError: false, seed: 41 });
    run.advance(0);
    const sizes = [6, 12, 10];
    let W = run.result().weights.map((w) => Float64Array.from(w));
    const v = run.result().outputWeights;
    const loss = lossOf("squared-hinge");
    for (let step = 0; step < 30; step++) {
      const net = { sizes, W, v };
      const gradients = W.map((w) => new Float64Array(w.length));
      for (let i = 0; i < 10; i++) {
        const slope = (loss.derivative(data.y[i] * naive.output(net, row(data, i))) * data.y[i]) / 10;
        naive.outputGradients(net, row(data, i)).forEach((g, l) => g.forEach((x, e) => (gradients[l][e] += slope * x)));
      }
      expect(Math.abs(run.snapshot().loss! - lossAt(net, data, loss))).toBeLessThan(precision === "f32" ? 1e-4 : 1e-12);
      W = W.map((w, l) => w.map((x, e) => x - 0.05 * gradients[l][e]));
      run.advance(1);
    }
    run
      .result()
      .weights.forEach((w, l) => w.forEach((x, e) => expect(Math.abs(x - W[l][e])).toBeLessThan(precision === "f32" ? 1e-4 : 1e-11)));
    run.dispose();
    lab.dispose();
  });

  test("endings: zero error, loss target, budget, stationary, cancelled, diverged; nothing is ever NaN", async () => {
    const lab = await load({ precision });
    const data = lab.data.separated({ samples: 20, features: 8, separation: 0.3, seed: 41 });
    const base: DeepOptions = { hidden: [64, 64], learningRate: 0.01, seed: 41 };
    const zero = lab.sync.trainDeep(data, base);
    expect([zero.status, zero.errors]).toEqual(["zero-error", 0]);
    const net = { sizes: [8, 64, 64], W: zero.weights.map((w) => Float64Array.from(w)), v: zero.outputWeights };
    for (let i = 0; i < 20; i++) expect(data.y[i] * naive.output(net, row(data, i))).toBeGreaterThan(0);
    // The verified loss is that of the weights, f64 sums.
    expect(Math.abs(zero.loss - lossAt(net, data, lossOf("logistic")))).toBeLessThan(1e-13);
    const target = lab.sync.trainDeep(data, { ...base, lossTarget: 0.05 });
    expect(target.status).toBe("loss-target");
    expect(target.loss).toBeLessThanOrEqual(0.05);
    expect(target.trace.at(-2)!.loss).toBeGreaterThan(0.05);
    const budget = lab.sync.trainDeep(data, { ...base, maxSteps: 3, stopAtZeroError: false });
    expect([budget.status, budget.steps, budget.trace.length]).toEqual(["budget", 3, 4]);
    const hinge = lab.sync.trainDeep(data, { ...base, loss: "hinge", stopAtZeroError: false });
    expect([hinge.status, hinge.loss]).toEqual(["stationary", 0]);
    const dead = lab.sync.trainDeep(data, { hidden: [2], learningRate: 0.1, initialWeights: [new Float64Array(16)] });
    expect([dead.status, dead.errors, dead.steps]).toEqual(["stationary", 20, 0]);
    const controller = new AbortController();
    const cancelled = await lab.trainDeep(data, {
      ...base,
      stopAtZeroError: false,
      signal: controller.signal,
      onProgress: () => controller.abort(),
    });
    expect(cancelled.status).toBe("cancelled");
    for (const learningRate of [3, 1e6, precision === "f32" ? 1e38 : 1e300])
      for (const loss of ["squared-hinge", "exponential", "hinge"] as const)
        for (const batch of [{}, { batchSize: 3 }]) {
          const wild = lab.sync.trainDeep(data, { ...base, ...batch, hidden: [64, 64, 64], learningRate, loss, maxSteps: 500 });
          if (wild.status === "diverged") {
            expect(wild.divergedAt!.step).toBe(wild.steps);
            expect(wild.divergedAt!.layer).toBeGreaterThanOrEqual(1);
            expect(wild.divergedAt!.layer).toBeLessThanOrEqual(4);
            expect([wild.loss, wild.errors]).toEqual([Infinity, 20]);
          }
          if (loss === "squared-hinge") expect(wild.status).toBe("diverged");
          expect(wild.weights.every((w) => w.every((x) => x - x === 0))).toBe(true);
          expect(wild.trace.every((point) => point.loss - point.loss === 0)).toBe(true);
        }
    expect(JSON.stringify([zero, target, hinge]).includes("null,null")).toBe(false);
    lab.dispose();
  });

  test("cancelled after any piece of its work, also within an update, a run gives one of its iterates", async () => {
    const lab = await load({ precision });
    const data = lab.data.separated({ samples: 24, features: 8, separation: 0.3, seed: 41 });
    // A step is some chunks long.
    const options: DeepOptions = { hidden: [200, 200, 200], learningRate: 0.01, seed: 41, stopAtZeroError: false };
    const iterates = Array.from({ length: 12 }, (_, maxSteps) => lab.sync.trainDeep(data, { ...options, maxSteps }));
    const ends = Array.from({ length: 12 }, (_, chunks) => {
      const run = lab.start.deep(data, options);
      for (let i = 0; i < chunks; i++) run.chunk();
      run.cancel();
      const result = run.result();
      run.dispose();
      expect(result.status).toBe("cancelled");
      const expected = iterates[result.steps].weights;
      expect(result.weights.every((w, l) => w.every((x, e) => x === expected[l][e]))).toBe(true);
      return result.steps;
    });
    expect(ends.every((steps, i) => i === 0 || steps >= ends[i - 1])).toBe(true);
    expect(ends.at(-1)).toBeGreaterThan(0);
    lab.dispose();
  });

  test("initial weights are N(0, 2/m_l), a function of the layer's own address", async () => {
    const lab = await load({ precision });
    const data = lab.data.separated({ samples: 4, features: 50, separation: 0.3, seed: 41 });
    const start = (hidden: number[], seed = 41): DeepResult => lab.sync.trainDeep(data, { hidden, learningRate: 1, maxSteps: 0, seed });
    const { weights } = start([400, 100, 60]);
    weights.forEach((w, l) => {
      const m = [400, 100, 60][l];
      const list = Array.from(w);
      const square = list.reduce((sum, x) => sum + x * x, 0) / w.length;
      const mean = list.reduce((sum, x) => sum + x, 0) / w.length;
      // 5 standard errors.
      expect(Math.abs((square * m) / 2 - 1)).toBeLessThan(5 * Math.sqrt(2 / w.length));
      expect(Math.abs(mean)).toBeLessThan(5 * Math.sqrt(2 / m / w.length));
    });
    expect(start([400, 100, 8]).weights[1]).toEqual(weights[1]);
    expect(start([400, 100, 60], 42).weights[1]).not.toEqual(weights[1]);
    lab.dispose();
  });
});

test("SGD: the weights after a step are those of a gradient step on the batch drawn", async () => {
  const lab = await load({ precision: "f64" });
  const data = problem(9, 5, 60);
  const net = network(5, [8, 6], 61);
  const { drawBatch } = await import("../../src/train/batch.js");
  const batch = drawBatch(
    Uint32Array.from({ length: 9 }, (_, i) => i),
    4,
    { seed: 3, trial: 2, step: 0 },
  );
  expect(new Set(batch).size).toBe(4);
  const rows = Array.from(batch);
  const part: BinaryData = {
    samples: 4,
    features: 5,
    X: Float64Array.from(rows.flatMap((i) => Array.from(row(data, i)))),
    y: Int8Array.from(rows, (i) => data.y[i]),
    name: "batch",
  };
  const options = { hidden: [8, 6], learningRate: 0.1, initialWeights: net.W, stopAtZeroError: false, maxSteps: 1 };
  const sgd = lab.sync.trainDeep(data, { ...options, batchSize: 4, seed: 3, trial: 2 });
  const gd = lab.sync.trainDeep(part, options);
  expect(sgd.weights).toEqual(gd.weights);
  lab.dispose();
});
