import { expect, test } from "vitest";
import { type LabelledData, load, RelulabError, type SoftmaxResult } from "../../../src/index.js";
import type { Certificate } from "../../../src/theory/index.js";
import { pseudoGradient } from "../../../src/theory/softmax/pseudoGradient.js";
import { separability } from "../../../src/theory/softmax/separability.js";

// Certificates of S3 on trained networks.

const lab = await load({ precision: "f64" });
const BALLS = lab.data.xorBalls({ samples: 60, lifted: true, seed: 2 });
const find = (list: readonly Certificate[], theorem: string): Certificate => list.find((one) => one.theorem === theorem)!;
const train = (data: LabelledData, hidden: number, more: object = {}): SoftmaxResult =>
  lab.sync.trainSoftmax(data, { hidden, learningRate: 1 / hidden, batchSize: "full", maxSteps: 50, ...more });

test("the lifted balls: (A1), (A2) and (A3) hold; the coupling is kept; orders say that they are orders", async () => {
  const run = train(BALLS, 200);
  const certificates = await lab.certify(run, BALLS);
  expect(certificates).toEqual(lab.sync.certify(run, BALLS));
  expect(JSON.parse(JSON.stringify(certificates))).toEqual(certificates);
  expect(certificates.map(({ theorem }) => theorem)).toEqual([
    "S3 Lemma 5.1",
    "S3 Lemma 5.1, by unit and sample",
    "S3 Lemma 5.1, a posteriori",
    "S3 Lemma 5.2, ORDER ONLY, constant 1",
    "S3 Theorem 4.1, ORDER ONLY, constant 1",
  ]);
  const gradient = find(certificates, "S3 Lemma 5.2, ORDER ONLY, constant 1");
  expect(gradient.assumptions.slice(0, 3).map(({ id, status }) => [id, status])).toEqual([
    ["A1", "holds"],
    ["A2", "holds"],
    ["A3", "holds"],
  ]);
  expect(gradient.verdict).toBe("consistent");
  expect(find(certificates, "S3 Lemma 5.1, a posteriori").verdict).toBe("holds");
  const order = find(certificates, "S3 Theorem 4.1, ORDER ONLY, constant 1");
  expect(order.verdict).toBe("not-applicable");
  expect(order.assumptions.find(({ id }) => id === "hidden")).toMatchObject({ status: "violated", measured: "200" });
});

test("masks: the exact statement is kept by every run, the a-priori one says something for a few steps", () => {
  for (const maxSteps of [1, 3, 30])
    for (const method of ["gradient", "pseudo-gradient", "pseudo-network"] as const) {
      const run = train(BALLS, 400, { maxSteps, method, learningRate: 0.02 / 400 });
      const certificates = lab.sync.certify(run, BALLS);
      const exact = find(certificates, "S3 Lemma 5.1, a posteriori");
      expect(exact.verdict).toBe("holds");
      // The share is that of the run itself.
      const { patternChange } = run.trace[run.trace.length - 1];
      expect(exact.observed).toBeCloseTo(patternChange, 12);
      const early = find(certificates, "S3 Lemma 5.1, by unit and sample");
      expect(["holds", "vacuous"]).toContain(early.verdict);
      if (maxSteps === 1) expect(early.verdict).toBe("holds");
      expect(early.numbers.broken).toBe(0);
      expect(early.bound!).toBeGreaterThanOrEqual(exact.bound!);
    }
});

test("the paper's mixture breaks (A1) and (A2), and the certificates say with which numbers", () => {
  const data = lab.data.gaussianMixture({ samples: 100, features: 200, seed: 5 });
  const certificates = lab.sync.certify(train(data, 50, { batchSize: 16 }), data);
  const gradient = find(certificates, "S3 Lemma 5.2, ORDER ONLY, constant 1");
  expect(gradient.verdict).toBe("not-applicable");
  expect(gradient.assumptions[0]).toMatchObject({ id: "A1", status: "violated" });
  expect(gradient.assumptions[0].measured).toMatch(/λ = 0\.\d+, δ = \d.*, ℓ = 2 by labels; footnote 1 would do with α = \d/);
  expect(gradient.assumptions[1]).toMatchObject({ id: "A2", status: "violated" });
  expect(find(certificates, "S3 Lemma 5.1, a posteriori").verdict).toBe("holds");
});

test("classes without a training sample are named where (A1) is looked at", () => {
  const data = { ...BALLS, classes: BALLS.classes + 2 };
  const measured = (given: typeof data): string =>
    find(lab.sync.certify(train(given, 4), given), "S3 Lemma 5.2, ORDER ONLY, constant 1").assumptions[0].measured;
  expect(measured(data)).toMatch(/; no sample of class 2, 3$/);
  expect(measured(BALLS)).not.toMatch(/no sample/);
});

test("weights that are not finite get one certificate; given weights are no random start", () => {
  const huge = { initialWeights: new Float64Array(60).fill(1e200), outputWeights: new Float64Array(40).fill(1e200) };
  const run = train(BALLS, 20, huge);
  expect(run.status).toBe("diverged");
  expect(lab.sync.certify(run, BALLS).map(({ verdict }) => verdict)).toEqual(["not-applicable"]);
  const given = train(BALLS, 4, { initialWeights: new Float64Array(12).fill(0.5) });
  expect(lab.sync.certify(given, BALLS)[0].assumptions.find(({ id }) => id === "A3")).toMatchObject({ status: "violated" });
});

test("wrong data, run and ε are refused", () => {
  const run = train(BALLS, 4);
  const code = (work: () => unknown): string => {
    try {
      work();
    } catch (error) {
      return error instanceof RelulabError ? error.code : "raw";
    }
    return "none";
  };
  expect(code(() => lab.sync.certify(run, lab.data.xorBalls({ samples: 9 })))).toBe("ARG_SHAPE");
  expect(code(() => lab.sync.certify({ ...run, weights: run.weights.slice(1) }, BALLS))).toBe("ARG_TYPE");
  expect(code(() => lab.sync.certify(run, { ...BALLS, labels: new Int32Array(3) }))).toBe("DATA_SHAPE");
  expect(code(() => lab.sync.certify(run, { ...BALLS, labels: new Int32Array(60).fill(7) }))).toBe("DATA_LABELS");
  expect(code(() => lab.sync.certify(run, BALLS, { epsilon: 0 }))).toBe("ARG_RANGE");
});

// S3-T6. Case (S): every component is one point, full batch, small η.
test("Lemma A.4: each step lowers the loss by ηm(δ/(kℓ))³v² at least, so Σv² stays below k³ℓ³L⁰/(δ³ηm)", () => {
  const [classes, components, samples, hidden] = [3, 2, 60, 300];
  const data = lab.data.mixture({ samples, features: 8, classes, components, unitNorm: true, seed: 8 });
  const learningRate = 0.05 / hidden;
  const states = Array.from({ length: 12 }, (_, t) => {
    const { outputWeights, initialWeights, weights } = train(data, hidden, { learningRate, maxSteps: t });
    return pseudoGradient({ classes, hidden, features: 8, outputWeights, initialWeights, weights }, data, samples);
  });
  const delta = Math.min(
    ...Array.from({ length: samples * samples }, (_, e) => {
      const [i, j] = [Math.floor(e / samples), e % samples];
      if (data.labels[i] === data.labels[j]) return Infinity;
      return Math.hypot(...Array.from({ length: 8 }, (__, c) => data.X[8 * i + c] - data.X[8 * j + c]));
    }),
  );
  const unit = learningRate * hidden * (delta / (classes * components)) ** 3;
  let sum = 0;
  for (let t = 0; t + 1 < states.length; t++) {
    const { v, loss } = states[t];
    expect(loss - states[t + 1].loss).toBeGreaterThanOrEqual(unit * v * v);
    // No step can gain more than η·Σ‖∇_r‖² where masks hardly change.
    const square = states[t].norms.reduce((total, norm) => total + norm * norm, 0);
    expect(loss - states[t + 1].loss).toBeLessThan(1.1 * learningRate * square);
    sum += v * v;
  }
  expect(sum).toBeLessThanOrEqual(states[0].loss / unit);
});

// S3-T5, Lemma A.2: ReLU keeps the gradients of opposite points from cancelling.
test("Lemma A.2: with points that cancel without ReLU, a share δ/(kℓ) of the units still has a gradient of at least vδ/(kℓ)", () => {
  const angles = [0, 0.25, 0.5, 0.75, 1, 1.25, 1.5, 1.75];
  const X = Float64Array.from(angles.flatMap((turn) => [Math.cos(Math.PI * turn), Math.sin(Math.PI * turn)]));
  // Class 0 holds four directions that sum to 0, class 1 those between.
  const data: LabelledData = { samples: 8, features: 2, classes: 2, X, labels: Int32Array.from(angles, (_, s) => s % 2), name: "circle" };
  const hidden = 5000;
  const run = train(data, hidden, { maxSteps: 0, outputWeights: new Float64Array(2 * hidden) });
  // With a = (1, 0) for every unit the pseudo-gradient is P_{1,r}.
  const outputWeights = Float64Array.from({ length: 2 * hidden }, (_, e) => (e < hidden ? 1 : 0));
  const zero = new Float64Array(2 * hidden);
  const { norms, v } = pseudoGradient(
    { classes: 2, hidden, features: 2, outputWeights, initialWeights: run.initialWeights, weights: zero },
    data,
    8,
  );
  const points = 8;
  const delta = 2 * Math.sin(Math.PI / 8);
  const share = norms.filter((norm) => norm >= (v / 4) * (delta / points)).length / hidden;
  expect(share).toBeGreaterThan(delta / points);
});

// S3-T6 with variance: components are balls, SGD on batches.
test("Lemma B.4: each step of SGD on large batches lowers the loss by ηγm(vδ/(kℓ))², γ = δ/(kℓ), at least", () => {
  const [samples, hidden, points] = [600, 300, 4];
  const data = lab.data.xorBalls({ samples, lifted: true, seed: 4 });
  const { delta, holds, components } = separability(data, { mostSamples: samples });
  expect([holds, components]).toEqual([true, 2]);
  const learningRate = 0.05 / hidden;
  const states = Array.from({ length: 12 }, (_, t) => {
    const run = train(data, hidden, { learningRate, batchSize: 200, maxSteps: t });
    return pseudoGradient({ ...run, classes: 2 }, data, samples);
  });
  const gamma = delta / points;
  for (let t = 0; t + 1 < states.length; t++) {
    const { v, loss, norms } = states[t];
    const gain = loss - states[t + 1].loss;
    expect(gain).toBeGreaterThanOrEqual(learningRate * gamma * hidden * ((v * delta) / points) ** 2);
    // A step on a third of the samples gains about what the whole gradient would, η·Σ‖∇_r‖².
    const whole = learningRate * norms.reduce((total, norm) => total + norm * norm, 0);
    expect(gain).toBeGreaterThan(0.5 * whole);
    expect(gain).toBeLessThan(1.5 * whole);
  }
});

// S3-T5 with variance, Lemma B.2: v now depends on x, and stays fixed while w⁰ is drawn.
test("Lemma B.2: the same for components that are arcs, with errors that vary inside them", () => {
  const [directions, each, hidden] = [8, 15, 5000];
  const samples = directions * each;
  const turn = (s: number): number => Math.PI * (Math.floor(s / each) / 4 + 0.006 * ((s % each) / (each - 1) - 0.5));
  const X = Float64Array.from({ length: 2 * samples }, (_, e) => (e % 2 === 0 ? Math.cos(turn(e >> 1)) : Math.sin(turn(e >> 1))));
  const place = (s: number): number => Math.floor(s / each);
  const data: LabelledData = {
    samples,
    features: 2,
    classes: 2,
    X,
    labels: Int32Array.from({ length: samples }, (_, s) => place(s) % 2),
    components: Int32Array.from({ length: samples }, (_, s) => place(s) >> 1),
    name: "arcs",
  };
  const { initialWeights } = train(data, hidden, { maxSteps: 0, seed: 6 });
  const outputWeights = Float64Array.from({ length: 2 * hidden }, (_, e) => (e < hidden ? 1 : 0));
  // Outputs come from three units that know nothing of w⁰, so that o differs from sample to sample.
  const weights = new Float64Array(2 * hidden);
  weights.set([0.9, 0.3, -0.4, 0.8, 0.2, -0.7]);
  const { norms, v } = pseudoGradient({ classes: 2, hidden, features: 2, outputWeights, initialWeights, weights }, data, samples);
  const { delta, holds } = separability(data);
  expect(holds).toBe(true);
  expect(v).toBeGreaterThan(1 / directions / 4);
  const share = norms.filter((norm) => norm >= (v / 4) * (delta / directions)).length / hidden;
  expect(share).toBeGreaterThan(delta / directions);
});
