import { describe, expect, test } from "vitest";
import { type LabelledData, load, sliceData, type SoftmaxMethod, type SoftmaxOptions, type SoftmaxResult } from "../../src/index.js";
import { Batches } from "../../src/train/batches.js";
import { changedMasks, type Network, outputs, score, step } from "../reference/softmax.js";

const METHODS = ["gradient", "pseudo-gradient", "pseudo-network"] as const;
const labs = { f32: await load(), f64: await load({ precision: "f64" }) };

const mixture = (samples: number, features: number, more: object = {}): LabelledData =>
  labs.f64.data.gaussianMixture({ samples, features, classes: 3, components: 2, meanStd: 3, seed: 5, ...more });

const naive = ({ hidden, features, classes, initialWeights, outputWeights }: SoftmaxResult): Network => ({
  hidden,
  features,
  classes,
  weights: Float64Array.from(initialWeights),
  start: Float64Array.from(initialWeights),
  outputWeights,
});

const farthest = (a: ArrayLike<number>, b: ArrayLike<number>): number => {
  let most = 0;
  for (let e = 0; e < b.length; e++) most = Math.max(most, Math.abs(a[e] - b[e]));
  return most;
};

const CASES: readonly (readonly [string, number, number, Partial<SoftmaxOptions>])[] = [
  ["one unit, one feature", 9, 1, { hidden: 1, batchSize: 2 }],
  ["units around a block", 40, 7, { hidden: 65, batchSize: 16 }],
  ["a last batch that is smaller", 50, 11, { hidden: 130, batchSize: 16 }],
  ["full batch", 37, 6, { hidden: 33, batchSize: "full" }],
  ["batches of several windows", 700, 5, { hidden: 20, batchSize: 600 }],
  ["full batch of several windows", 600, 3, { hidden: 70, batchSize: "full" }],
];

describe.each(["f32", "f64"] as const)("%s", (precision) => {
  const lab = labs[precision];

  test.each(CASES.flatMap((each) => METHODS.map((method) => [...each, method] as const)))(
    "runs as the plain loop does: %s (n = %i, d = %i, %o, %s)",
    (_name, samples, features, more, method) => {
      const data = mixture(samples, features);
      const options = { learningRate: 0.6, method, maxSteps: 12, seed: 3, hidden: 1, ...more };
      const run = lab.sync.trainSoftmax(data, options);
      const network = naive(run);
      const batches = new Batches({ ...run.options, samples });
      for (let t = 0; t < 12; t++) step(network, data, batches.at(t), options.learningRate, method);
      const moved = farthest(network.weights, network.start);
      expect(moved).toBeGreaterThan(0.01);
      expect(farthest(run.weights, network.weights) / moved).toBeLessThan(precision === "f32" ? 2e-4 : 1e-11);
      const { training, patternChange, unitsChanged } = run.last!;
      const expected = score(network, data, method);
      expect(Math.abs(training!.loss - expected.loss)).toBeLessThan(precision === "f32" ? 1e-4 : 1e-11);
      if (precision === "f32") return; // A mask or a prediction may differ within rounding.
      expect(training!.right).toBe(expected.right);
      const changed = changedMasks(network, data);
      expect(patternChange).toBe(changed.pairs / (run.hidden * samples));
      expect(unitsChanged).toBe(changed.units / run.hidden);
    },
  );

  test("the pseudo-gradient is the gradient while no mask has changed, bit for bit", () => {
    const data = mixture(60, 20);
    const train = (method: SoftmaxMethod, learningRate: number): SoftmaxResult =>
      lab.sync.trainSoftmax(data, { hidden: 90, learningRate, method, maxSteps: 30, seed: 2 });
    for (const [learningRate, same] of [
      [precision === "f32" ? 1e-6 : 1e-9, true],
      [0.3, false],
    ] as const) {
      const gradient = train("gradient", learningRate);
      expect(gradient.last!.patternChange > 0).toBe(!same);
      expect(gradient.weights).not.toEqual(gradient.initialWeights);
      for (const method of ["pseudo-gradient", "pseudo-network"] as const) {
        const bits = new Uint8Array(train(method, learningRate).weights.buffer);
        expect(farthest(bits, new Uint8Array(gradient.weights.buffer)) === 0).toBe(same);
      }
    }
  });

  test("softmax is stable for outputs of ±10⁴", () => {
    const data = { name: "one", samples: 1, features: 1, classes: 2, X: Float64Array.of(1), labels: Uint8Array.of(1) };
    const start = { hidden: 1, initialWeights: [1], learningRate: 0.5, maxSteps: 1 };
    const wrong = lab.sync.trainSoftmax(data, { ...start, outputWeights: [1e4, -1e4] });
    expect(wrong.trace[0].training!.loss).toBe(2e4);
    expect(wrong.weights[0]).toBe(1 - 0.5 * 2e4);
    const right = lab.sync.trainSoftmax(data, { ...start, outputWeights: [-1e4, 1e4] });
    expect(right.last).toMatchObject({ training: { loss: 0, accuracy: 1, right: 1 }, distance: 0 });
    expect(right.weights[0]).toBe(1);
  });

  test("twins take the same batches as runs of their own", () => {
    const data = mixture(70, 9);
    const options = { hidden: 40, learningRate: 0.4, maxSteps: 25, trace: [7], seed: 4, gradientNorms: true };
    const alone = METHODS.map((method) => lab.sync.trainSoftmax(data, { ...options, method }));
    const together = lab.sync.trainSoftmax(data, { ...options, twins: ["pseudo-gradient", "pseudo-network", "gradient"] });
    expect(together.weights).toEqual(alone[0].weights);
    expect(together.trace).toEqual(alone[0].trace);
    for (const twin of together.twins) {
      const own = alone[METHODS.indexOf(twin.method)];
      expect(twin.weights).toEqual(own.weights);
      expect(twin.trace.map(({ agreement: _agreement, ...point }) => point)).toEqual(own.trace);
      expect(twin.divergedAt).toBe(null);
    }
    const agreement = (t: number): readonly number[] => together.twins[t].trace.map((point) => point.agreement);
    expect(agreement(2)).toEqual([1, 1, 1]);
    const apart = changedMasks(
      { ...naive(together), weights: Float64Array.from(together.weights), start: Float64Array.from(alone[1].weights) },
      data,
    );
    if (precision === "f64") expect(agreement(0)[2]).toBe(1 - apart.pairs / (40 * 70));
    expect(agreement(0)[2]).toBeLessThan(1);
  });

  test("the bits do not depend on how a run is driven", async () => {
    const data = mixture(300, 12);
    const held = mixture(40, 12, { trial: 1 });
    const options: SoftmaxOptions = {
      hidden: 150,
      learningRate: 0.2,
      batchSize: 280,
      twins: ["pseudo-network"],
      maxSteps: 9,
      trace: [3, 4],
      test: held,
      traceTraining: true,
      gradientNorms: true,
    };
    const expected = lab.sync.trainSoftmax(data, options);
    expect(await lab.trainSoftmax(data, options)).toEqual(expected);
    for (const [pace, ask] of [
      [1, true],
      [2, false],
      [4, true],
    ] as const) {
      const run = lab.start.softmax(data, options);
      while (!run.advance(pace)) if (ask) expect(run.result().steps % pace).toBe(0);
      expect(run.result()).toEqual(expected);
      run.dispose();
    }
    const run = lab.start.softmax(data, options);
    for (let asked = 0; !run.chunk(); asked++) if (asked % 3 === 0) run.weights();
    expect(run.result()).toEqual(expected);
    run.dispose();
  });

  test("gradient norms are those of the gradients", () => {
    const data = mixture(500, 4);
    for (const batchSize of [16, "full"] as const) {
      const run = lab.sync.trainSoftmax(data, {
        hidden: 70,
        learningRate: 0.3,
        batchSize,
        maxSteps: 6,
        gradientNorms: true,
        trace: { every: 1 },
      });
      const network = naive(run);
      const batches = new Batches({ ...run.options, samples: 500 });
      let largest = 0;
      for (let t = 0; t < 6; t++) {
        const before = network.weights.slice();
        step(network, data, batches.at(t), 0.3, "gradient");
        for (let r = 0; r < 70; r++) {
          let square = 0;
          for (let e = r * 4; e < r * 4 + 4; e++) square += (network.weights[e] - before[e]) ** 2;
          largest = Math.max(largest, Math.sqrt(square) / 0.3);
        }
        expect(Math.abs(run.trace[t + 1].largestGradient! / largest - 1)).toBeLessThan(precision === "f32" ? 1e-4 : 1e-11);
      }
    }
  });
});

test("gradients agree with finite differences of the loss", () => {
  const lab = labs.f64;
  const data = mixture(20, 6);
  const base = lab.sync.trainSoftmax(data, { hidden: 30, learningRate: 1, batchSize: "full", maxSteps: 1 });
  const at = Array.from(base.initialWeights);
  const lossAt = (weights: readonly number[]): number =>
    lab.sync.trainSoftmax(data, { hidden: 30, learningRate: 1, initialWeights: weights, outputWeights: base.outputWeights, maxSteps: 0 })
      .last!.training!.loss;
  const size = 1e-5;
  const gradient = at.map((w, e) => w - base.weights[e]);
  const largest = gradient.reduce((most, g) => Math.max(most, Math.abs(g)), 0);
  let compared = 0;
  for (let e = 0; e < at.length; e++) {
    const r = Math.floor(e / 6);
    const kink = Array.from({ length: 20 }, (_, i) => at.slice(r * 6, r * 6 + 6).reduce((z, w, c) => z + w * data.X[i * 6 + c], 0));
    if (kink.some((z) => Math.abs(z) < 10 * size)) continue;
    const moved = (h: number): number[] => at.map((w, other) => (other === e ? w + h : w));
    const difference = (lossAt(moved(size)) - lossAt(moved(-size))) / (2 * size);
    expect(Math.abs(difference - gradient[e])).toBeLessThanOrEqual(1e-7 * largest);
    compared++;
  }
  expect(compared).toBeGreaterThan(100);
});

test.each(METHODS)("in f32 who is right is decided by f64 sums over the weights: %s", (method) => {
  const data = mixture(400, 30);
  // Two classes whose outputs agree to the last digits of f32.
  const start = labs.f32.sync.trainSoftmax(data, { hidden: 200, learningRate: 1, maxSteps: 0 });
  const a = start.outputWeights.slice();
  for (let r = 0; r < 200; r++) a[200 + r] = a[r] * (1 + ((r % 3) - 1) * 2e-7);
  const stored = { ...data, X: Float64Array.from(data.X, Math.fround), labels: data.labels.map((label) => Math.min(label, 1)) };
  const options = { hidden: 200, learningRate: 1e-3, maxSteps: 3, method, outputWeights: a };
  const run = labs.f32.sync.trainSoftmax(stored, options);
  const network = { ...naive(run), weights: Float64Array.from(run.weights) };
  expect(run.last!.training!.right).toBe(score(network, stored, method).right);
  // The outputs themselves, rounded to f32, would have said something else.
  const rounded = Array.from(stored.labels, (label, i) => {
    const f = outputs(network, stored, i, method).map(Math.fround);
    return f.indexOf(Math.max(...f)) === label;
  });
  expect(rounded.filter((right) => right).length).not.toBe(run.last!.training!.right);
});

test("an epoch is a partition into batches, a new one each time", () => {
  const batches = new Batches({ samples: 50, batchSize: 16, sampling: "shuffle", seed: 1, trial: 0 });
  const epoch = (number: number): number[] => [0, 1, 2, 3].flatMap((b) => Array.from(batches.at(number * 4 + b)));
  expect(batches.perEpoch).toBe(4);
  const [first, second] = [epoch(0), epoch(1)];
  for (const order of [first, second]) expect(order.slice().sort((a, b) => a - b)).toEqual(Array.from({ length: 50 }, (_, i) => i));
  expect(second).not.toEqual(first);
  expect(epoch(0)).toEqual(first);
});

test("one pass is as many steps as there are batches", () => {
  const run = labs.f32.sync.trainSoftmax(mixture(50, 4), { hidden: 5, learningRate: 0.1, batchSize: 16, maxEpochs: 1 });
  expect(run).toMatchObject({ status: "budget", steps: 4, epochs: 1 });
});

test("w⁰ and a have the laws of (A3), and a wider network starts with the units of a narrower one", () => {
  const data = mixture(20, 40);
  const start = (hidden: number): SoftmaxResult => labs.f64.sync.trainSoftmax(data, { hidden, learningRate: 1, maxSteps: 0, seed: 8 });
  const [narrow, wide] = [start(100), start(400)];
  const square = (weights: ArrayLike<number>): number => Array.from(weights).reduce((sum, w) => sum + w * w, 0) / weights.length;
  // Means of 16,000 and 1,200 squares of normals: five standard errors.
  expect(Math.abs(square(wide.initialWeights) * 400 - 1)).toBeLessThan(5 * Math.sqrt(2 / 16_000));
  expect(Math.abs(square(wide.outputWeights) - 1)).toBeLessThan(5 * Math.sqrt(2 / 1200));
  const first = Array.from(wide.initialWeights.subarray(0, 4000), (w) => w * 2);
  expect(farthest(first, narrow.initialWeights)).toBeLessThan(1e-15);
  for (let i = 0; i < 3; i++)
    expect(narrow.outputWeights.slice(i * 100, i * 100 + 100)).toEqual(wide.outputWeights.slice(i * 400, i * 400 + 100));
});

test("a run stops at the first evaluated step that is accurate enough", () => {
  const all = mixture(300, 30);
  const [data, held] = [sliceData(all, 0, 200), sliceData(all, 200, 300)];
  const options: SoftmaxOptions = { hidden: 100, learningRate: 0.02, test: held, trace: { every: 1 }, maxSteps: 60 };
  const whole = labs.f32.sync.trainSoftmax(data, options);
  const target = 0.9;
  const reached = whole.trace.find((point) => point.test!.accuracy >= target)!.step;
  expect(reached).toBeGreaterThan(1);
  expect(whole.status).toBe("budget");
  const run = labs.f32.sync.trainSoftmax(data, { ...options, targetAccuracy: target });
  expect(run).toMatchObject({ status: "accuracy-target", steps: reached, trace: whole.trace.slice(0, reached + 1) });
});

test("weights that are no longer finite end the run, which says after how many steps", () => {
  const data = mixture(30, 5);
  const soon = labs.f32.sync.trainSoftmax(data, { hidden: 8, learningRate: 1e38, maxSteps: 50, twins: ["pseudo-network"] });
  expect(soon.status).toBe("diverged");
  expect(soon.steps).toBeGreaterThan(0);
  expect(soon.steps).toBeLessThan(50);
  const before = labs.f32.sync.trainSoftmax(data, { hidden: 8, learningRate: 1e38, maxSteps: soon.steps - 1 });
  expect(before.status).toBe("budget");
  const now = labs.f32.sync.trainSoftmax(data, { hidden: 1, learningRate: 1, initialWeights: [3e38, 3e38, 3e38, 3e38, 3e38] });
  expect(now).toMatchObject({ status: "diverged", steps: 0, last: null, trace: [] });
});

test("a unit whose weights are not finite is seen although its ReLU is 0", () => {
  // One step makes w = −∞ (f32), where max(0, −∞) = 0 would go on as a dead unit.
  const data = { name: "two", samples: 2, features: 1, classes: 2, X: Float64Array.of(2e38, 2e38), labels: Uint8Array.of(0, 0) };
  const run = labs.f32.sync.trainSoftmax(data, {
    hidden: 1,
    initialWeights: [1e-38],
    outputWeights: [-1, 1],
    learningRate: 10,
    batchSize: "full",
    maxSteps: 5,
  });
  expect(run).toMatchObject({ status: "diverged", steps: 1 });
});
